"""Geometry of the charts, made on the server: coordinates as text, so that no locale changes their points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from icse.coordination.targets import BASELINE, BASELINE_DAY, TARGET, TARGET_DAY, at_baseline_pace

WIDTH, HEIGHT = 960, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 20, 34
LOWEST = 50_000
STEP = 10_000


@dataclass(frozen=True)
class Mark:
    """A line of the grid and its label."""

    at: str
    text: str


@dataclass(frozen=True)
class ProgressChart:
    """Everything that the template draws; ``actual`` and the others are the points of a polyline."""

    target: str
    baseline_pace: str
    actual: str
    required: str
    today: tuple[str, str]
    rows: tuple[Mark, ...]
    columns: tuple[Mark, ...]


@dataclass(frozen=True)
class Bar:
    """One bar, its place, what stands at it, and what it says when it is pointed at."""

    x: str
    y: str
    width: str
    height: str
    words: str
    second: bool = False
    middle: str = ""
    number: str = ""


@dataclass(frozen=True)
class _Scale:
    highest: int

    def x(self, day: date) -> float:
        whole = (TARGET_DAY - BASELINE_DAY).days
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - BASELINE_DAY).days / whole

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - LOWEST) / (self.highest - LOWEST)

    def points(self, line: Iterable[tuple[date, float]]) -> str:
        return " ".join(f"{self.x(day):.1f},{self.y(value):.1f}" for day, value in line)


def draw_progress(actual: Sequence[tuple[date, int]]) -> ProgressChart:
    """Draw what was reached against the target.

    :param actual: days in order with the number reached by then; the last one is today.
    """
    here, reached = actual[-1]
    scale = _Scale(highest=max(TARGET, -(-reached // STEP) * STEP))
    end = max(here, TARGET_DAY)
    return ProgressChart(
        target=scale.points([(BASELINE_DAY, BASELINE), (TARGET_DAY, TARGET)]),
        baseline_pace=scale.points([(BASELINE_DAY, BASELINE), (TARGET_DAY, at_baseline_pace())]),
        actual=scale.points([(BASELINE_DAY, BASELINE), *((day, value) for day, value in actual)]),
        required=scale.points([(here, reached), (end, TARGET)]) if reached < TARGET else "",
        today=(f"{scale.x(here):.1f}", f"{scale.y(reached):.1f}"),
        rows=tuple(Mark(f"{scale.y(value):.1f}", f"{value:,}") for value in range(LOWEST, scale.highest + 1, STEP)),
        columns=tuple(
            Mark(f"{scale.x(date(year, 1, 1)):.1f}", str(year))
            for year in range(BASELINE_DAY.year + 1, TARGET_DAY.year + 1)
        ),
    )


def draw_bars(pairs: Sequence[tuple[str, int, int]], names: tuple[str, str], width: int, height: int) -> list[Bar]:
    """Draw two bars side by side for each of (label, first, second), from the bottom of a box of this size.

    Marks for the labels come from :func:`mark_slots`.
    """
    highest = max((max(first, second) for _, first, second in pairs), default=0) or 1
    slot = width / max(len(pairs), 1)
    bars = []
    for number, (label, *values) in enumerate(pairs):
        for place, value in enumerate(values):
            tall = height * value / highest
            bars.append(
                Bar(
                    x=f"{slot * number + slot * (0.1 + 0.4 * place):.1f}",
                    y=f"{height - tall:.1f}",
                    width=f"{slot * 0.36:.1f}",
                    height=f"{tall:.1f}",
                    words=f"{label}: {value:,} {names[place]}",
                    second=place == 1,
                    middle=f"{slot * number + slot * (0.28 + 0.4 * place):.1f}",
                    number=f"{value:,}",
                )
            )
    return bars


def mark_slots(labels: Sequence[str], width: int) -> list[Mark]:
    """Say where the label of each pair of bars stands in a box of this width."""
    slot = width / max(len(labels), 1)
    return [Mark(f"{slot * (number + 0.5):.1f}", label) for number, label in enumerate(labels)]


def draw_small_bars(values: Sequence[tuple[str, int]], width: int = 240, height: int = 36) -> list[Bar]:
    """Draw one bar for each (label, number) in a small box."""
    highest = max((value for _, value in values), default=0) or 1
    slot = width / max(len(values), 1)
    return [
        Bar(
            x=f"{slot * number + slot * 0.1:.1f}",
            y=f"{height - height * value / highest:.1f}",
            width=f"{slot * 0.8:.1f}",
            height=f"{height * value / highest:.1f}",
            words=f"{label}: {value:,}",
        )
        for number, (label, value) in enumerate(values)
    ]
