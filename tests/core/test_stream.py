"""The live stream of the real web process: who hears what, and what a page may rely on."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.test import Client
from guardian.shortcuts import assign_perm, remove_perm

from accounts.actions import change_audience
from accounts.membership import GrantChange
from accounts.models import Audience, Country, Officer
from accounts.models.owned import owner_fields
from icse.core import events
from icse.core.doors import acting_as, acting_as_system
from icse.core.live.listening import LISTENER
from icse.core.live.stream import HEARTBEAT_SECONDS
from icse.core.live.views import MOST_STREAMS
from icse.core.models import Event
from icse.embedded.processes import wait_until
from series.models import Series
from tests.core.streams import PATIENCE, Message, Web, serving

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[Officer], Client]
#: The stream's own word that the officer's audiences are not those of the look before; no cursor.
SIGHT = Message("change", "", {"type": "sight.changed", "objects": []})


@pytest.fixture
def web(transactional_db: object, tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def restless(transactional_db: object, tmp_path: Path) -> Iterator[Web]:
    """The same with a shorter beat."""
    with serving(tmp_path, "tests.core.restless:application") as running:
        yield running


def make_series(by: Officer, audience: Audience) -> UUID:
    with acting_as(by.pk):
        series = Series(title="Green wallpaper", audience=audience, **owner_fields(by))
        Series.objects.bulk_create([series])
    return series.pk


def change(key: UUID, by: Officer, audience: Audience) -> None:
    with acting_as(by.pk):
        events.publish("series.changed", objects=[key], audiences=[audience.pk])


def changed(message: Message | None) -> tuple[str, list[str]]:
    assert message is not None
    assert message.event == "change"
    assert UUID(message.id)
    return str(message.data["type"]), list(message.data["objects"])  # type: ignore[call-overload]


def news(key: UUID) -> tuple[str, list[str]]:
    return "series.changed", [str(key)]


def test_two_streams_hear_exactly_what_they_may(
    web: Web, nora: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    shared, group = make_series(nora, audiences["members"]), make_series(nora, audiences["group"])
    hers, his = web.page(client_of(nora)), web.page(client_of(gregor))
    change(group, nora, audiences["group"])
    change(shared, nora, audiences["members"])
    change(group, nora, audiences["group"])
    change(shared, nora, audiences["members"])
    assert [changed(hers.next()) for _ in range(4)] == [news(group), news(shared), news(group), news(shared)]
    # What is hidden left no byte between what is not.
    assert [changed(his.next()) for _ in range(2)] == [news(shared), news(shared)]
    assert his.messages.empty()


def test_an_event_whose_object_is_hidden_is_not_delivered(
    web: Web, nora: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    shared, group = make_series(nora, audiences["members"]), make_series(nora, audiences["group"])
    page = web.page(client_of(gregor))
    change(group, nora, audiences["members"])  # a wrong audience in an event shows nothing
    change(shared, nora, audiences["members"])
    assert changed(page.next()) == news(shared)


def test_resuming_misses_nothing_and_repeats_nothing(
    web: Web, nora: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    members = audiences["members"]
    one, two, three = (make_series(nora, members) for _ in range(3))
    secret = make_series(nora, audiences["group"])
    client = client_of(gregor)
    page = web.page(client)
    change(one, nora, members)
    first = page.next()
    assert changed(first) == news(one)
    page.close()
    change(two, nora, members)
    change(secret, nora, audiences["group"])
    change(three, nora, members)
    assert first is not None
    page = web.page(client, last=first.id)
    assert [changed(page.next()) for _ in range(2)] == [news(two), news(three)]
    change(one, nora, members)
    assert changed(page.next()) == news(one)


def test_a_cursor_that_is_unknown_or_hidden_asks_for_a_reload(
    web: Web, nora: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    secret = make_series(nora, audiences["group"])
    change(secret, nora, audiences["group"])
    with acting_as(nora.pk):
        hidden = str(Event.objects.values_list("key", flat=True).get())
    for last in (hidden, "0" * 32, "nonsense"):
        page = web.page(client_of(gregor), last=last)
        assert page.next() == Message("reload", "", {})


def test_rights_are_those_of_the_moment(
    web: Web, nora: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    group, members = audiences["group"], audiences["members"]
    shared, secret = make_series(nora, members), make_series(nora, group)
    page = web.page(client_of(gregor))
    with acting_as_system("tests"):
        germany = gregor.country.group
        assign_perm("view_audience", germany, group)
    change(secret, nora, group)
    assert page.next() == SIGHT
    assert changed(page.next()) == news(secret)
    with acting_as_system("tests"):
        remove_perm("view_audience", germany, group)
    change(secret, nora, group)
    change(shared, nora, members)
    assert page.next() == SIGHT
    assert changed(page.next()) == news(shared)


def test_a_change_of_an_audience_is_heard_at_once_by_those_it_concerns(
    web: Web, nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    group, members = audiences["group"], audiences["members"]
    shared, secret = make_series(nora, members), make_series(nora, group)
    his, hers = web.page(client_of(gregor)), web.page(client_of(fleur))
    lost, gained = GrantChange("country", "FR", "none"), GrantChange("country", "DE", "view")
    with acting_as(nora.pk):
        change_audience(audience=group, changes=[lost, gained], by=nora)
    for page, who in ((hers, fleur), (his, gregor)):
        assert page.next() == SIGHT
        assert changed(page.next()) == ("sight.changed", [str(who.unit_id)])
    change(secret, nora, group)
    change(shared, nora, members)
    assert [changed(his.next()) for _ in range(2)] == [news(secret), news(shared)]
    assert changed(hers.next()) == news(shared)


def test_a_heartbeat_finds_what_no_event_told(
    restless: Web, fleur: Officer, gregor: Officer, bea: Officer, client_of: ClientOf
) -> None:
    assert HEARTBEAT_SECONDS < PATIENCE
    suspended, uncertified, inactive = (restless.page(client_of(who)) for who in (fleur, gregor, bea))
    with acting_as_system("tests"):
        Country.objects.filter(pk="FR").update(is_connected=False)
        Officer.objects.filter(pk=gregor.pk).update(certified_until=date(2020, 1, 1))
        Officer.objects.filter(pk=bea.pk).update(is_active=False)
    assert suspended.next() == SIGHT
    assert uncertified.next() is None
    assert inactive.next() is None


def test_a_deactivated_or_signed_out_officer_is_cut_off(
    web: Web, nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    members = audiences["members"]
    shared = make_series(nora, members)
    leaving = client_of(gregor)
    his, hers = web.page(client_of(fleur)), web.page(leaving)
    with acting_as_system("tests"):
        Officer.objects.filter(pk=fleur.pk).update(is_active=False)
    leaving.session.flush()
    change(shared, nora, members)
    assert his.next() is None
    assert hers.next() is None


def test_ctrl_c_ends_open_streams(web: Web, nora: Officer, client_of: ClientOf) -> None:
    page = web.page(client_of(nora))
    assert web.stop() in (0, -2, 130)
    assert page.next() is None


def test_a_closed_page_is_forgotten_and_others_go_on(
    web: Web, nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    shared = make_series(nora, audiences["members"])
    client = client_of(nora)
    for _ in range(25):  # more than may be open at once
        web.page(client).close()
    page = web.page(client)
    change(shared, nora, audiences["members"])
    assert changed(page.next()) == news(shared)


def killed_listeners(superuser: psycopg.Connection[tuple[bool]]) -> list[tuple[bool]]:
    return superuser.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'icse_web' AND datname = %s"
        " AND application_name = %s",
        [os.environ["ICSE_TEST_DATABASE"], LISTENER],
    ).fetchall()


def test_what_came_while_the_listener_was_away_is_caught_up(
    web: Web, nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    shared = make_series(nora, audiences["members"])
    page = web.page(client_of(nora))
    with psycopg.connect(os.environ["ICSE_TEST_SUPERUSER"], autocommit=True) as superuser:
        assert wait_until(lambda: killed_listeners(superuser) == [(True,)], PATIENCE, pause=0.1)
    change(shared, nora, audiences["members"])
    assert changed(page.next()) == news(shared)


def test_no_more_pages_than_a_person_can_look_at(web: Web, nora: Officer, fleur: Officer, client_of: ClientOf) -> None:
    hers = client_of(nora)
    for _ in range(MOST_STREAMS):
        web.page(hers)
    stopped = web.open(hers).response
    assert (stopped.status, stopped.headers["Retry-After"]) == (429, "30")
    web.page(client_of(fleur))


def test_no_more_even_when_they_come_at_once(web: Web, nora: Officer, client_of: ClientOf) -> None:
    hers = client_of(nora)
    with ThreadPoolExecutor(40) as threads:
        opened = list(threads.map(lambda _: web.open(hers).response.status, range(40)))
    assert sorted(opened) == [200] * MOST_STREAMS + [429] * (40 - MOST_STREAMS)


def test_who_may_not_listen(client_of: ClientOf, una: Officer, nora: Officer, client: Client) -> None:
    anonymous, uncertified = client.get("/events"), client_of(una).get("/events")
    assert (anonymous.status_code, anonymous["Location"]) == (302, "/sign-in/?next=/events")
    assert (uncertified.status_code, uncertified["Location"]) == (302, "/account/")
    assert client_of(nora).post("/events").status_code == 405
