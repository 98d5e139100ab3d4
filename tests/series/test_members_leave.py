"""Countries and officers that leave, with real commits: every surface closes at once, and no file is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from accounts import actions
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import Event
from series import tasks
from series.ingest.work import Tools
from series.models import Item, Series
from tests import media
from tests.core.streams import Web, serving
from tests.series.grouping import make_series
from tests.series.making import fresh, ingested, receive

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[Officer], Client]
Audiences = dict[str, Audience]
Shared = tuple[Series, Item]
Leave = Callable[[Officer], None]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.MEDIA_FOLDER = tmp_path
    yield
    tasks.close_tools()


@pytest.fixture
def web(transactional_db: object, tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture(params=["analyst", "supervisor"])
def leaver(request: pytest.FixtureRequest, fleur: Officer) -> Officer:
    """Fleur, in each role that holds content."""
    with acting_as_system("tests"):
        Officer.objects.filter(pk=fleur.pk).update(role=request.param)
    return again(fleur)


@pytest.fixture
def shared(nora: Officer, audiences: Audiences, tools: Tools) -> Shared:
    """A series of Nora's with a picture, shown to the group."""
    [item] = ingested(tools, receive(nora, audiences["group"], media.as_bytes(media.pattern(1)), name="shared.jpg"))
    return make_series(by=nora, audience=audiences["group"], items=[item]), item


def again(who: Officer) -> Officer:
    with acting_as_system("tests"):
        return Officer.objects.select_related("unit", "country").get(pk=who.pk)


def suspend(who: Officer) -> None:
    with acting_as_system("operator"):
        actions.suspend_country(country=who.country)


def remove(who: Officer) -> None:
    with acting_as_system("operator"):
        actions.remove_country(country=who.country)


def deactivate(who: Officer) -> None:
    with acting_as_system("operator"):
        actions.deactivate_officer(officer=who)


def lapse(who: Officer) -> None:
    with acting_as_system("operator"):
        actions.end_certificate(officer=who)


def addresses(series: object, item: object) -> list[str]:
    files = [f"/items/{item}/{end}" for end in ("", "concealed", "plain", "original")]
    return [f"/series/{series}/", f"/series/{series}/body/", f"/series/{series}/threads/", *files]


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        async_to_sync(_read)(answer)
    return answer.status_code


async def _read(answer: Any) -> bytes:
    return b"".join([piece async for piece in answer.streaming_content])


def counted(client: Client, **more: Any) -> object:
    """How many series and items the API lists, or the status of its refusal."""
    answers = [client.get(f"/api/v1/{name}", **more) for name in ("series", "items")]
    return [len(one.json()["results"]) if one.status_code == 200 else one.status_code for one in answers]


def token_of(who: Officer) -> dict[str, dict[str, str]]:
    with acting_as(who.pk):
        secret = actions.create_token(name="nightly", days=30, by=who)[1]
    return {"headers": {"Authorization": f"Bearer {secret}"}}


def news_for(who: Officer) -> int:
    with acting_as(who.pk):
        return Event.objects.count()


LEAVES = pytest.mark.parametrize("leave", [suspend, remove, deactivate, lapse])


@LEAVES
def test_every_surface_closes_at_once(
    leave: Leave, web: Web, leaver: Officer, nora: Officer, client_of: ClientOf, shared: Shared
) -> None:
    client, bearer = client_of(leaver), token_of(leaver)
    page = web.page(client)
    mine = addresses(*(one.pk for one in shared))
    assert {status(client, address) for address in mine} == {200}
    assert (counted(client), counted(Client(), **bearer)) == ([1, 1], [1, 1])
    leave(leaver)
    assert page.next() is None  # the stream has ended, and told nothing before
    assert {status(client, address) for address in mine} == {302}
    assert {client.get(address)["Location"].partition("?")[0] for address in mine} == {"/sign-in/"}
    assert (counted(client), counted(Client(), **bearer)) == ([401, 401], [401, 401])
    assert web.open(client).response.status == 302
    assert {status(client_of(nora), address) for address in mine} == {200}


@pytest.mark.parametrize("leave", [suspend, remove])
def test_who_signs_in_again_finds_nothing(leave: Leave, fleur: Officer, client_of: ClientOf, shared: Shared) -> None:
    leave(fleur)
    client = client_of(again(fleur))
    for address, unknown in zip(addresses(*(one.pk for one in shared)), addresses(uuid4(), uuid4()), strict=True):
        gone, never = client.get(address), client.get(unknown)
        assert (gone.status_code, never.status_code) == (404, 404), address
        assert gone.content == never.content, address
    assert counted(client) == [0, 0]


@LEAVES
def test_a_file_on_its_way_is_not_lost_and_nobody_who_left_hears_of_it(
    leave: Leave, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    own = receive(fleur, audiences["FR"], media.as_bytes(media.pattern(2)), name="own.jpg")
    given = receive(fleur, audiences["group"], media.as_bytes(media.pattern(3)), name="given.jpg")
    leave(fleur)
    before = news_for(felix)
    for item in (own, given):
        tasks.wake(str(item.pk))
    assert [fresh(item).state for item in (own, given)] == ["ready", "ready"]
    assert news_for(fleur) == 0
    with acting_as_system("tests"):
        assert Event.objects.filter(type="item.progressed", about__contains=[own.pk]).exists()
    assert (news_for(felix) > before) == (leave in (deactivate, lapse))


@pytest.mark.parametrize("leave", [suspend, remove])
def test_what_a_country_gave_stays_with_whom_it_was_given_to(
    leave: Leave, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    given = make_series(by=fleur, audience=audiences["group"])
    own = make_series(by=fleur, audience=audiences["FR"])
    paths = [f"/series/{one.pk}/" for one in (given, own)]
    before = [[status(client_of(who), path) for path in paths] for who in (nora, fleur, gregor)]
    assert before == [[200, 404], [200, 200], [404, 404]]
    leave(fleur)
    after = [[status(client_of(again(who)), path) for path in paths] for who in (nora, fleur, gregor)]
    assert after == [[200, 404], [404, 404], [404, 404]]


def test_a_readmitted_country_finds_what_was_there_and_nobody_signed_in(
    web: Web, fleur: Officer, client_of: ClientOf, shared: Shared
) -> None:
    client, bearer = client_of(fleur), token_of(fleur)
    mine = addresses(*(one.pk for one in shared))
    suspend(fleur)
    with acting_as_system("operator"):
        actions.readmit_country(country=fleur.country)
    assert {status(client, address) for address in mine} == {302}
    assert counted(Client(), **bearer) == [401, 401]
    assert web.open(client).response.status == 302
    anew = client_of(again(fleur))
    assert {status(anew, address) for address in mine} == {200}
    assert web.page(anew).response.status == 200


@LEAVES
def test_a_coordinators_stream_ends_too(leave: Leave, web: Web, nora: Officer, client_of: ClientOf) -> None:
    """Who holds no audience is called by none, and found by the next look all the same."""
    with acting_as_system("tests"):
        Officer.objects.filter(pk=nora.pk).update(role="coordinator")
    page = web.page(client_of(nora))
    leave(again(nora))
    assert page.next() is None
