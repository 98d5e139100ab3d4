"""Interest in a series, as far as the officer's unit lets it be seen."""

from accounts.interest import InterestIn
from accounts.models import Officer
from icse.core.doors import action
from series.models import Series, SeriesInterest


# One statement at most, and none as a rule: these two need no savepoint of their own.
def note_series_seen(*, series: Series, by: Officer) -> None:
    """Keep that the officer opens the series."""
    _interest(series, by).note_seen()


def note_series_present(*, series: Series, by: Officer) -> None:
    """Keep that the officer has the series open."""
    _interest(series, by).note_presence()


@action
def work_on_series(*, series: Series, working: bool, by: Officer) -> None:
    """Say that the officer works on the series, or no more.

    :raises NotAllowed: the officer's role does not include it.
    :raises Conflict: the unit does not show what it works on.
    """
    _interest(series, by).say_working(working=working)


def _interest(series: Series, by: Officer) -> InterestIn:
    return InterestIn(SeriesInterest, series, series.audience_id, by)
