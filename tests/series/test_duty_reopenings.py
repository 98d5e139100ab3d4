"""What others propose to open again waits on the duty page of the units that decide, and nowhere else."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.markings import UNMARKED
from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series import actions
from series.models import Reopening, Subject
from series.queries.duty import duty_of, waiting_for
from tests.series.grouping import add, confirm, make_series, record

WHY = "The room is another room: its window is on the other side."


@pytest.fixture
def victim(nora: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]) -> Subject:
    """Identified by France, in a Dutch series for all."""
    found = add(make_series(by=nora, audience=audiences["members"]), "victim", by=nora)
    confirm(record(found, by=fleur), by=felix)
    return found


def proposed(victim: Subject, by: Officer) -> Reopening:
    with acting_as(by.pk):
        return actions.propose_reopening_of(subject=victim, reason=WHY, by=by)


def doubted(officer: Officer) -> list[Reopening]:
    with acting_as(officer.pk):
        return duty_of(officer).doubted


def test_it_waits_for_who_identified_and_for_the_owner(
    victim: Subject, nora: Officer, felix: Officer, gregor: Officer, bea: Officer
) -> None:
    made = proposed(victim, gregor)

    assert doubted(nora) == doubted(felix) == [made]
    assert doubted(gregor) == doubted(bea) == []
    with acting_as(nora.pk):
        assert waiting_for(nora) == 0


@pytest.mark.parametrize("accepts", [True, False])
def test_it_goes_when_it_is_decided(
    victim: Subject, nora: Officer, felix: Officer, gregor: Officer, accepts: bool
) -> None:
    made = proposed(victim, gregor)
    with acting_as(nora.pk):
        if accepts:
            actions.accept_reopening(reopening=made, by=nora)
        else:
            actions.decline_reopening(reopening=made, answer="The window was bricked up in 2021.", by=nora)

    assert doubted(nora) == doubted(felix) == []


def test_who_sees_the_series_no_more_sees_it_no_more(
    victim: Subject, nora: Officer, felix: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    made = proposed(victim, gregor)
    with acting_as(nora.pk):
        actions.share_series(series=victim.series, audience=audiences["NL"], marking=UNMARKED, by=nora)

    assert doubted(nora) == [made]
    assert doubted(felix) == []


def test_the_page_says_who_and_why(
    victim: Subject, felix: Officer, gregor: Officer, client_of: Callable[[Officer], Client]
) -> None:
    proposed(victim, gregor)

    theirs, own = (client_of(one).get("/duty/").content.decode() for one in (felix, gregor))
    assert "Others propose to open again" in theirs
    assert WHY in theirs
    assert WHY not in own
    assert "Nothing waits for your unit." in own
