"""The unit's switches: its supervisor's only, each saying what others see; switching one tells open pages."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actions import suspend_country
from accounts.models import Audience, Officer, Unit
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry, Event

ClientOf = Callable[[Officer], Client]
ADDRESS = "/unit/interest/"
NAMES = ("shows_seen", "shows_presence", "shows_work")


def switches(unit: Unit) -> list[bool]:
    with acting_as_system("tests"):
        found = Unit.objects.get(pk=unit.pk)
        return [getattr(found, name) for name in NAMES]


def test_all_is_off_at_first_and_the_supervisor_switches(niels: Officer, fleur: Officer, client_of: ClientOf) -> None:
    client = client_of(niels)
    page = client.get("/unit/").content.decode()
    assert ADDRESS in page
    assert switches(niels.unit) == [False, False, False]
    assert client.post(ADDRESS, {"shows_presence": "on"})["Location"] == "/unit/"
    assert (switches(niels.unit), switches(fleur.unit)) == ([False, True, False], [False, False, False])
    ticked = re.findall(r'name="(shows_\w+)"[^>]* checked', client.get("/unit/").content.decode())
    assert ticked == ["shows_presence"]
    client.post(ADDRESS, {"shows_seen": "on", "shows_work": "on"})
    assert switches(niels.unit) == [True, False, True]
    with acting_as(niels.pk):
        facts = [one.facts for one in AuditEntry.objects.filter(action="unit.interest_changed").order_by("id")]
    assert facts == [
        {"seen": False, "presence": True, "work": False},
        {"seen": True, "presence": False, "work": True},
    ]


@pytest.mark.parametrize("name", ["nora", "cleo", "ada"])
def test_nobody_else_does(name: str, request: pytest.FixtureRequest, niels: Officer, client_of: ClientOf) -> None:
    client = client_of(request.getfixturevalue(name))
    assert ADDRESS not in client.get("/unit/").content.decode()
    assert client.post(ADDRESS, {"shows_seen": "on"}).status_code == 403
    assert switches(niels.unit) == [False, False, False]


def test_colleagues_read_what_is_shown(niels: Officer, nora: Officer, ada: Officer, client_of: ClientOf) -> None:
    assert "switched on" not in client_of(nora).get("/unit/").content.decode()
    client_of(niels).post(ADDRESS, {"shows_work": "on"})
    assert "switched on: Show what we are working on." in client_of(nora).get("/unit/").content.decode()
    assert "switched on" not in client_of(ada).get("/unit/").content.decode()


def test_anonymous_is_sent_to_sign_in(client: Client, db: object) -> None:
    assert client.post(ADDRESS)["Location"] == f"/sign-in/?next={ADDRESS}"


def test_it_takes_a_post(niels: Officer, client_of: ClientOf) -> None:
    assert client_of(niels).get(ADDRESS).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_every_open_page_hears_of_it(
    niels: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    client_of(niels).post(ADDRESS, {"shows_work": "on"})
    with acting_as(gregor.pk):
        told = [(one.type, one.about, one.audiences) for one in Event.objects.all()]
    assert told == [("interest.unit", [niels.unit_id], [audiences["members"].pk])]


def test_no_unit_switches_anothers(niels: Officer, fleur: Officer) -> None:
    with acting_as(niels.pk):
        assert Unit.objects.filter(pk=fleur.unit_id).update(shows_seen=True) == 0
        assert Unit.objects.filter(pk=niels.unit_id).update(shows_seen=True) == 1
    assert switches(fleur.unit) == [False, False, False]


def test_a_suspended_countrys_supervisor_switches_nothing(niels: Officer, client_of: ClientOf) -> None:
    with acting_as_system("operator"):
        suspend_country(country=niels.country)
        niels.refresh_from_db(fields=["session_stamp"])
    assert client_of(niels).post(ADDRESS, {"shows_work": "on"}).status_code == 403
    assert switches(niels.unit) == [False, False, False]
