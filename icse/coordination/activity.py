"""What a unit has done, week by week: tallies under the policies, of the unit's own rows only."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Case, Count, Q, Sum, When

from accounts.models import Officer, Tally
from icse.coordination.chart import Bar, draw_small_bars
from icse.core.ids import first_uuid7
from series.models import Placement

#: Weeks that the bars show, this one included.
WEEKS = 12


@dataclass(frozen=True)
class Activity:
    """One kind of work: how often in all, and in each of the last weeks."""

    name: str
    total: int
    weeks: tuple[tuple[str, int], ...]

    @property
    def bars(self) -> list[Bar]:
        """The weeks, drawn."""
        return draw_small_bars(self.weeks)

    @property
    def words(self) -> str:
        """The same for who does not see the bars."""
        return (
            "; ".join(f"week of {label}: {number}" for label, number in self.weeks if number) or "none in these weeks"
        )


def activities(officer: Officer, today: date) -> list[Activity]:
    """Return what the officer's unit did. Contributions and additions to others' series are counted separately."""
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    counts: Counter[tuple[str, date | None]] = Counter()
    total: Counter[str] = Counter()
    for kind, week, number in _tallies(officer, weeks[0]):
        counts[kind, week] += number
        total[kind] += number
    return [
        Activity(str(kind.label), total[kind], tuple((week.isoformat(), counts[kind, week]) for week in weeks))
        for kind in Tally.Kind
    ]


def own_placements(officer: Officer, today: date) -> tuple[int, int]:
    """Return how many files the officer placed since ``WEEKS`` weeks: in series of the own country, and in others'."""
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    first = first_uuid7(datetime.combine(monday, time(), UTC))
    placed = Placement.objects.filter(officer=officer, pk__gte=first)
    own = Q(series__country=officer.country_id)
    found = placed.aggregate(given=Count("pk", filter=own), added=Count("pk", filter=~own))
    return found["given"], found["added"]


def _tallies(officer: Officer, first: date) -> list[tuple[str, date | None, int]]:
    """Return kind, week and number; the weeks before the first one together, as None."""
    own = Tally.objects.filter(unit=officer.unit_id, audience__isnull=False)
    shown = own.annotate(shown=Case(When(week__gte=first, then="week"))).values("kind", "shown")
    return list(shown.annotate(of_all=Sum("number")).order_by().values_list("kind", "shown", "of_all"))
