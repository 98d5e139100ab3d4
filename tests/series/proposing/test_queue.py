"""Who is shown which proposed link, in which order, and when it is not there."""

import pytest

from accounts.markings import Marking
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import HashVote, ProposalWork, SeriesLink
from series.queries import proposals
from series.queries.proposals import Narrow, queue_of
from tests.series.grouping import add, confirm, make_items, make_series, record
from tests.series.proposing.making import hit, lines, pairs, proposed, series_of


def pair_of(one: object, other: object) -> tuple[object, ...]:
    return tuple(sorted((one.pk, other.pk)))  # type: ignore[attr-defined]


def test_only_who_sees_both_series_and_the_evidence_is_shown_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    open_one, seen = series_of(1, by=nora, audience=audiences["members"])
    other, theirs = series_of(1, by=fleur, audience=audiences["members"])
    secret = make_items(1, by=nora, audience=audiences["group"])[0]
    with acting_as(nora.pk):
        actions.place_items(series=open_one, items=[secret], by=nora)
    hit(theirs[0], secret)
    proposed()
    assert pairs(nora) == pairs(fleur) == [pair_of(open_one, other)]
    assert pairs(gregor) == []  # sees both series, and not what speaks for it
    hit(theirs[0], seen[0], distance=20)
    with acting_as_system("tests"):
        ProposalWork.objects.create(what="item", key=seen[0].pk)
    proposed()
    assert pairs(gregor) == [pair_of(open_one, other)]
    # Each is shown what its own evidence says.
    assert [(line.saves, line.reasons[0].score, line.reasons[0].pairs) for line in lines(gregor)] == [(1, 80, 1)]
    assert [(line.saves, line.reasons[0].score, line.reasons[0].pairs) for line in lines(fleur)] == [(1, 96, 2)]


def test_what_saves_the_most_work_comes_first(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    audience = audiences["group"]
    one, mine = series_of(3, by=nora, audience=audience)
    few, some = series_of(3, by=fleur, audience=audience, serial="S1", maker="m", model="x")
    many, others = series_of(3, by=fleur, audience=audience)
    named = make_series(by=nora, audience=audience, summary=f"See {one.reference}")
    hit(some[0], mine[0], distance=0)
    for here, there in zip(mine, others, strict=True):
        hit(there, here, distance=20)
    proposed()
    found = [(pair, line.saves) for pair, line in zip(pairs(nora), lines(nora), strict=True)]
    assert found == [(pair_of(one, many), 3), (pair_of(one, few), 1), (pair_of(one, named), 0)]
    assert pairs(nora, reason="name") == [pair_of(one, named)]
    assert pairs(nora, own=True) == pairs(nora)
    assert pairs(fleur, own=True) == [pair_of(one, many), pair_of(one, few)]
    assert pairs(nora, series=few.pk) == [pair_of(one, few)]


def test_pages_go_on_where_they_ended(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "PAGE", 2)
    _, mine = series_of(5, by=nora, audience=audiences["group"])
    for index in range(5):
        _, others = series_of(1, by=nora, audience=audiences["group"])
        hit(others[0], mine[index], distance=index)
    proposed()
    shown, after, pages = [], None, 0
    while pages < 9:
        with acting_as(nora.pk):
            page = queue_of(nora, Narrow(), after=after)
        shown += [line.reasons[0].score for line in page.lines]
        pages += 1
        if (after := page.older) is None:
            break
    assert (shown, pages) == ([100, 99, 98, 97, 96], 3)


def test_solved_series_leave_the_queue_at_once_and_return(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    one, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])
    proposed()
    before = pairs(nora)
    subject = add(one, "victim", by=nora)
    known = record(subject, by=nora)
    assert pairs(nora) == before
    confirm(known, by=niels)
    assert pairs(nora) == pairs(fleur) == []
    with acting_as(nora.pk):
        actions.reopen_subject(subject=subject, reason="Somebody else, as it turned out.", by=nora)
    assert pairs(nora) == before


def test_linked_series_are_not_proposed_and_declined_ones_not_for_the_same_reason(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    one, mine = series_of(1, by=nora, audience=audiences["group"], serial="S", maker="m", model="x")
    two, theirs = series_of(1, by=fleur, audience=audiences["group"], serial="S", maker="m", model="x")
    hit(theirs[0], mine[0])
    proposed()
    assert [why.reason for why in lines(fleur)[0].reasons] == ["pictures", "device"]
    with acting_as(nora.pk):
        link = actions.propose_link(series=one, other=two, reason="pictures", by=nora)
    assert pairs(nora) == pairs(fleur) == []
    with acting_as(fleur.pk):
        actions.decline_link(link=SeriesLink.objects.get(pk=link.pk), by=fleur)
    assert [why.reason for line in lines(nora) for why in line.reasons] == ["device"]
    assert [why.reason for line in lines(fleur) for why in line.reasons] == ["device"]


def test_what_a_country_voted_down_is_not_proposed_to_it(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    _, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])
    proposed()
    with acting_as(nora.pk):
        vote = actions.vote_down(item=mine[0], reason="logo", by=nora)
    assert (pairs(nora), len(pairs(fleur))) == ([], 1)
    with acting_as(nora.pk):
        actions.withdraw_vote(vote=HashVote.objects.get(pk=vote.pk), by=nora)
    assert len(pairs(nora)) == 1


def test_a_narrowed_picture_takes_what_it_speaks_for_along(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    _, mine = series_of(1, by=nora, audience=audiences["group"])
    _, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])
    proposed()
    assert len(pairs(fleur)) == 1
    with acting_as(nora.pk):
        actions.share_item(item=mine[0], audience=audiences["NL"], marking=Marking.of(mine[0]), by=nora)
    assert (len(pairs(nora)), pairs(fleur)) == (1, [])


def test_what_is_decided_or_not_own_takes_no_place(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "MOST_READ", 1)
    series = [series_of(1, by=who, audience=audiences["group"]) for who in (fleur, fleur, fleur, fleur, nora, nora)]
    for distance, at in enumerate((0, 2, 4)):
        hit(series[at + 1][1][0], series[at][1][0], distance=distance)
    proposed()
    best, second, own = (pair_of(series[at][0], series[at + 1][0]) for at in (0, 2, 4))
    assert pairs(nora) == [best]
    assert pairs(nora, own=True) == [own]
    with acting_as(fleur.pk):
        actions.propose_link(series=series[0][0], other=series[1][0], reason="pictures", by=fleur)
    assert pairs(nora) == [second]
    with acting_as(nora.pk):
        actions.vote_down(item=series[2][1][0], reason="logo", by=nora)
    assert pairs(nora) == [own]


def test_two_owners_take_a_quarter_before_others(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "MOST_READ", 4)
    french: list[tuple[object, ...]] = []
    dutch: list[tuple[object, ...]] = []
    for distance, who, made in [*((0, fleur, french) for _ in range(5)), *((20, nora, dutch) for _ in range(2))]:
        one, mine = series_of(1, by=who, audience=audiences["group"])
        two, others = series_of(1, by=who, audience=audiences["group"])
        hit(others[0], mine[0], distance=distance)
        made.append(pair_of(one, two))
    proposed()
    # One of each, and then by score.
    shown = pairs(nora)
    assert (len(set(shown) & set(french)), len(set(shown) & set(dutch))) == (3, 1)
    monkeypatch.setattr(proposals, "MOST_READ", 8)
    assert set(pairs(nora)) == {*french, *dutch}
