"""The queue against an oracle in plain Python, over drawn worlds; and what was rejected stays away."""

from collections import Counter
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Item, LinkReason, ProposalWork, Series
from tests.series.grouping import make_items, make_series
from tests.series.proposing.making import hit, lines, proposed

Pair = tuple[int, int]
#: Two series by their numbers, and the number of the file of each that resembles one of the other.
HITS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 1), st.integers(0, 1)), max_size=8)
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=6)


class World(NamedTuple):
    """Series one and two are shown to the group, three to all members and four to the Netherlands; two files each."""

    series: list[Series]
    items: list[list[Item]]

    def number(self, series: Series) -> int:
        return [one.pk for one in self.series].index(series.pk)


def make_world(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> World:
    made = World([], [])
    for by, name in ((nora, "group"), (fleur, "group"), (fleur, "members"), (nora, "NL")):
        files = make_items(2, by=by, audience=audiences[name])
        made.items.append(files)
        made.series.append(make_series(by=by, audience=audiences[name], items=files))
    return made


def shown(world: World, who: Officer) -> dict[Pair, int]:
    """Return the pairs in the officer's queue, each with the work that it saves."""
    found = {}
    for line in lines(who):
        assert line.two is not None
        first, second = sorted((world.number(line.one), world.number(line.two)))
        assert (first, second) not in found
        found[first, second] = line.saves
    return found


def expected(hits: list[tuple[int, int, int, int]], sees: set[int]) -> dict[Pair, int]:
    """Return what is to be there: of each pair that is seen, as many files as resemble one of the other's."""
    sides: dict[Pair, tuple[set[int], set[int]]] = {}
    for one, other, of_one, of_other in hits:
        if one != other and {one, other} <= sees:
            (first, mine), (second, theirs) = sorted([(one, of_one), (other, of_other)])
            here, there = sides.setdefault((first, second), (set(), set()))
            here.add(mine)
            there.add(theirs)
    return {pair: min(len(here), len(there)) for pair, (here, there) in sides.items()}


@pytest.mark.django_db
@given(drawn=HITS, steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_queue_is_what_the_oracle_says_and_what_was_rejected_stays_away(
    nora: Officer,
    fleur: Officer,
    audiences: dict[str, Audience],
    drawn: list[tuple[int, int, int, int]],
    steps: list[tuple[bool, int]],
) -> None:
    with transaction.atomic():
        world = make_world(nora, fleur, audiences)
        hits = list(dict.fromkeys(drawn))
        for (first, mine), (second, theirs) in {
            tuple(sorted([(one, a), (other, b)])): None for one, other, a, b in hits if one != other
        }:
            hit(world.items[first][mine], world.items[second][theirs])
        proposed()
        left = {nora.pk: expected(hits, {0, 1, 2, 3}), fleur.pk: expected(hits, {0, 1, 2})}
        assert (shown(world, nora), shown(world, fleur)) == (left[nora.pk], left[fleur.pk])
        for is_hers, number in steps:
            who = nora if is_hers else fleur
            reject(who, number, world, left[who.pk])
            again(world)
            assert (shown(world, nora), shown(world, fleur)) == (left[nora.pk], left[fleur.pk])
        transaction.set_rollback(True)


def reject(who: Officer, number: int, world: World, left: dict[Pair, int]) -> None:
    """Let the officer's country reject one of the lines; no other country hears of it."""
    found = lines(who)
    if not found:
        return
    line = found[number % len(found)]
    assert line.two is not None
    with acting_as(who.pk):
        proposal = LinkReason.objects.get(pk=line.key)
        actions.reject_proposal(proposal=proposal, why="different", note="", by=who)
    first, second = sorted((world.number(line.one), world.number(line.two)))
    del left[first, second]


def again(world: World) -> None:
    """Have everything compared anew, as when each file had just arrived."""
    with acting_as_system("tests"):
        before = Counter(LinkReason.objects.values_list("series_id", "other_id", "reason"))
        for one in (file for files in world.items for file in files):
            ProposalWork.objects.get_or_create(what="item", key=one.pk)
    proposed()
    with acting_as_system("tests"):
        assert Counter(LinkReason.objects.values_list("series_id", "other_id", "reason")) == before
