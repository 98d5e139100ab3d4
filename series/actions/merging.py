"""Series of one owner, shown to one audience, put together and taken apart. Rows really move; the database moves them.

Nobody gains or loses sight: the audience stays, and so do the audiences of the items. ``forum/sql/merging.sql`` checks
again who asks, and keeps the journal.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from accounts.markings import Marking
from accounts.membership import refusals_in_words
from accounts.models import Officer
from accounts.sharing import marking_refusals
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.rights import require_contribution, require_own
from series.actions.series import create_series
from series.models import Item, Merge, Placement, Series, Subject

_OWN = "Only officers of the country that owns both series may merge them. Propose a link instead."
_OWN_SPLIT = "Only officers of the country that owns the series may split it."
_OWN_UNDO = "Only officers of the country that owns the series may undo this."


@action
def merge_series(*, into: Series, other: Series, by: Officer) -> Merge:
    """Move all that is in ``other`` to ``into``, whoever added it. The reference of ``other`` leads there since.

    :raises NotAllowed: one is another country's, or may not be added to.
    :raises IcseError: they are shown to different audiences, ``into`` is marked less strictly, or it is one series.
    :raises Conflict: one of them has been merged meanwhile.
    """
    for series in (into, other):
        require_own(series, by, _OWN)
    _check_pair(into, other)
    merge = _merged(into, other)
    audit.record("series.merged", on=into, other=str(other.pk), merge=str(merge.pk))
    return merge


@action
def split_series(
    *, series: Series, items: Iterable[Item], subjects: Iterable[Subject], title: str, by: Officer
) -> Series:
    """Make a new series of the same owner, audience and marking, and move these to it. Return the new one.

    :raises NotAllowed: the series is another country's, or may not be added to.
    :raises IcseError: nothing was chosen, something is not in the series, or there is no title.
    :raises Conflict: the series has been merged meanwhile.
    """
    require_own(series, by, _OWN_SPLIT)
    require_contribution(series.audience_id)
    _refuse_merged(series)
    chosen, people = [one.pk for one in items], [one.pk for one in subjects]
    _check_chosen(series, chosen, people)
    made = create_series(title=title, audience=series.audience, marking=Marking.of(series), by=by)
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT icse_split_series(%s, %s, %s, %s)", [series.pk, made.pk, chosen, people])
        (key,) = cursor.fetchone()
    audit.record("series.split", on=series, made=str(made.pk), merge=str(key), items=len(chosen), subjects=len(people))
    events.publish("series.changed", objects=[series.pk, made.pk], audiences=[series.audience_id])
    made.refresh_from_db()
    return made


@action
def undo_merge(*, merge: Merge, by: Officer) -> None:
    """Take apart what was merged, by its journal, or merge what was split.

    What is still there goes back where it was; what was added since stays in the series that it was added to.

    :raises NotAllowed: it is another country's, or the series may not be added to.
    :raises Conflict: it is undone already, or one of the series was merged further since.
    :raises IcseError: the two are shown to different audiences by now, or the marking does not fit any more.
    """
    require_own(merge, by, _OWN_UNDO)
    require_contribution(merge.audience_id)
    into, other = merge.into, merge.other
    if merge.kind == Merge.Kind.SPLIT:
        _check_pair(into, other)
        _merged(into, other, undoes=merge)
    else:
        with refusals_in_words(), marking_refusals(), connection.cursor() as cursor:
            cursor.execute("SELECT icse_undo_merge(%s)", [merge.pk])
        _announce(into, other)
    audit.record("merge.undone", on=merge, into=str(into.pk), other=str(other.pk))


def _check_pair(into: Series, other: Series) -> None:
    if into.pk == other.pk:
        raise IcseError("A series cannot be merged into itself.", field="other")
    require_contribution(into.audience_id)
    if into.audience_id != other.audience_id:
        raise IcseError(
            "The two series are shown to different audiences. Show both to the same audience first, or link them.",
            field="other",
        )
    for series in (into, other):
        _refuse_merged(series)
    # Held until the end: nobody marks them otherwise meanwhile.
    rows = Series.objects.select_for_update().filter(pk__in=[into.pk, other.pk]).order_by("pk")
    markings = {row.pk: Marking.of(row) for row in rows}
    if not markings[into.pk].covers(markings[other.pk]):
        raise IcseError(
            f"{other.reference} is marked more strictly. Mark {into.reference} at least as strictly first.",
            field="other",
        )


def _refuse_merged(series: Series) -> None:
    if series.merged_into is not None:
        raise Conflict(f"{series.reference} has been merged into {series.merged_into.reference} already.")


def _check_chosen(series: Series, items: list[UUID], subjects: list[UUID]) -> None:
    if not items and not subjects:
        raise IcseError("Choose the pictures, victims or offenders that the new series is made of.")
    placed = Placement.objects.filter(series=series, item__in=items).count()
    if placed != len(set(items)) or Subject.objects.filter(series=series, pk__in=subjects).count() != len(
        set(subjects)
    ):
        raise IcseError("Choose only what is in this series.")


def _merged(into: Series, other: Series, *, undoes: Merge | None = None) -> Merge:
    with refusals_in_words(), connection.cursor() as cursor:
        undone = undoes.pk if undoes else None
        cursor.execute("SELECT icse_merge_series(%s, %s, %s)", [into.pk, other.pk, undone])
        (key,) = cursor.fetchone()
    _announce(into, other)
    return Merge.objects.get(pk=key)


def _announce(into: Series, other: Series) -> None:
    """Who sees one sees the other: they are shown to the same."""
    events.publish("series.changed", objects=[into.pk, other.pk], audiences=[into.audience_id])
    events.publish("series.changed", objects=[other.pk, into.pk], audiences=[into.audience_id])
