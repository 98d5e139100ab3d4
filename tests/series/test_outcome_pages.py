"""Opening again, safeguarding and arrest in the browser and through the API: who may, what is refused in words."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import Reopening, Series, Subject, SubjectFact
from tests.series.grouping import add, confirm, make_series, record

ClientOf = Callable[[Officer], Client]
WHY = "The room is not the room of this child."


@pytest.fixture
def series(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["members"])


@pytest.fixture
def victim(series: Series, nora: Officer, fleur: Officer, felix: Officer) -> Subject:
    found = add(series, "victim", by=nora)
    confirm(record(found, by=fleur), by=felix)
    return found


def status(subject: Subject) -> str:
    with acting_as_system("tests"):
        return Subject.objects.get(pk=subject.pk).status


def page(client: Client, series: Series) -> str:
    return client.get(f"/series/{series.pk}/").content.decode()


def history(client: Client, series: Series) -> str:
    return client.get(f"/series/{series.pk}/history/").content.decode()


def test_opening_again(series: Series, victim: Subject, nora: Officer, client_of: ClientOf) -> None:
    client, address = client_of(nora), f"/subjects/{victim.pk}/reopen/"
    assert address in page(client, series)
    refused = client.post(address, {"reason": "no"})
    assert (refused.status_code, ">\nno</textarea>" in refused.content.decode()) == (400, True)
    assert client.post(address, {"reason": WHY}).status_code == 302
    assert status(victim) == "unidentified"
    shown = page(client, series)
    assert ("Identified by France before; opened again by Netherlands" in shown, WHY in shown) == (True, True)
    assert address not in shown
    assert "Victim 1: opened again" in history(client, series)
    again = client.post(address, {"reason": WHY})
    assert (again.status_code, "looked for again already" in again.content.decode()) == (409, True)


@pytest.mark.parametrize(("decision", "becomes"), [("accepted", "unidentified"), ("declined", "identified")])
def test_a_proposal_and_its_answer(
    series: Series,
    victim: Subject,
    gregor: Officer,
    fleur: Officer,
    client_of: ClientOf,
    decision: str,
    becomes: str,
) -> None:
    german, french = client_of(gregor), client_of(fleur)
    assert "Propose to open again" in page(german, series)
    assert german.post(f"/subjects/{victim.pk}/reopen/", {"reason": WHY}).status_code == 302
    with acting_as_system("tests"):
        address = f"/reopenings/{Reopening.objects.get().pk}/answer/"
    assert (address in page(german, series), address in page(french, series)) == (False, True)
    assert german.post(address, {"decision": "accepted"}).status_code == 403
    assert WHY in french.get(address).content.decode()
    assert french.post(address, {"decision": "declined"}).status_code == 400
    answer = {"decision": decision, "answer": "It is the same window."}
    assert french.post(address, answer).status_code == 302
    assert status(victim) == becomes
    assert french.post(address, answer).status_code == 409


def test_a_fact_is_recorded_and_withdrawn(
    series: Series, victim: Subject, nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    client, address = client_of(fleur), f"/subjects/{victim.pk}/facts/"
    assert (address in page(client, series), address in page(client_of(nora), series)) == (True, False)
    assert client.post(address, {"happened_on": ""}).status_code == 400
    assert client.post(address, {"happened_on": "2999-01-01"}).status_code == 400
    assert client_of(nora).post(address, {"happened_on": "2026-11-03"}).status_code == 403
    assert client.post(address, {"happened_on": "2026-11-03"}).status_code == 302
    with acting_as_system("tests"):
        withdrawal = f"/facts/{SubjectFact.objects.get().pk}/withdraw/"
    shown = page(client, series)
    assert ("on 3 November 2026" in shown, withdrawal in shown, address in shown) == (True, True, False)
    assert client_of(nora).get(withdrawal).status_code == 403
    assert "3 November 2026" in client.get(withdrawal).content.decode()
    assert client.post(withdrawal, {"reason": WHY}).status_code == 302
    shown = page(client, series)
    assert "on 3 November 2026" not in shown
    assert "safeguarding withdrawn" in history(client, series)


PLACES = ("/subjects/{}/reopen/", "/reopenings/{}/answer/", "/subjects/{}/facts/", "/facts/{}/withdraw/")


@pytest.mark.parametrize("path", PLACES)
def test_roles_strangers_and_what_is_not_there(path: str, ada: Officer, nora: Officer, client_of: ClientOf) -> None:
    address = path.format(uuid4())
    assert Client().get(address)["Location"] == f"/sign-in/?next={address}"
    assert client_of(ada).get(address).status_code == 404
    assert client_of(nora).get(address).status_code == 404
    assert client_of(nora).delete(address).status_code == 405


def test_hidden_looks_absent(
    nora: Officer, niels: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    victim = add(make_series(by=nora, audience=audiences["group"]), "victim", by=nora)
    confirm(record(victim, by=nora), by=niels)

    def asked(key: UUID) -> bytes:
        found = client_of(gregor).get(f"/subjects/{key}/reopen/")
        assert found.status_code == 404
        return found.content

    assert asked(victim.pk) == asked(uuid4())


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int,
    series: Series,
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Two more where somebody has been identified, however many facts and reopenings there are."""
    for _ in range(number):
        confirm(record(add(series, "victim", by=nora), by=fleur), by=felix)
    client = client_of(fleur)
    with django_assert_num_queries(18):
        page(client, series)
