"""Writing down what was done, where the row itself does not tell it afterwards. The history reads it."""

from datetime import date
from uuid import UUID

from accounts.models import Officer
from accounts.models.owned import owner_fields
from accounts.queries import first_key_of_today
from series.actions.notes import national_of
from series.models import Change, Series


def note_change(
    series: Series, what: str, by: Officer, *, about: UUID | None = None, until: date | None = None, own: bool = False
) -> None:
    """Write one change of a series, or of what it has, for who sees the series.

    What one officer does again to the same thing on the same day is one line: nobody fills another's history. Whoever
    calls this has changed the thing's row before, so of two at once the second finds the first's line. What names a day
    is written each time; its caller counts.

    :param about: the key of a subject, lead or task; the series itself without one.
    :param own: for the own country only.
    """
    of_today = Change.objects.filter(series=series.pk, officer=by, id__gte=first_key_of_today())
    if until is None and of_today.filter(what=what, about=about, country_audience__isnull=not own).exists():
        return
    Change(
        series_id=series.pk,
        audience_id=series.audience_id,
        country_audience_id=national_of(by).pk if own else None,
        what=what,
        about=about,
        until=until,
        **owner_fields(by),
    ).save(force_insert=True)
