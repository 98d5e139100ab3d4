"""Small numbers by region are not published, nor can they be computed from what is.

A region's cumulative number is shown only when it has moved by nothing, or by at least ``SMALL``, since it was last
shown (zero at the beginning), so neither a value nor the difference of two shown values is small. The world total is
published beside it; a region that is hidden alone would be the total minus the others. So a second one is hidden with
it, the largest, and whatever was hidden stays so until it has moved by ``SMALL`` itself: shown sooner, it would tell
in hindsight what it was while it protected the other.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

SMALL = 5


class Steps:
    """A total of the whole world, as far as it may be shown: whole days only, and only in steps of ``SMALL`` or more.

    Who sees it from day to day thus never sees one identification, and it tells the same whenever it is asked.
    """

    def __init__(self, days: Iterable[date]) -> None:
        """Take the day of each identification, in any order."""
        self._days: list[date] = []
        self._totals = [0]
        total = 0
        for day, number in sorted(Counter(days).items()):
            total += number
            if total - self._totals[-1] >= SMALL:
                self._days.append(day)
                self._totals.append(total)

    def on(self, day: date) -> int:
        """Return what is shown from the end of this day on."""
        return self._totals[bisect_right(self._days, day)]


def suppress(months: Sequence[Mapping[str, int]]) -> list[dict[str, int | None]]:
    """Return the same table with None where a number may not be published.

    :param months: cumulative numbers by region, a month after the other, the same regions in each.
    """
    last_shown: dict[str, int] = {}
    hidden: set[str] = set()
    published: list[dict[str, int | None]] = []
    for values in months:
        hidden = _hidden(values, last_shown, hidden)
        shown = {region: value for region, value in values.items() if region not in hidden}
        last_shown.update(shown)
        published.append({region: shown.get(region) for region in values})
    return published


def _hidden(values: Mapping[str, int], last_shown: Mapping[str, int], before: set[str]) -> set[str]:
    moved = {region: value - last_shown.get(region, 0) for region, value in values.items()}
    stays = {region for region in before if moved[region] < SMALL}
    small = {region for region in values if region not in before and 0 < moved[region] < SMALL}
    hidden = stays | small
    if len(hidden) == 1:
        hidden |= {_partner(values, before - hidden or set(values) - hidden)}
    return hidden


def _partner(values: Mapping[str, int], candidates: set[str]) -> str:
    """Return the largest: the one that will be shown again soonest. By name where two are equal."""
    return max(sorted(candidates), key=lambda region: values[region])
