"""Lists of items, one row, one item's page: for whom, with what, and for whom nothing is there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from series.ingest.work import Tools
from series.models import Item, Series
from series.views.pictures import MOST_DOWNLOADS
from tests import media
from tests.series.grouping import add, confirm, make_series, record
from tests.series.making import ingested, receive

ClientOf = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def jpeg(seed: int) -> bytes:
    return media.as_bytes(media.pattern(seed), exif=media.exif_of())


def shown(page: str) -> list[str]:
    """Return the keys that can be selected; a stack's check box stands for all of its members."""
    return [key for value in re.findall(r'name="items" value="([0-9a-f -]+)"', page) for key in value.split()]


def test_list_shows_the_newest_that_may_be_seen(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    tools: Tools,
) -> None:
    ours = receive(nora, audiences["NL"], jpeg(1))
    shared = receive(fleur, audiences["group"], jpeg(2))
    hidden = receive(fleur, audiences["FR"], jpeg(3))
    everyones = receive(gregor, audiences["members"], jpeg(4))
    waiting = receive(gregor, audiences["members"], jpeg(5), name="waiting.jpg")
    ingested(tools, ours, shared, hidden, everyones)
    newest_first = [str(everyones.pk), str(shared.pk), str(ours.pk)]
    assert shown(client_of(nora).get("/items/").content.decode()) == newest_first
    page = client_of(gregor).get("/items/").content.decode()
    assert shown(page) == [str(everyones.pk)]
    assert f'id="item-{waiting.pk}"' in page, "the own country's files are shown while they wait"
    assert "waiting.jpg" not in client_of(nora).get("/items/").content.decode()


def test_list_of_one_case(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    one, other = receive(nora, audiences["group"], jpeg(1)), receive(nora, audiences["group"], jpeg(2), case="C-2")
    ingested(tools, one, other)
    assert shown(client_of(nora).get(f"/items/?case={one.case_id}").content.decode()) == [str(one.pk)]
    assert client_of(fleur).get(f"/items/?case={one.case_id}").status_code == 404
    assert client_of(nora).get("/items/?case=nonsense").status_code == 404


def test_list_has_pages(
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    tools: Tools,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("series.queries.items.PAGE", 2)
    made = ingested(tools, *(receive(nora, audiences["NL"], jpeg(seed)) for seed in range(3)))
    client = client_of(nora)
    first = client.get("/items/").content.decode()
    assert shown(first) == [str(made[2].pk), str(made[1].pk)]
    [older] = re.findall(r'href="(/items/\?after=[^"]+)" rel="next"', first)
    second = client.get(older).content.decode()
    assert shown(second) == [str(made[0].pk)]
    assert 'rel="next"' not in second
    assert shown(client.get(f"/items/?after={made[1].pk}").content.decode()) == shown(first), "not made here"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(
    nora: Officer,
    fleur: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    tools: Tools,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    theirs = [receive(fleur, audiences["members"], jpeg(seed)) for seed in range(count)]
    ours = [receive(nora, audiences["NL"], jpeg(seed)) for seed in range(count)]
    again = [receive(nora, audiences["NL"], jpeg(seed), case="C-2") for seed in range(count)]
    made = ingested(tools, *theirs, *ours, *again)
    make_series(by=fleur, audience=audiences["members"], items=made[:count])
    client = client_of(nora)
    with django_assert_num_queries(19):
        page = client.get("/items/")
    assert len(shown(page.content.decode())) == 3 * count


def test_row_follows_ingest(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools) -> None:
    client = client_of(nora)
    item = receive(nora, audiences["NL"], jpeg(1))
    row = client.get(f"/items/{item.pk}/row/").content.decode()
    assert f'data-live-url="/items/{item.pk}/row/" data-live-types="item."' in row
    assert "Waiting for a worker." in row
    ingested(tools, item)
    row = client.get(f"/items/{item.pk}/row/").content.decode()
    assert f'data-live-types="item.matched item.changed item.gone series." data-live-object="{item.pk} "' in row
    assert "New: nothing that you may see shows the same." in row


def test_refused_row_says_why(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools) -> None:
    item = receive(nora, audiences["NL"], jpeg(1)[:500])
    ingested(tools, item)
    row = client_of(nora).get(f"/items/{item.pk}/row/").content.decode()
    assert "The picture breaks off before its end." in row


def test_item_page(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    item = receive(nora, audiences["group"], jpeg(1), name="<b>x.jpg")
    ingested(tools, item)
    own = client_of(nora).get(f"/items/{item.pk}/").content.decode()
    assert "&lt;b&gt;x.jpg" in own
    for fact in ("EX-0017", "Exampla", "X100", "52.08210, 4.27850", "640 × 480 pixels", item.sha256, item.md5):
        assert fact in own
    assert f'href="/cases/{item.case_id}/"' in own
    theirs = client_of(fleur).get(f"/items/{item.pk}/").content.decode()
    assert "EX-0017" in theirs
    assert "Unit NL" in theirs
    assert "/cases/0" not in theirs
    assert "C-1" not in theirs
    with acting_as_system("tests"):
        viewed = AuditEntry.objects.filter(action="item.viewed", object_id=str(item.pk))
        assert {entry.officer_id for entry in viewed} == {nora.pk, fleur.pk}


def test_a_marking_stands_once_on_its_page(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    item = receive(nora, audiences["group"], jpeg(1))
    ingested(tools, item)
    client = client_of(nora)
    assert markings_on(client, item) == ["TLP:AMBER"]
    series = make_series(by=nora, audience=audiences["group"], items=[item])
    assert markings_on(client, item) == ["TLP:AMBER"] * 3, "below the picture, and twice beside the series"
    with acting_as_system("tests"):
        Series.objects.filter(pk=series.pk).update(tlp="amber+strict")
    page = client.get(f"/items/{item.pk}/").content.decode()
    assert "Without its series: " in page
    assert markings_on(client, item) == [*["TLP:AMBER+STRICT"] * 2, "TLP:AMBER", "TLP:AMBER+STRICT"]


def markings_on(client: Client, item: Item) -> list[str]:
    return re.findall(r"TLP:[A-Z+]+", client.get(f"/items/{item.pk}/").content.decode())


def test_what_is_already_identified_is_folded_away(
    nora: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    item = receive(nora, audiences["group"], jpeg(1))
    ingested(tools, item)
    series = make_series(by=nora, audience=audiences["group"], items=[item])
    recorded_for = record(add(series, "victim", by=nora), by=fleur)
    client = client_of(nora)
    pages = {
        "/items/": "1 file of victims who are already identified; open only if needed",
        f"/items/{item.pk}/": "Already identified, by France. Open the picture only if needed",
        f"/items/{item.pk}/row/": "Already identified, not shown",
    }
    assert {page for page, folded in pages.items() if folded in client.get(page).content.decode()} == set()
    confirm(recorded_for, by=felix)
    assert {page for page, folded in pages.items() if folded in client.get(page).content.decode()} == set(pages)


ADDRESSES = ("", "row/", "concealed", "plain", "original")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_not_yours_looks_like_what_is_not_there(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    tools: Tools,
    address: str,
) -> None:
    item = receive(nora, audiences["group"], jpeg(1))
    ingested(tools, item)
    theirs = client_of(fleur).get(f"/items/{item.pk}/{address}")
    assert theirs.status_code == 200
    if theirs.streaming:
        async_to_sync(whole)(theirs)
    client = client_of(gregor)
    hidden, none = client.get(f"/items/{item.pk}/{address}"), client.get(f"/items/{uuid4()}/{address}")
    assert (hidden.status_code, none.status_code) == (404, 404)
    assert hidden.content == none.content
    assert hidden.headers == none.headers
    with acting_as_system("tests"):
        assert not AuditEntry.objects.filter(officer_id=gregor.pk).exists()


@pytest.mark.parametrize("address", ["/items/", "/cases/", "/upload/", "/items/{}/", "/items/{}/plain", "/cases/{}/"])
def test_the_anonymous_are_sent_to_sign_in(client: Client, db: object, address: str) -> None:
    answer = client.get(address.format(uuid4()))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/")


@pytest.mark.parametrize("address", ["/items/", "/cases/", "/upload/"])
def test_a_coordinator_has_no_work_with_content(cleo: Officer, client_of: ClientOf, address: str) -> None:
    assert client_of(cleo).get(address).status_code == 403


# Pictures


def recorded(item: Item) -> list[tuple[str, Any]]:
    with acting_as_system("tests"):
        entries = AuditEntry.objects.filter(object_id=str(item.pk), officer_id__isnull=False).order_by("pk")
        return [(entry.action, entry.officer_id) for entry in entries]


async def whole(response: Any) -> bytes:
    return b"".join([piece async for piece in response.streaming_content])


def test_few_downloads_at_once(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    item = receive(nora, audiences["NL"], jpeg(1))
    ingested(tools, item)
    client, address = client_of(nora), f"/items/{item.pk}/original"
    begun = [client.get(address) for _ in range(MOST_DOWNLOADS)]
    assert [answer.status_code for answer in begun] == [200] * MOST_DOWNLOADS
    refused = client.get(address)
    assert (refused.status_code, "Wait until one has ended" in refused.content.decode()) == (429, True)
    assert refused["Retry-After"] == "30"
    begun.append(client_of(niels).get(address))
    assert begun[-1].status_code == 200
    assert len(recorded(item)) == 1 + MOST_DOWNLOADS + 1, "the refused one is not recorded"
    async_to_sync(whole)(begun.pop(0))
    begun.append(client.get(address))
    assert begun[-1].status_code == 200
    for answer in begun:
        async_to_sync(whole)(answer)


def test_pictures_and_their_records(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    content = jpeg(1)
    item = receive(nora, audiences["group"], content, name="x.html")
    ingested(tools, item)
    client = client_of(fleur)
    concealed = client.get(f"/items/{item.pk}/concealed")
    assert recorded(item) == [("item.received", nora.pk)]
    plain = client.get(f"/items/{item.pk}/plain")
    original = client.get(f"/items/{item.pk}/original")
    assert concealed["Content-Type"] == plain["Content-Type"] == "image/jpeg"
    assert concealed.content != plain.content
    assert async_to_sync(whole)(original) == content
    assert original["Content-Length"] == str(len(content))
    assert original["Content-Type"] == "application/octet-stream"
    assert original["Content-Disposition"] == f'attachment; filename="{item.sha256}"'
    for answer in (concealed, plain, original):
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert recorded(item) == [
        ("item.received", nora.pk),
        ("media.exposed", fleur.pk),
        ("item.original_downloaded", fleur.pk),
    ]


@pytest.mark.parametrize("address", ["concealed", "plain", "original"])
@pytest.mark.parametrize("content", [b"", jpeg(1)])
def test_no_picture_before_it_is_ready(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools, address: str, content: bytes
) -> None:
    item = receive(nora, audiences["NL"], content)
    if not content:
        assert [item.state for item in ingested(tools, item)] == ["refused"]
    assert client_of(nora).get(f"/items/{item.pk}/{address}").status_code == 404
    assert recorded(item) == [("item.received", nora.pk)]


@pytest.mark.parametrize("address", ["concealed", "plain", "original", "", "row/"])
def test_pictures_are_only_read(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools, address: str
) -> None:
    item = receive(nora, audiences["NL"], jpeg(1))
    ingested(tools, item)
    assert client_of(nora).post(f"/items/{item.pk}/{address}").status_code == 405
    assert recorded(item) == [("item.received", nora.pk)]


# Cases


def test_cases_are_the_own_countrys(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    item = receive(nora, audiences["members"], jpeg(1), case="NL-77")
    receive(nora, audiences["NL"], b"no picture", case="NL-77")
    ingested(tools, item)
    listed = client_of(niels).get("/cases/").content.decode()
    assert re.findall(r'href="/cases/([0-9a-f-]+)/"', listed) == [str(item.case_id)]
    assert "2 items" in listed
    page = client_of(niels).get(f"/cases/{item.case_id}/").content.decode()
    assert shown(page) == [str(item.pk)]
    assert "NL-77" in page
    theirs = client_of(fleur)
    assert "NL-77" not in theirs.get("/cases/").content.decode()
    hidden, none = theirs.get(f"/cases/{item.case_id}/"), theirs.get(f"/cases/{uuid4()}/")
    assert (hidden.status_code, none.status_code) == (404, 404)
    assert hidden.content == none.content
    with acting_as_system("tests"):
        viewed = AuditEntry.objects.filter(action="case.viewed")
        assert [entry.officer_id for entry in viewed] == [niels.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_cases(
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    items = [receive(nora, audiences["NL"], b"%d" % n, case=f"C-{n}") for n in range(count)]
    client = client_of(nora)
    with django_assert_num_queries(9):
        page = client.get("/cases/")
    assert page.content.count(b'class="entry"') == count
    with django_assert_num_queries(20):
        client.get(f"/cases/{items[0].case_id}/")
