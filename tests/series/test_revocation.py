"""Revocation works at once: whatever a country or an officer was given is gone with the next request."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from accounts.actions import change_audience
from accounts.membership import GrantChange
from accounts.models import Audience, Country, Officer
from forum.models import Thread
from icse.core.doors import acting_as, acting_as_system
from series.ingest.work import Tools
from series.models import Item, Series
from tests import media
from tests.forum.world import answer, ask
from tests.series.grouping import make_series
from tests.series.making import ingested, receive

ClientOf = Callable[[Officer], Client]
Addresses = list[str]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def shared(nora: Officer, audiences: dict[str, Audience], tools: Tools) -> tuple[Series, Item, Thread]:
    """A series, a file and a request that Nora shows to the group."""
    [item] = ingested(tools, receive(nora, audiences["group"], media.as_bytes(media.pattern(1)), name="shared.jpg"))
    series = make_series(by=nora, audience=audiences["group"], items=[item])
    thread = ask(nora, audiences["group"], series)
    answer(nora, thread)
    return series, item, thread


def addresses(series: object, item: object, thread: object) -> Addresses:
    pages = [f"/series/{series}/", f"/series/{series}/body/", f"/series/{series}/threads/"]
    files = [f"/items/{item}/{end}" for end in ("", "row/", "concealed", "plain", "original")]
    talk = [f"/threads/{thread}/", f"/threads/{thread}/posts/"]
    api = [f"/api/v1/series/{series}", f"/api/v1/items/{item}", f"/api/v1/threads/{thread}"]
    return [*pages, *files, *talk, *api]


def statuses(client: Client, of: Addresses) -> set[int]:
    return {status(client, address) for address in of}


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        async_to_sync(read)(answer)
    return answer.status_code


async def read(original: Any) -> bytes:
    """Read a file to its end; it is open until then."""
    return b"".join([piece async for piece in original.streaming_content])


def everywhere(client: Client, shared: tuple[Series, Item, Thread]) -> set[str]:
    """Where something of the shared things is told: lists, searches and counts."""
    series, item, thread = shared
    words = (series.reference, str(series.pk), str(item.pk), str(thread.pk), "shared.jpg")
    lists = (
        "/",
        "/board/rows/",
        "/items/",
        "/threads/",
        "/threads/rows/",
        f"/?q={series.reference}",
        "/api/v1/series",
        "/api/v1/items",
        "/api/v1/threads",
    )
    return {address for address in lists if any(word in client.get(address).content.decode() for word in words)}


def leave(nora: Officer, audiences: dict[str, Audience]) -> None:
    with acting_as(nora.pk):
        gone = GrantChange("country", "FR", "none")
        change_audience(audience=audiences["group"], changes=[gone], by=nora)


def suspend(nora: Officer, audiences: dict[str, Audience]) -> None:
    with acting_as_system("tests"):
        Country.objects.filter(pk="FR").update(is_connected=False)


def lapse(nora: Officer, audiences: dict[str, Audience]) -> None:
    with acting_as_system("tests"):
        Officer.objects.filter(name="Fleur").update(certified_until=date(2020, 1, 1))


def deactivate(nora: Officer, audiences: dict[str, Audience]) -> None:
    with acting_as_system("tests"):
        Officer.objects.filter(name="Fleur").update(is_active=False)


@pytest.mark.parametrize("revoke", [leave, suspend], ids=["left the group", "country suspended"])
def test_it_is_as_if_it_had_never_been_there(
    revoke: Callable[..., None],
    nora: Officer,
    fleur: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    shared: tuple[Series, Item, Thread],
) -> None:
    hers, client = addresses(*(one.pk for one in shared)), client_of(fleur)
    assert statuses(client, hers) == {200}
    assert everywhere(client, shared) >= {"/", "/board/rows/", "/items/", "/threads/", "/threads/rows/"}
    revoke(nora, audiences)
    nobodys = addresses(*(uuid4() for _ in shared))
    for address, unknown in zip(hers, nobodys, strict=True):
        gone, never = client.get(address), client.get(unknown)
        assert (gone.status_code, never.status_code) == (404, 404), address
        assert gone.content == never.content, address
    assert everywhere(client, shared) == set()
    assert statuses(client_of(nora), hers) == {200}


@pytest.mark.parametrize("revoke", [lapse, deactivate], ids=["certificate ended", "deactivated"])
def test_an_officer_who_may_no_longer_work_gets_no_page(
    revoke: Callable[..., None],
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    shared: tuple[Series, Item, Thread],
) -> None:
    hers, client = addresses(*(one.pk for one in shared)), client_of(fleur)
    assert statuses(client, hers) == {200}
    revoke(nora, audiences)
    assert statuses(client, hers) <= {302, 401, 403}
    assert everywhere(client, shared) == set()
    assert statuses(client_of(felix), hers) == {200}


def test_counts_follow(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], shared: tuple[Series, Item, Thread]
) -> None:
    def counted() -> tuple[int, int, int]:
        with acting_as(fleur.pk):
            return Series.objects.count(), Item.objects.count(), Thread.objects.count()

    assert counted() == (1, 1, 1)
    leave(nora, audiences)
    assert counted() == (0, 0, 0)
