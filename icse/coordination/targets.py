"""The target that progress is measured against."""

from datetime import date

#: Victims identified worldwide when this began, and the day of that count.
BASELINE = 56_000
BASELINE_DAY = date(2025, 9, 30)
#: Victims identified a day worldwide at that time.
BASELINE_PACE = 14

TARGET = 100_000
TARGET_DAY = date(2030, 12, 31)


def target_on(day: date) -> int:
    """Return how many victims should be identified by this day, on a straight line to the target."""
    done = (day - BASELINE_DAY).days / (TARGET_DAY - BASELINE_DAY).days
    return round(BASELINE + (TARGET - BASELINE) * min(max(done, 0.0), 1.0))


def at_baseline_pace() -> int:
    """Return where the pace of the beginning would have led by the target's day."""
    return BASELINE + BASELINE_PACE * (TARGET_DAY - BASELINE_DAY).days
