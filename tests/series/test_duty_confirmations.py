"""An identification waits on the duty pages of the colleagues of who recorded it, and of nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.markings import UNMARKED
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import Event
from series import actions
from series.models import Identification, Subject
from tests.series.grouping import add, confirm, make_series, record
from tests.series.referring import duty, waiting

HEADING = "Identifications to confirm"


@pytest.fixture
def victim(nora: Officer, audiences: dict[str, Audience]) -> Subject:
    """In a Dutch series for all."""
    return add(make_series(by=nora, audience=audiences["members"]), "victim", by=nora)


@pytest.fixture
def recorded(victim: Subject, fleur: Officer) -> Identification:
    """By France."""
    return record(victim, by=fleur)


def test_it_waits_for_the_colleagues_of_who_recorded_it(
    recorded: Identification, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer
) -> None:
    assert duty(felix).to_confirm == [recorded]
    assert (duty(felix).number, waiting(felix)) == (1, 1)
    for other in (fleur, nora, gregor):
        assert (duty(other).to_confirm, waiting(other)) == ([], 0)


def test_it_goes_when_it_is_confirmed(recorded: Identification, felix: Officer) -> None:
    assert waiting(felix) == 1
    confirm(recorded, by=felix)
    assert (duty(felix).to_confirm, waiting(felix)) == ([], 0)


def test_it_goes_when_another_country_identified_the_person(
    recorded: Identification, victim: Subject, nora: Officer, niels: Officer, felix: Officer
) -> None:
    confirm(record(victim, by=nora), by=niels)
    assert (duty(felix).to_confirm, waiting(felix)) == ([], 0)


def test_who_sees_the_series_no_more_sees_it_no_more(
    recorded: Identification, victim: Subject, nora: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    with acting_as(nora.pk):
        actions.share_series(series=victim.series, audience=audiences["NL"], marking=UNMARKED, by=nora)
    assert (duty(felix).to_confirm, waiting(felix)) == ([], 0)


def test_all_who_see_it_hear_of_both_steps(recorded: Identification, victim: Subject, felix: Officer) -> None:
    def told() -> list[list[int]]:
        with acting_as_system("tests"):
            rows = Event.objects.filter(type="identification.changed", about__contains=[victim.pk])
            return list(rows.order_by("id").values_list("audiences", flat=True))

    assert told() == [[victim.audience_id]]
    confirm(recorded, by=felix)
    assert told() == [[victim.audience_id]] * 2


def test_the_page_leads_to_the_person(
    recorded: Identification, victim: Subject, fleur: Officer, felix: Officer, client_of: Callable[[Officer], Client]
) -> None:
    theirs, own = (client_of(one).get("/duty/").content.decode() for one in (felix, fleur))
    assert HEADING in theirs
    assert f'href="/subjects/{victim.pk}/"' in theirs
    assert "Nothing waits for your unit." not in theirs
    assert HEADING not in own
    assert "Nothing waits for your unit." in own
    assert client_of(felix).get("/duty/waiting/").content.decode().count(">1<") == 1


@pytest.mark.parametrize(("number", "queries"), [(1, 18), (3, 18)])
def test_it_asks_as_much_for_three_as_for_one(
    victim: Subject,
    fleur: Officer,
    felix: Officer,
    nora: Officer,
    client_of: Callable[[Officer], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    queries: int,
) -> None:
    for one in [victim, *(add(victim.series, "victim", by=nora) for _ in range(2))][:number]:
        record(one, by=fleur)
    browser = client_of(felix)
    with django_assert_num_queries(queries):
        page = browser.get("/duty/").content.decode()
    assert page.count("Waits for a second officer") == number
