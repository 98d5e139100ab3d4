"""Two officers link, merge or undo at the same moment: one wins, the other is told what happened, nothing is lost."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Merge, Placement, Series, SeriesLink, Subject, SubjectLink
from tests.series.grouping import add, make_items, make_series, record
from tests.series.test_confirming_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
Act = tuple[Officer, Callable[[], object]]


@pytest.fixture
def dutch(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["group"])


@pytest.fixture
def french(fleur: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=fleur, audience=audiences["group"])


def proposing(series: Series, other: Series, who: Officer) -> Act:
    return who, lambda: actions.propose_link(series=series, other=other, reason="place", by=who)


def proposed(series: Series, other: Series, by: Officer) -> SeriesLink:
    with acting_as(by.pk):
        return actions.propose_link(series=series, other=other, reason="place", by=by)


def merging(into: Series, other: Series, who: Officer) -> Act:
    def act() -> None:
        rows = Series.objects.select_related("merged_into").in_bulk([into.pk, other.pk])
        actions.merge_series(into=rows[into.pk], other=rows[other.pk], by=who)

    return who, act


def states() -> list[str]:
    with acting_as_system("tests"):
        return sorted(SeriesLink.objects.values_list("state", flat=True))


def test_both_sides_propose(dutch: Series, french: Series, nora: Officer, fleur: Officer) -> None:
    told = at_once(proposing(dutch, french, nora), proposing(french, dutch, fleur))
    assert told[0] == ""
    assert "has proposed this link already. Accept it instead." in told[1]
    assert states() == ["proposed"]


def test_two_officers_accept(dutch: Series, french: Series, nora: Officer, fleur: Officer, felix: Officer) -> None:
    link = proposed(dutch, french, nora)
    told = at_once(*((who, partial(actions.accept_link, link=link, by=who)) for who in (fleur, felix)))
    assert told == ["", "This link has just been accepted."]
    assert states() == ["accepted"]


def test_one_accepts_while_the_other_withdraws(dutch: Series, french: Series, nora: Officer, fleur: Officer) -> None:
    link = proposed(dutch, french, nora)
    told = at_once(
        (fleur, lambda: actions.accept_link(link=link, by=fleur)),
        (nora, lambda: actions.withdraw_link(link=link, by=nora)),
    )
    assert told[0] == ""
    happened = {"accepted": "accepted", "withdrawn": "withdrawn"}[states()[0]]
    assert happened in told[1]


def test_two_merge_into_each_other(
    dutch: Series, nora: Officer, niels: Officer, audiences: dict[str, Audience]
) -> None:
    items = make_items(3, by=nora, audience=audiences["group"])
    other = make_series(by=nora, audience=audiences["group"], items=items)
    told = at_once(merging(dutch, other, nora), merging(other, dutch, niels))
    assert told[0] == ""
    assert "merged" in told[1]
    with acting_as_system("tests"):
        assert Merge.objects.count() == 1
        assert Series.objects.filter(merged_into=None).count() == 1
        assert Placement.objects.filter(series__merged_into=None).count() == 3


def test_pictures_are_added_while_their_series_is_merged(
    dutch: Series, nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    """They are in the series that stays, or the officer is told: never in the one that went."""
    for _ in range(6):
        other = make_series(by=nora, audience=audiences["group"])
        items = make_items(2, by=fleur, audience=audiences["group"])
        told = at_once(
            merging(dutch, other, nora),
            (fleur, partial(actions.place_items, series=other, items=items, by=fleur)),
        )
        with acting_as_system("tests"):
            assert not Placement.objects.filter(series=other).exists()
            there = Placement.objects.filter(series=dutch, item__in=items).count()
        assert (there, told[1][:42]) in [(2, ""), (0, "This series has just been merged into anot")]


def test_two_undo_one_merge(dutch: Series, nora: Officer, niels: Officer, audiences: dict[str, Audience]) -> None:
    items = make_items(3, by=nora, audience=audiences["group"])
    other = make_series(by=nora, audience=audiences["group"], items=items)
    at_once(merging(dutch, other, nora))

    def undoing(who: Officer) -> Act:
        return who, lambda: actions.undo_merge(
            merge=Merge.objects.select_related("into__merged_into", "other__merged_into").get(), by=who
        )

    assert at_once(undoing(nora), undoing(niels)) == ["", "A colleague has just undone this."]
    with acting_as_system("tests"):
        assert Placement.objects.filter(series=other).count() == 3


def test_a_chain_is_joined_while_one_end_is_identified(
    dutch: Series,
    french: Series,
    nora: Officer,
    niels: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: dict[str, Audience],
) -> None:
    """Whoever comes second sees what the first did: all of the chain is settled."""
    one, two, three = add(dutch, "victim", by=nora), add(french, "victim", by=fleur), add(dutch, "victim", by=nora)
    waiting = record(one, by=nora)
    links = []
    for subject, other in ((one, two), (three, two)):
        with acting_as(nora.pk):
            rows = Subject.objects.select_related("series").in_bulk([subject.pk, other.pk])
            links.append(
                actions.propose_same_person(subject=rows[subject.pk], other=rows[other.pk], reason="looks", by=nora)
            )
    told = at_once(
        (fleur, lambda: actions.accept_link(link=links[0], by=fleur)),
        (felix, lambda: actions.accept_link(link=links[1], by=felix)),
        (niels, lambda: actions.confirm_identification(identification=waiting, by=niels)),
    )
    assert told == ["", "", ""]
    with acting_as_system("tests"):
        assert set(Subject.objects.values_list("status", flat=True)) == {"identified"}
        assert SubjectLink.objects.filter(state="accepted").count() == 2
