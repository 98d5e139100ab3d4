"""What the database writes of a reason, so that the queue reads what is open alone; and whose there is too much of."""

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import LinkReason, ProposalWork
from series.proposing.work import propose
from series.queries import proposals
from series.queries.proposals import Narrow
from tests.series.grouping import add, confirm, make_items, record
from tests.series.proposing.making import hit, lines, pairs, proposed, series_of


def told() -> list[tuple[str, str, bool]]:
    """Return what is written of each pair."""
    with acting_as_system("tests"):
        rows = LinkReason.objects.exclude(other=None).order_by("pk")
        return [(row.owner, row.other_owner, row.is_open) for row in rows]


def waiting() -> list[str]:
    """Return whose series wait for a file."""
    with acting_as_system("tests"):
        rows = LinkReason.objects.filter(of_item=True, is_open=True)
        return list(rows.values_list("series__country", flat=True))


def test_a_reason_is_open_while_both_series_are(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    one, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=fleur, audience=audiences["group"])
    loose = make_items(1, by=fleur, audience=audiences["group"])[0]
    hit(theirs[0], mine[0])
    hit(loose, mine[0])
    proposed()
    assert (told(), waiting()) == ([("FR", "NL", True)], ["NL"])
    subject = add(one, "victim", by=nora)
    confirm(record(subject, by=nora), by=niels)
    # Nothing of it is shown from now on; who solves writes no reason, a worker does.
    assert lines(fleur) == []
    assert (told(), waiting()) == ([("FR", "NL", True)], ["NL"])
    propose()
    assert (told(), waiting()) == ([("FR", "NL", False)], [])
    with acting_as(nora.pk):
        actions.reopen_subject(subject=subject, reason="Not this one.", by=nora)
    propose()
    assert (told(), waiting()) == ([("FR", "NL", True)], ["NL"])
    assert len(lines(fleur)) == 2


def test_what_was_written_while_a_series_was_opened_is_settled_by_the_worker(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    one, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])
    proposed()
    with acting_as_system("tests"):
        LinkReason.objects.update(is_open=False)
        ProposalWork.objects.create(what="series", key=one.pk)
    propose()
    assert told() == [("FR", "NL", True)]


def test_what_a_merge_moves_is_as_open_as_where_it_went(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    kept, _ = series_of(1, by=nora, audience=audiences["group"])
    gone, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])
    proposed()
    confirm(record(add(kept, "victim", by=nora), by=nora), by=niels)
    assert told() == [("FR", "NL", True)]
    with acting_as(nora.pk):
        actions.merge_series(into=kept, other=gone, by=nora)
    assert told() == [("FR", "NL", False)]


def test_two_owners_with_too_much_hide_nothing_of_others(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "MOST_READ", 20)
    monkeypatch.setattr(proposals, "_WIDEST", 20)
    for distance, who, number in ((0, fleur, 9), (20, nora, 1)):
        for _ in range(number):
            _, mine = series_of(1, by=who, audience=audiences["group"])
            _, others = series_of(1, by=who, audience=audiences["group"])
            hit(others[0], mine[0], distance=distance)
    proposed()
    # Four of nine are read, and what the others have.
    assert len(pairs(fleur)) == 5
    with acting_as_system("tests"):
        dutch = LinkReason.objects.exclude(other=None).get(owner="NL")
    assert (dutch.series_id, dutch.other_id) in pairs(fleur)


def test_what_was_decided_long_ago_leaves_room_for_what_was_not(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "MOST_READ", 2)
    for distance in (0, 0, 0, 0, 0, 20):
        _, mine = series_of(1, by=fleur, audience=audiences["group"])
        _, theirs = series_of(1, by=fleur, audience=audiences["group"])
        hit(theirs[0], mine[0], distance=distance)
    rows = proposed()
    with acting_as(nora.pk):
        for row in rows[:5]:
            actions.reject_proposal(proposal=row, why="different", note="", by=nora)
    last = rows[5]
    assert pairs(nora) == [(last.series_id, last.other_id)]


def test_of_items_for_series_a_bounded_number_is_looked_at(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=nora, audience=audiences["group"])
    hit(theirs[0], mine[0], distance=9)
    for loose in make_items(6, by=nora, audience=audiences["group"]):
        hit(loose, mine[0])
    proposed()
    with acting_as(nora.pk):
        everything, is_cut = proposals._best(nora, Narrow(), 1000)
        monkeypatch.setattr(proposals, "_WIDEST_OF_ITEMS", 10)
        some, is_some = proposals._best(nora, Narrow(), 1000)
    assert (len(everything), is_cut, len(some), is_some) == (7, False, 3, True)
    # However many of these there are, pairs are found.
    assert len({line.two for line in lines(nora)} - {None}) == 1
