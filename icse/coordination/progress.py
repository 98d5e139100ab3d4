"""The progress page: identified against the target. From published figures only, so it shows nothing of any case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import officer_of
from accounts.countries import REGIONS
from accounts.permissions import require
from icse.coordination.chart import Bar, ProgressChart, draw_bars, draw_progress, mark_slots
from icse.coordination.figures import FACTS, MEASURES, WINDOWS, WORLD, window_measure
from icse.coordination.models import Figure
from icse.coordination.targets import BASELINE, BASELINE_PACE, TARGET, TARGET_DAY, at_baseline_pace, target_on

VICTIMS, OFFENDERS = MEASURES["victim"], MEASURES["offender"]
#: Months that the bars show.
RECENT = 12


@dataclass(frozen=True)
class MonthRow:
    """A month's end (or today): what was reached, and what should have been."""

    day: date
    victims: int
    offenders: int
    reached: int
    target: int


@dataclass(frozen=True)
class RegionRow:
    """A region's numbers at the end of the last whole month; None is not published."""

    name: str
    victims: int | None
    offenders: int | None


class Figures:
    """All published figures, read once."""

    def __init__(self, rows: Iterable[tuple[str, str, date, int | None]]) -> None:
        self._values = {(measure, region, month): value for measure, region, month, value in rows}
        self.months = sorted({month for measure, region, month in self._values if region == WORLD})
        self.region_months = sorted({month for _, region, month in self._values if region != WORLD})

    def world(self, measure: str, month: date) -> int:
        """Return a number of the whole world."""
        return self._values.get((measure, WORLD, month)) or 0

    def region(self, measure: str, name: str) -> int | None:
        """Return a region's number at the end of its newest month."""
        return self._values.get((measure, name, self.region_months[-1])) if self.region_months else None


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Show progress, drawn and as a table."""
    require(officer_of(request), "progress.view")
    figures = Figures(Figure.objects.values_list("measure", "region", "month", "value"))
    today = timezone.now().date()
    context = _context(figures, today) if figures.months else {}
    return render(request, "coordination/progress.html", context | {"target": f"{TARGET:,}", "until": TARGET_DAY})


def _context(figures: Figures, today: date) -> dict[str, object]:
    months = _months(figures, today)
    last = months[-1]
    return {
        "months": months,
        "chart": _chart(months),
        "bars": _bars(months),
        "bar_months": mark_slots([f"{row.day:%Y-%m}" for row in months[-RECENT:]], 600),
        "reached": f"{last.reached:,}",
        "headline": _headline(figures, last, today),
        "offenders": f"{last.offenders:,}",
        "safeguarded": f"{figures.world(FACTS['safeguarded'], figures.months[-1]):,}",
        "arrested": f"{figures.world(FACTS['arrested'], figures.months[-1]):,}",
        "regions": _regions(figures),
        "regions_until": _end_of(figures.region_months[-1]) if figures.region_months else None,
        "baseline": f"{BASELINE:,}",
        "baseline_pace": BASELINE_PACE,
        "baseline_leads_to": f"{at_baseline_pace():,}",
        "reached_in_percent": f"{100 * last.reached / TARGET:.1f}",
    }


def _months(figures: Figures, today: date) -> list[MonthRow]:
    rows = []
    for month in figures.months:
        day = min(_end_of(month), today)
        victims = figures.world(VICTIMS, month)
        rows.append(MonthRow(day, victims, figures.world(OFFENDERS, month), BASELINE + victims, target_on(day)))
    return rows


def _chart(months: Sequence[MonthRow]) -> ProgressChart:
    return draw_progress([(row.day, row.reached) for row in months])


def _bars(months: Sequence[MonthRow]) -> list[Bar]:
    pairs = []
    for number, row in enumerate(months):
        before = months[number - 1] if number else None
        victims = row.victims - (before.victims if before else 0)
        offenders = row.offenders - (before.offenders if before else 0)
        pairs.append((f"{row.day:%Y-%m}", victims, offenders))
    return draw_bars(pairs[-RECENT:], ("victims", "offenders"), 600, 120)


def _headline(figures: Figures, last: MonthRow, today: date) -> list[tuple[str, str]]:
    """Return (number, words) of what people look for first."""
    to_go, days = max(TARGET - last.reached, 0), (TARGET_DAY - today).days
    needed = f"{to_go / days:.1f}" if days > 0 else "–"
    numbers = [
        (f"{last.reached:,}", f"victims identified: {BASELINE:,} by September 2025, and {last.victims:,} since, here"),
        (f"{to_go:,}", f"still to go to {TARGET:,}"),
        (needed, f"a day needed from today until {TARGET_DAY.isoformat()}"),
    ]
    for length in WINDOWS:
        count = figures.world(window_measure(VICTIMS, length), today.replace(day=1))
        numbers.append((f"{count / length:.1f}", f"a day here in the last {length} days"))
    return numbers


def _regions(figures: Figures) -> list[RegionRow]:
    if not figures.region_months:
        return []
    rows = [RegionRow(name, figures.region(VICTIMS, name), figures.region(OFFENDERS, name)) for name in REGIONS]
    return [row for row in rows if row.name != "General Secretariat" or row.victims or row.offenders]


def _end_of(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
