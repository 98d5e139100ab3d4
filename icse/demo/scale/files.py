"""The items of the world: from which case, in which series, for whom, and which of them show the same."""

from dataclasses import dataclass

import numpy as np

from icse.demo.scale.draws import Bytes, Flags, Ints, Rng, keys, later, moments, rising, stream
from icse.demo.scale.people import MEMBERS, People
from icse.demo.scale.series import SeriesPlan, audiences_by_kind
from icse.demo.scale.size import Size
from series.matching.fingerprints import HASH_BYTES, MATCH_DISTANCE

#: So many items of a case, on average; so many items that the newest country may see.
CASE_ITEMS = 60
NEWCOMERS_ITEMS = 21
_BITS = HASH_BYTES * 8
#: Items that resemble others, how many of them together, how many are the very same file, and by how much near ones
#: differ from the one before them.
_ALIKE_SHARE, _ALIKE_TOGETHER, _SAME_SHARE, _MOST_STEP = 0.11, 3.7, 0.5, 20


@dataclass(frozen=True)
class CasePlan:
    """Cases; the first of each country holds nothing."""

    country: Ints
    officer: Ints
    times: Ints
    keys: Bytes


@dataclass(frozen=True)
class ItemPlan:
    """Items, oldest first. ``series`` is -1 for one in none, ``named`` true for one marked for named officers only.

    ``content`` says which file it is (``refused`` ones could not be read, and have no media).
    """

    times: Ints
    keys: Bytes
    country: Ints
    case: Ints
    officer: Ints
    audience: Ints
    series: Ints
    named: Flags
    refused: Flags
    content: Ints


@dataclass(frozen=True)
class ContentPlan:
    """Files. Those of one ``family`` (-1: alone) resemble one ancestor, whose ``flips`` first bits in the family's own
    order are turned: so two of them differ in exactly the difference of their flips."""

    times: Ints
    keys: Bytes
    digests: Bytes
    readable: Flags
    family: Ints
    flips: Ints
    ancestors: Bytes
    orders: Bytes


@dataclass(frozen=True)
class HitPlan:
    """Pairs of items that show the same, the later one first."""

    item: Ints
    other: Ints
    distance: Ints
    same: Flags


def plan_items(size: Size, people: People, series: SeriesPlan) -> tuple[ItemPlan, CasePlan, ContentPlan]:
    """Return the items with their cases and contents."""
    rng = stream(size.seed, "items")
    where, country, audience, times = _shown(rng, size, people, series)
    order = np.argsort(times, kind="stable")
    where, country, audience, times = where[order], country[order], audience[order], rising(times)
    named = _name_some(rng, people, where, country, audience)
    _show_some_to_the_newcomer(rng, people, where, country, audience, named)
    case, cases = _plan_cases(rng, size, people, country, times)
    officer = np.where(named, people.first_officer[country], cases.officer[case])
    refused = (where < 0) & (rng.random(size.items) < 0.06)
    content, contents = _plan_contents(rng, size, times, refused)
    items = ItemPlan(times, keys(rng, times), country, case, officer, audience, where, named, refused, content)
    return items, cases, contents


def _shown(rng: Rng, size: Size, people: People, series: SeriesPlan) -> tuple[Ints, Ints, Ints, Ints]:
    placed = np.repeat(np.arange(size.series), series.sizes)
    free = size.items - len(placed)
    where = np.concatenate([placed, np.full(free, -1)])
    owner, shown = series.country[placed], series.audience[placed]
    mine = np.where(rng.random(len(placed)) < 0.85, owner, people.contributor(rng, shown, owner))
    country = np.concatenate([mine, people.country(rng, free)])
    audience = audiences_by_kind(rng, people, country, rng.random(size.items))
    as_series = np.flatnonzero(rng.random(len(placed)) < 0.7)
    audience[as_series] = shown[as_series]
    before = series.times[placed] - rng.integers(1, 600_000, len(placed))
    grown = later(rng, series.times[placed], 200, size.end_ms)
    since = np.where(rng.random(len(placed)) < 0.5, before, grown)
    times = np.concatenate([since, moments(rng, free, size.begin_ms, size.end_ms)])
    return where, country, audience, np.minimum(times, size.end_ms - 1)


def _name_some(rng: Rng, people: People, where: Ints, country: Ints, audience: Ints) -> Flags:
    """Mark a few items that are in no series for named officers of their country."""
    named = np.zeros(len(where), dtype=bool)
    for one in range(len(people.codes) - 1):
        group = people.named_group(one)
        if group is not None:
            free = rng.permutation(np.flatnonzero((where < 0) & (country == one)))
            some = free[: max(1, len(free) // 20)]
            named[some], audience[some] = True, group
    return named


def _show_some_to_the_newcomer(
    rng: Rng, people: People, where: Ints, country: Ints, audience: Ints, named: Flags
) -> None:
    free = np.flatnonzero((where < 0) & ~named & (country == 0))
    some = rng.permutation(free)[:NEWCOMERS_ITEMS]
    audience[some] = people.newcomers_group


def _plan_cases(rng: Rng, size: Size, people: People, country: Ints, times: Ints) -> tuple[Ints, CasePlan]:
    """Cut each country's items, in the order of time, into cases."""
    countries = len(people.codes)
    order = np.argsort(country, kind="stable")
    of, at = country[order], times[order]
    begins = (rng.random(len(of)) < 1 / CASE_ITEMS) | np.concatenate([[True], of[1:] != of[:-1]])
    case = np.empty(len(of), dtype=np.int64)
    case[order] = countries - 1 + np.cumsum(begins)
    whose = np.concatenate([np.arange(countries), of[begins]])
    since = np.concatenate([np.full(countries, size.begin_ms - 60_000), at[begins] - 30_000])
    return case, CasePlan(whose, people.officer_of(rng, whose), since, keys(rng, since))


def _plan_contents(rng: Rng, size: Size, times: Ints, refused: Flags) -> tuple[Ints, ContentPlan]:
    """Say which items are the same file, and which files resemble each other."""
    alike = np.flatnonzero(~refused & (rng.random(size.items) < _ALIKE_SHARE))
    label = np.sort(rng.integers(0, max(1, int(len(alike) / _ALIKE_TOGETHER)), len(alike)))
    alike = rng.permutation(alike)
    alike = alike[np.lexsort((alike, label))]
    follows = np.concatenate([[False], label[1:] == label[:-1]]) if len(label) else np.zeros(0, dtype=bool)
    near = follows & (rng.random(len(alike)) >= _SAME_SHARE)
    stepped = np.cumsum(np.where(near, rng.integers(1, _MOST_STEP + 1, len(alike)), 0))
    flips = stepped - np.maximum.accumulate(np.where(follows, 0, stepped))
    own = np.ones(size.items, dtype=bool)
    own[alike[follows & ~near]] = False
    content = np.cumsum(own) - 1
    # The very same file as the last one of the family that was a file of its own.
    last_own = np.maximum.accumulate(np.where(own[alike], np.arange(len(alike)), 0))
    content[alike] = content[alike[last_own]]
    first = np.flatnonzero(own)
    family, flipped = np.full(len(first), -1), np.zeros(len(first), dtype=np.int64)
    family[content[alike]] = label
    flipped[content[alike]] = flips
    families = int(label[-1]) + 1 if len(label) else 0
    plan = ContentPlan(
        times=times[first],
        keys=keys(rng, times[first]),
        digests=rng.integers(0, 256, (len(first), 16), dtype=np.uint8),
        readable=~refused[first],
        family=family,
        flips=np.minimum(flipped, _BITS),
        ancestors=rng.integers(0, 256, (families, HASH_BYTES), dtype=np.uint8),
        orders=rng.random((families, _BITS), dtype=np.float32).argsort(axis=1).argsort(axis=1).astype(np.uint8),
    )
    return content, plan


def plan_hits(items: ItemPlan, contents: ContentPlan) -> HitPlan:
    """Return every pair of items of one family whose files are the same, or differ in at most MATCH_DISTANCE bits."""
    family = contents.family[items.content]
    among = np.flatnonzero(family >= 0)
    among = among[np.argsort(family[among], kind="stable")]
    of = family[among]
    pairs = [_pairs_at(among, of, step) for step in range(1, _longest_run(of))]
    later_one = np.concatenate([one[0] for one in pairs]) if pairs else np.zeros(0, dtype=np.int64)
    earlier = np.concatenate([one[1] for one in pairs]) if pairs else np.zeros(0, dtype=np.int64)
    a, b = items.content[later_one], items.content[earlier]
    distance = np.abs(contents.flips[a] - contents.flips[b])
    near = distance <= MATCH_DISTANCE
    return HitPlan(later_one[near], earlier[near], distance[near], (a == b)[near])


def _pairs_at(among: Ints, of: Ints, step: int) -> tuple[Ints, Ints]:
    """Pair each with the one so many places before it, where both are of one family; items go by time, so does this."""
    same = np.flatnonzero(of[step:] == of[:-step])
    return among[same + step], among[same]


def _longest_run(of: Ints) -> int:
    return int(np.bincount(of).max()) if len(of) else 0


def visible_to_all(items: ItemPlan) -> Ints:
    """Return the items that all members see."""
    return np.flatnonzero((items.audience == MEMBERS) & ~items.refused)
