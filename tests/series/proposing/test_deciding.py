"""Accepting and rejecting proposed links: what follows, for whom, and never twice for the same reason."""

from collections.abc import Callable

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import Item, LinkReason, Placement, ProposalDecision, ProposalWork, Series, SeriesLink
from tests.series.grouping import make_items
from tests.series.proposing.making import first_reason, hit, lines, pairs, proposed, series_of, set_item

Pair = tuple[Series, list[Item], Series, list[Item]]
Making = Callable[..., Pair]


@pytest.fixture
def similar(audiences: dict[str, Audience]) -> Making:
    """Return how to make two series of these officers, one picture of which is similar."""

    def make(by: Officer, other: Officer, *, audience: str = "group", other_audience: str = "group") -> Pair:
        one, mine = series_of(2, by=by, audience=audiences[audience])
        two, theirs = series_of(2, by=other, audience=audiences[other_audience])
        hit(theirs[0], mine[0])
        proposed()
        return one, mine, two, theirs

    return make


def accept(by: Officer, how: str = "link", row: LinkReason | None = None) -> str:
    row = row or first_reason(by)
    with acting_as(by.pk):
        return actions.accept_proposal(proposal=row, how=how, by=by).sentence


def reject(by: Officer, why: str = "different", note: str = "", row: LinkReason | None = None) -> None:
    row = row or first_reason(by)
    with acting_as(by.pk):
        actions.reject_proposal(proposal=row, why=why, note=note, by=by)


def decisions(by: Officer) -> list[tuple[str, str, str]]:
    with acting_as(by.pk):
        rows = ProposalDecision.objects.order_by("pk")
        return [(one.country_id, one.outcome, one.reason) for one in rows]


def test_accepting_proposes_a_link_to_the_other_owner(
    similar: Making, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    one, _, two, _ = similar(nora, fleur)
    assert accept(nora) == "France has been asked."
    with acting_as_system("tests"):
        link = SeriesLink.objects.get()
    assert (link.series_id, link.other_id, link.state, link.reason) == (one.pk, two.pk, "proposed", "pictures")
    assert pairs(nora) == pairs(niels) == pairs(fleur) == []
    assert decisions(niels) == [("NL", "accepted", "pictures")]
    assert decisions(fleur) == []


def test_own_series_are_linked_at_once(similar: Making, nora: Officer, niels: Officer) -> None:
    similar(nora, niels)
    assert accept(nora) == "Linked."
    with acting_as_system("tests"):
        assert SeriesLink.objects.get().state == "accepted"


def test_own_series_of_one_audience_are_merged(similar: Making, nora: Officer, niels: Officer) -> None:
    one, _, two, _ = similar(nora, niels)
    assert accept(nora, "merge") == f"{two.reference} is now a part of {one.reference}."
    with acting_as_system("tests"):
        assert Series.objects.get(pk=two.pk).merged_into_id == one.pk
    assert lines(nora) == []


def test_an_item_is_placed_with_its_stack(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    series, placed = series_of(1, by=fleur, audience=audiences["group"])
    loose = make_items(3, by=nora, audience=audiences["group"])
    for one in loose[:2]:
        hit(one, placed[0])
    hit(loose[1], loose[0], distance=2)
    with acting_as_system("tests"):
        ProposalWork.objects.bulk_create([ProposalWork(what="item", key=one.pk) for one in loose])
    proposed()
    assert pairs(nora) == sorted([(series.pk, one.pk) for one in loose[:2]], key=lambda pair: pairs(nora).index(pair))
    assert accept(nora, "place") == f"2 files placed in {series.reference}."
    with acting_as_system("tests"):
        found = set(Placement.objects.filter(series=series, country="NL").values_list("item", flat=True))
    assert found == {loose[0].pk, loose[1].pk}
    assert lines(nora) == lines(fleur) == []


def test_a_rejected_pair_comes_back_for_another_reason_only(
    similar: Making, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    _, mine, _, theirs = similar(nora, fleur)
    reject(nora, note="Another wall.")
    assert pairs(nora) == pairs(niels) == []
    assert len(pairs(fleur)) == 1  # each country decides for itself
    hit(theirs[1], mine[1])
    for item in (mine[0], theirs[0]):
        set_item(item, serial="S1", maker="m", model="x")
    with acting_as_system("tests"):
        ProposalWork.objects.bulk_create([ProposalWork(what="item", key=one.pk) for one in (*mine, *theirs)])
    proposed()
    assert [[why.reason for why in line.reasons] for line in lines(nora)] == [["device"]]
    assert [[why.reason for why in line.reasons] for line in lines(fleur)] == [["pictures", "device"]]
    reject(nora, "common")
    assert lines(nora) == []
    assert decisions(niels) == [("NL", "rejected", "pictures"), ("NL", "rejected", "device")]
    assert decisions(fleur) == []


def test_a_colleague_was_faster(similar: Making, nora: Officer, niels: Officer, fleur: Officer) -> None:
    similar(nora, fleur)
    row = first_reason(nora)
    accept(nora)
    with pytest.raises(Conflict, match="A colleague of yours has just accepted it"):
        reject(niels, row=row)
    with pytest.raises(Conflict, match="not proposed any more"):
        accept(fleur, row=row)


def test_who_owns_neither_series_may_only_reject(
    similar: Making, nora: Officer, fleur: Officer, gregor: Officer
) -> None:
    similar(nora, fleur, audience="members", other_audience="members")
    with pytest.raises(NotAllowed, match="owns one of the two series"):
        accept(gregor)
    assert len(pairs(gregor)) == 1
    reject(gregor)
    assert (pairs(gregor), len(pairs(nora))) == ([], 1)


def test_wrong_answers_are_refused(similar: Making, nora: Officer, fleur: Officer) -> None:
    similar(nora, fleur)
    for how in ("place", "nonsense"):
        with pytest.raises(IcseError, match="Choose what to do"):
            accept(nora, how)
    with pytest.raises(NotAllowed, match="owns both series"):
        accept(nora, "merge")
    with pytest.raises(IcseError, match="Choose why"):
        reject(nora, "nonsense")
    with pytest.raises(IcseError, match="at most 500"):
        reject(nora, note="x" * 501)
    assert decisions(nora) == []
    assert len(pairs(nora)) == 1


def test_what_is_recorded_and_told_holds_no_text(similar: Making, nora: Officer, fleur: Officer) -> None:
    one, _, two, _ = similar(nora, fleur)
    reject(nora, note="Another wall.")
    with acting_as_system("tests"):
        entry = AuditEntry.objects.get(action="proposal.rejected")
        event = Event.objects.get(type="proposal.decided")
        decision = ProposalDecision.objects.get()
    assert {entry.facts["series"], entry.facts["other"]} == {str(one.pk), str(two.pk)}
    assert "wall" not in str(entry.facts)
    assert event.about == [decision.pk]
    assert (decision.why, decision.note) == ("different", "Another wall.")
