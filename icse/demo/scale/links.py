"""What speaks for series belonging together: of each pair of like pictures, and of some devices, places and names."""

from dataclasses import dataclass

import numpy as np

from icse.demo.scale.draws import Bytes, Ints, Rng, keys, later, stream
from icse.demo.scale.files import HitPlan, ItemPlan
from icse.demo.scale.series import SeriesPlan
from icse.demo.scale.size import Size

REASONS = ("pictures", "device", "place", "name")
PICTURES, DEVICE, PLACE, NAME = range(4)
#: Of so many items, and of so many series, one pair is of one device, of one place, or has a name in common.
_ITEMS_A_DEVICE, _ITEMS_A_PLACE, _SERIES_A_NAME = 100, 150, 6


@dataclass(frozen=True)
class ReasonPlan:
    """One thing each that speaks for a link; -1 where there is no item, or no other series.

    As the proposers write it: of two series the earlier one first, and each item of a pair for the other one's series.
    """

    reason: Ints
    score: Ints
    series: Ints
    item: Ints
    other: Ints
    other_item: Ints
    times: Ints
    keys: Bytes


def plan_reasons(size: Size, series: SeriesPlan, items: ItemPlan, hits: HitPlan) -> ReasonPlan:
    """Return what speaks for links: solved series and old pairs too, as nothing is taken back."""
    rng = stream(size.seed, "reasons")
    scores = np.where(hits.same, 100, 100 - hits.distance)
    parts = [*_of_pairs(PICTURES, scores, hits.item, hits.other, items)]
    for kind, every, low, high in ((DEVICE, _ITEMS_A_DEVICE, 80, 81), (PLACE, _ITEMS_A_PLACE, 40, 61)):
        one, other = _drawn(rng, items, max(10, size.items // every))
        parts += _of_pairs(kind, rng.integers(low, high, len(one)), one, other, items)
    parts.append(_of_names(rng, size))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = rng.permutation(len(columns[0]))
    reason, score, of, item, other_series, other_item = (column[order] for column in columns)
    known = np.maximum(series.times[of], series.times[other_series] * (other_series >= 0))
    known = np.maximum(known, items.times[other_item] * (other_item >= 0))
    times = later(rng, known, 5, size.end_ms)
    return ReasonPlan(reason, score, of, item, other_series, other_item, times, keys(rng, times))


_Part = tuple[Ints, Ints, Ints, Ints, Ints, Ints]


def _of_pairs(reason: int, scores: Ints, one: Ints, other: Ints, items: ItemPlan) -> list[_Part]:
    """Return the rows of pairs of items: of their series, and of each item for the series of the other one."""
    first, second = items.series[one], items.series[other]
    both = np.flatnonzero((first >= 0) & (second >= 0) & (first != second))
    turned = first[both] > second[both]
    left, right = np.where(turned, other[both], one[both]), np.where(turned, one[both], other[both])
    made: list[_Part] = [
        (np.full(len(both), reason), scores[both], items.series[left], left, items.series[right], right)
    ]
    for mine, theirs in ((one, other), (other, one)):
        some = np.flatnonzero((items.series[mine] >= 0) & (items.series[mine] != items.series[theirs]))
        alone = np.full(len(some), -1)
        made.append(
            (np.full(len(some), reason), scores[some], items.series[mine[some]], mine[some], alone, theirs[some])
        )
    return made


def _drawn(rng: Rng, items: ItemPlan, number: int) -> tuple[Ints, Ints]:
    """Return pairs of items, each once: one in a series, the other mostly too."""
    placed, ready = np.flatnonzero(items.series >= 0), np.flatnonzero(~items.refused)
    one, other = placed[rng.integers(0, len(placed), number)], ready[rng.integers(0, len(ready), number)]
    _, first = np.unique(np.minimum(one, other) * len(items.times) + np.maximum(one, other), return_index=True)
    first = first[one[first] != other[first]]
    return one[first], other[first]


def _of_names(rng: Rng, size: Size) -> _Part:
    pair = np.sort(rng.integers(0, size.series, (max(10, size.series // _SERIES_A_NAME), 2)), axis=1)
    pair = np.unique(pair[pair[:, 0] < pair[:, 1]], axis=0)
    nothing = np.full(len(pair), -1)
    score = np.where(rng.random(len(pair)) < 0.2, 90, 70)
    return np.full(len(pair), NAME), score, pair[:, 0], nothing, pair[:, 1], nothing
