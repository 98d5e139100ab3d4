"""Officers who decide on the same possible link at the same moment: one wins, the other is told, nothing is lost."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import actions
from series.models import LinkReason, ProposalDecision, SeriesLink
from series.proposing.work import propose
from tests.series.proposing.making import first_reason, hit, proposed, series_of
from tests.series.test_confirming_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
Act = tuple[Officer, Callable[[], object]]


@pytest.fixture
def row(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> LinkReason:
    _, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])
    proposed()
    return first_reason(nora)


def accepting(row: LinkReason, by: Officer) -> Act:
    return by, lambda: actions.accept_proposal(proposal=row, how="link", by=by)


def rejecting(row: LinkReason, by: Officer) -> Act:
    return by, lambda: actions.reject_proposal(proposal=row, why="different", by=by)


def written() -> tuple[list[tuple[str, str]], int]:
    with acting_as_system("tests"):
        rows = ProposalDecision.objects.order_by("pk").values_list("country", "outcome")
        return list(rows), SeriesLink.objects.count()


def test_two_colleagues(row: LinkReason, nora: Officer, niels: Officer) -> None:
    told = at_once(accepting(row, nora), rejecting(row, niels))
    decisions, links = written()
    [(country, outcome)] = decisions
    assert (country, links) == ("NL", 1 if outcome == "accepted" else 0)
    assert sorted(told) == ["", f"A colleague of yours has just {outcome} it."]


def test_two_colleagues_accept(row: LinkReason, nora: Officer, niels: Officer) -> None:
    told = at_once(accepting(row, nora), accepting(row, niels))
    assert sorted(told) == ["", "A colleague of yours has just accepted it."]
    assert written() == ([("NL", "accepted")], 1)


def test_both_owners_accept(row: LinkReason, nora: Officer, fleur: Officer) -> None:
    told = at_once(accepting(row, nora), accepting(row, fleur))
    assert "" in told
    assert len(set(told)) == 2
    decisions, links = written()
    assert (len(decisions), links) == (1, 1)


def test_both_owners_reject_each_for_itself(row: LinkReason, nora: Officer, fleur: Officer) -> None:
    assert at_once(rejecting(row, nora), rejecting(row, fleur)) == ["", ""]
    assert sorted(written()[0]) == [("FR", "rejected"), ("NL", "rejected")]


def test_two_workers_write_each_reason_once(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    _, mine = series_of(3, by=nora, audience=audiences["group"])
    _, theirs = series_of(3, by=fleur, audience=audiences["group"])
    for one, other in zip(mine, theirs, strict=True):
        hit(other, one)
    workers = [threading.Thread(target=_work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert len(proposed()) == 3


def _work() -> None:
    try:
        propose()
    finally:
        connection.close()
