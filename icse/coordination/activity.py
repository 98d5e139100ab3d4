"""What a unit has done, week by week: counts under the policies, of the unit's own rows only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Model, QuerySet
from django.db.models.functions import TruncWeek

from accounts.models import Officer
from forum.models import Post
from icse.coordination.chart import Bar, draw_small_bars
from series.models import Case, Claim, Identification, Item, Placement, Series, Subject

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
    return [
        Activity(name, sum(counts.values()), _last_weeks(counts, today))
        for name, counts in ((name, _by_week(rows)) for name, rows in _work_of(officer))
    ]


def _work_of(officer: Officer) -> list[tuple[str, list[QuerySet[Model]]]]:
    unit, country = officer.unit_id, officer.country_id
    return [
        ("Cases opened", [Case.objects.filter(unit=unit)]),
        ("Items uploaded", [Item.objects.filter(unit=unit)]),
        ("Series made", [Series.objects.filter(unit=unit)]),
        (
            "Additions to others' series",
            [
                Placement.objects.filter(unit=unit).exclude(series__country=country),
                Subject.objects.filter(unit=unit).exclude(series__country=country),
                Claim.objects.filter(unit=unit).exclude(subject__series__country=country),
                Identification.objects.filter(unit=unit).exclude(subject__series__country=country),
            ],
        ),
        ("Answers to others' clue requests", [Post.objects.filter(unit=unit).exclude(thread__country=country)]),
    ]


def _by_week(sources: Iterable[QuerySet[Model]]) -> Counter[date]:
    """Return counts by the Monday of each week (UTC)."""
    counts: Counter[date] = Counter()
    for rows in sources:
        grouped = rows.annotate(week=TruncWeek("created_at", tzinfo=UTC)).values("week").annotate(number=Count("pk"))
        for week, number in grouped.order_by().values_list("week", "number"):
            assert isinstance(week, datetime)  # noqa: S101 - tells the type checker what TruncWeek returns
            counts[week.date()] += number
    return counts


def _last_weeks(counts: Counter[date], today: date) -> tuple[tuple[str, int], ...]:
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return tuple((week.isoformat(), counts[week]) for week in weeks)
