"""Playing by range requests: what is sent, to whom, and what stands in the record."""

from collections.abc import AsyncIterable, Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from series.ingest.work import Tools
from series.models import Item
from series.views import playing
from series.views.playing import MOST_BYTES, Span, Unsatisfiable, span_of
from tests import media, recordings
from tests.series.making import ingested, receive

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[Officer], Client]
Audiences = dict[str, Audience]


async def whole(response: Any) -> bytes:
    return b"".join([piece async for piece in cast("AsyncIterable[bytes]", response.streaming_content)])


def body(response: Any) -> bytes:
    sent = async_to_sync(whole)(response)
    response.close()
    return sent


def exposures(item: Item) -> list[Any]:
    with acting_as_system("tests"):
        found = AuditEntry.objects.filter(object_id=str(item.pk), action="media.exposed")
        return list(found.order_by("pk").values_list("officer_id", flat=True))


@pytest.fixture
def content() -> bytes:
    return recordings.video(recordings.scenes(1))


@pytest.fixture
def film(nora: Officer, audiences: Audiences, tools: Tools, content: bytes) -> Item:
    [item] = ingested(tools, receive(nora, audiences["group"], content))
    assert item.state == "ready"
    return item


def test_ranges_are_sent_as_asked(fleur: Officer, client_of: ClientOf, film: Item, content: bytes) -> None:
    client, address, size = client_of(fleur), f"/items/{film.pk}/play", len(content)
    for asked, first, last in (
        ("0-", 0, size - 1),
        ("10-19", 10, 19),
        ("-7", size - 7, size - 1),
        ("5-99999999", 5, size - 1),
    ):
        answer = client.get(address, headers={"range": f"bytes={asked}"})
        assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/{size}")
        assert answer["Content-Length"] == str(last - first + 1)
        assert body(answer) == content[first : last + 1]
    everything = client.get(address)
    assert (everything.status_code, everything["Accept-Ranges"], body(everything)) == (200, "bytes", content)


def test_it_is_sent_as_what_it_is_and_inert_as_a_page(fleur: Officer, client_of: ClientOf, film: Item) -> None:
    answer = client_of(fleur).get(f"/items/{film.pk}/play", headers={"range": "bytes=0-1"})
    body(answer)
    assert {name: answer[name] for name in HEADERS} == HEADERS


HEADERS = {
    "Content-Type": "video/mp4",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


def test_a_range_behind_the_end_is_none(fleur: Officer, client_of: ClientOf, film: Item, content: bytes) -> None:
    answer = client_of(fleur).get(f"/items/{film.pk}/play", headers={"range": f"bytes={len(content)}-"})
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{len(content)}", b"")
    assert exposures(film) == []


SPANS = {
    "": None,
    "bytes=0-": Span(0, MOST_BYTES - 1),
    "bytes=5-9": Span(5, 9),
    "bytes=-5": Span(10 * MOST_BYTES - 5, 10 * MOST_BYTES - 1),
    "bytes=9-5": None,
    "bytes=-": None,
    "bytes=0-1,4-5": None,
    "lines=1-2": None,
    "bytes=a-b": None,
    "bytes=1-1": Span(1, 1),
}


@pytest.mark.parametrize(("header", "span"), SPANS.items())
def test_ranges_are_read_as_the_standard_says(header: str, span: Span | None) -> None:
    assert span_of(header, 10 * MOST_BYTES) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_ranges_without_a_byte_are_told_apart(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, 100)


def test_playing_is_one_exposure_in_a_while(
    nora: Officer, fleur: Officer, client_of: ClientOf, film: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/items/{film.pk}/play"
    for first in (0, 100, 200):
        body(client_of(fleur).get(address, headers={"range": f"bytes={first}-{first + 9}"}))
    body(client_of(nora).get(address, headers={"range": "bytes=0-9"}))
    assert exposures(film) == [fleur.pk, nora.pk]
    monkeypatch.setattr(playing, "SAME_PLAY", timedelta(0))
    body(client_of(fleur).get(f"{address}?again=1", headers={"range": "bytes=0-9"}))
    assert exposures(film) == [fleur.pk, nora.pk, fleur.pk]


def test_each_range_asks_again_whether_it_may_be_seen(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf, film: Item
) -> None:
    client, address, asked = client_of(fleur), f"/items/{film.pk}/play", {"range": "bytes=0-9"}
    assert client_of(gregor).get(address, headers=asked).status_code == 404
    answer = client.get(address, headers=asked)
    assert answer.status_code == 206
    body(answer)
    with acting_as_system("tests"):
        Item.objects.filter(pk=film.pk).update(audience=audiences["NL"])
    assert client.get(address, headers=asked).status_code == 404


def test_what_is_no_video_or_not_safe_is_not_played(
    nora: Officer, audiences: Audiences, client_of: ClientOf, tools: Tools
) -> None:
    contents = [recordings.video(recordings.scenes(2), "video/x-msvideo"), b"<html><script>alert(1)</script>"]
    for item in ingested(tools, *(receive(nora, audiences["NL"], one) for one in contents)):
        assert item.state == "ready"
        assert client_of(nora).get(f"/items/{item.pk}/play").status_code == 404
        original = client_of(nora).get(f"/items/{item.pk}/original")
        assert (original.status_code, original["Content-Type"]) == (200, "application/octet-stream")
        assert original["Content-Disposition"].startswith("attachment")
        body(original)


def test_another_countrys_h2_is_not_played(nora: Officer, fleur: Officer, client_of: ClientOf, film: Item) -> None:
    with acting_as_system("tests"):
        Item.objects.filter(pk=film.pk).update(handling=["H2"])
    answer = client_of(fleur).get(f"/items/{film.pk}/play", headers={"range": "bytes=0-9"})
    assert answer.status_code == 403
    assert exposures(film) == []
    own = client_of(nora).get(f"/items/{film.pk}/play", headers={"range": "bytes=0-9"})
    assert own.status_code == 206
    body(own)
    page = client_of(fleur).get(f"/items/{film.pk}/").content.decode()
    assert "data-player=" not in page


def test_a_player_that_never_reads_on_takes_one_of_few_places(
    fleur: Officer, nora: Officer, client_of: ClientOf, film: Item
) -> None:
    client, address = client_of(fleur), f"/items/{film.pk}/play"
    begun = [client.get(address, headers={"range": "bytes=0-"}) for _ in range(playing.MOST_PLAYS)]
    assert {answer.status_code for answer in begun} == {206}
    stopped = client.get(address)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "10")
    begun.append(client_of(nora).get(address))
    assert begun[-1].status_code == 200
    for answer in begun:
        body(answer)
    after = client.get(address, headers={"range": "bytes=0-1"})
    assert after.status_code == 206
    body(after)


def test_the_page_tells_streams_and_conceals(fleur: Officer, client_of: ClientOf, film: Item) -> None:
    page = client_of(fleur).get(f"/items/{film.pk}/").content.decode()
    assert f'data-player="/items/{film.pk}/play"' in page
    assert "320 × 240 pixels, 4 frames a second" in page
    assert "MP4 video (video/mp4)" in page
    assert "<video" not in page
    spectrogram = client_of(fleur).get(f"/items/{film.pk}/spectrogram")
    assert (spectrogram.status_code, spectrogram["Content-Type"]) == (200, "image/jpeg")
    assert exposures(film) == []


def test_lists_say_how_long_it_lasts(nora: Officer, client_of: ClientOf, film: Item) -> None:
    page = client_of(nora).get("/items/").content.decode()
    assert page.count('class="length"') == 1
    assert "0:01</span>" in page


def test_evidence_that_is_never_shown_says_what_it_is(
    nora: Officer, audiences: Audiences, client_of: ClientOf, tools: Tools
) -> None:
    [item] = ingested(tools, receive(nora, audiences["NL"], b"<svg onload=alert(1)>"))
    page = client_of(nora).get(f"/items/{item.pk}/").content.decode()
    assert "SVG drawing" in page
    assert "never shown here" in page
    assert f"/items/{item.pk}/original" in page
    for address in ("concealed", "plain", "play", "spectrogram"):
        assert client_of(nora).get(f"/items/{item.pk}/{address}").status_code == 404
    listed = client_of(nora).get("/items/").content.decode()
    assert f"/items/{item.pk}/concealed" not in listed


def test_who_played_it_or_opened_the_same_is_told_first(
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    tools: Tools,
    film: Item,
    content: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = media.as_bytes(recordings.scenes(1)[0])
    copy, near = ingested(
        tools, receive(nora, audiences["group"], content, case="C-2"), receive(nora, audiences["group"], frame)
    )
    client = client_of(fleur)
    body(client.get(f"/items/{film.pk}/play"))
    told = {one.pk: client.get(f"/items/{one.pk}/{how}") for one, how in ((copy, "play"), (near, "plain"))}
    assert [answer.status_code for answer in told.values()] == [409, 409]
    assert told[copy.pk].json()["error"].startswith("You opened the same file elsewhere on ")
    assert told[near.pk].json()["error"].startswith("You opened a near-duplicate on ")
    assert client.get(f"/items/{film.pk}/plain").json()["error"].startswith("You opened this video on ")
    assert (exposures(copy), exposures(near)) == ([], [])
    assert body(client.get(f"/items/{copy.pk}/play?again=1")) == content
    assert exposures(copy) == [fleur.pk]
    body(client_of(nora).get(f"/items/{film.pk}/play"))
    # The same playing goes on for a while; later, it is another one.
    body(client_of(nora).get(f"/items/{film.pk}/play", headers={"range": "bytes=0-9"}))
    monkeypatch.setattr(playing, "SAME_PLAY", timedelta(0))
    again = client_of(nora).get(f"/items/{film.pk}/play")
    assert (again.status_code, again.json()["error"][:25]) == (409, "You opened this video on ")
    assert exposures(film) == [fleur.pk, nora.pk]


def test_its_storyboard_does_not_count(fleur: Officer, client_of: ClientOf, film: Item) -> None:
    client = client_of(fleur)
    assert client.get(f"/items/{film.pk}/plain").status_code == 200
    answer = client.get(f"/items/{film.pk}/play")
    assert answer.status_code == 200
    body(answer)


def test_what_is_hidden_now_is_not_told(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf, tools: Tools, film: Item, content: bytes
) -> None:
    [copy] = ingested(tools, receive(nora, audiences["group"], content, case="C-2"))
    client = client_of(fleur)
    body(client.get(f"/items/{film.pk}/play"))
    assert client.get(f"/items/{copy.pk}/play").status_code == 409
    with acting_as_system("tests"):
        Item.objects.filter(pk=film.pk).update(audience=audiences["NL"])
    answer = client.get(f"/items/{copy.pk}/play")
    assert answer.status_code == 200
    body(answer)
