"""What open pages hear when something goes to another audience."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from accounts.markings import Marking
from accounts.models import Audience, Officer
from forum.actions import share_series_and_threads, share_thread
from forum.models import Thread
from icse.core import events
from icse.core.doors import acting_as
from series.actions import share_item, share_items, share_series
from series.models import Item, Series
from tests.core.streams import Message, Page, Web, serving
from tests.forum.world import Audiences, ask, make_item, make_series

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[Officer], Client]
AMBER = Marking()
LOOK_AGAIN: tuple[str, list[str]] = ("sight.changed", [])


@pytest.fixture
def web(transactional_db: object, tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


def heard(page: Page) -> tuple[str, list[str]]:
    message = page.next()
    assert message is not None
    assert (message.event, UUID(message.id).version) == ("change", 4)
    return str(message.data["type"]), list(message.data["objects"])  # type: ignore[call-overload]


def shown(series: Series, to: Audience, by: Officer) -> None:
    with acting_as(by.pk):
        share_series(series=Series.objects.get(pk=series.pk), audience=to, marking=AMBER, by=by)


def rest(marker: Series, by: Officer, *pages: Page) -> list[list[tuple[str, list[str]]]]:
    """What each page heard up to an event that all of them hear for certain."""
    with acting_as(by.pk):
        events.publish("series.changed", objects=[marker.pk], audiences=[marker.audience_id])
    found: list[list[tuple[str, list[str]]]] = [[] for _ in pages]
    for page, told in zip(pages, found, strict=True):
        while (message := heard(page)) != ("series.changed", [str(marker.pk)]):
            told.append(message)
    return found


def test_who_loses_hears_no_name_and_who_gains_hears_it(
    web: Web, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    marker, series = make_series(nora, audiences["members"]), make_series(nora, audiences["group"])
    ours, theirs, his = (web.page(client_of(officer)) for officer in (nora, fleur, gregor))
    shown(series, audiences["members"], nora)
    appeared = ("series.appeared", [str(series.pk)])
    assert rest(marker, nora, ours, theirs, his) == [[appeared]] * 3
    shown(series, audiences["group"], nora)
    # Germany alone has lost it, and hears not even which; the others hear that they have it in another audience.
    assert rest(marker, nora, ours, theirs, his) == [[appeared], [appeared], [LOOK_AGAIN]]
    shown(series, audiences["NL"], nora)
    assert rest(marker, nora, ours, theirs, his) == [[appeared], [LOOK_AGAIN], []]


def test_items_and_requests_likewise(
    web: Web, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    marker, series = make_series(nora, audiences["members"]), make_series(nora, audiences["members"])
    items = [make_item(nora, audiences["group"], series) for _ in range(2)]
    thread = ask(nora, audiences["group"], series)
    keys = [str(item.pk) for item in items]
    theirs, his = web.page(client_of(fleur)), web.page(client_of(gregor))
    with acting_as(nora.pk):
        share_items(items=Item.objects.all(), audience=audiences["members"], marking=AMBER, by=nora)
    changed, appeared = ("series.changed", [str(series.pk)]), ("item.appeared", keys)
    assert rest(marker, nora, theirs, his) == [[appeared, changed, changed], [appeared, changed]]
    with acting_as(nora.pk):
        share_items(items=Item.objects.all(), audience=audiences["NL"], marking=AMBER, by=nora)
    assert rest(marker, nora, theirs, his) == [[LOOK_AGAIN, changed]] * 2
    with acting_as(nora.pk):
        share_thread(thread=Thread.objects.get(), audience=audiences["members"], marking=AMBER, by=nora)
    assert rest(marker, nora, his) == [[("thread.appeared", [str(thread.pk)]), changed]]
    with acting_as(nora.pk):
        share_series_and_threads(
            series=Series.objects.get(pk=series.pk), audience=audiences["group"], marking=AMBER, by=nora
        )
    assert rest(marker, nora, his) == [[LOOK_AGAIN, LOOK_AGAIN]]


def test_what_appeared_together_and_went_on_is_not_named(
    web: Web, nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    """The event still names both; one is hidden again when it is read."""
    marker = make_series(nora, audiences["members"])
    going, staying = (make_item(nora, audiences["group"]) for _ in range(2))
    client = client_of(gregor)
    page = web.page(client)
    assert rest(marker, nora, page) == [[]]
    with acting_as(nora.pk):
        events.publish("series.changed", objects=[marker.pk], audiences=[marker.audience_id])
    last = page.next()
    assert last is not None
    page.close()
    with acting_as(nora.pk):
        share_items(items=Item.objects.all(), audience=audiences["members"], marking=AMBER, by=nora)
    with acting_as(nora.pk):
        share_item(item=Item.objects.get(pk=going.pk), audience=audiences["NL"], marking=AMBER, by=nora)
    page = web.page(client, last=last.id)
    assert rest(marker, nora, page) == [[("item.appeared", [str(staying.pk)]), LOOK_AGAIN]]
    assert str(going.pk) not in str([message for message in page.messages.queue if isinstance(message, Message)])


def test_a_page_elsewhere_hears_nothing(
    web: Web, nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    marker, series = make_series(nora, audiences["members"]), make_series(nora, audiences["group"])
    page = web.page(client_of(gregor))
    shown(series, audiences["NL"], nora)
    shown(series, audiences["group"], nora)
    assert rest(marker, nora, page) == [[]]
