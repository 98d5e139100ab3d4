"""Making a series, editing what is said of it, and placing items in it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from accounts.markings import UNMARKED, Marking, check_marking, marking_fits
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.ids import uuid7
from icse.core.versions import save_changes
from series.actions.changes import note_change
from series.actions.depictions import forget_depictions
from series.actions.rights import require_contribution, require_own
from series.actions.subjects import NewSubject, insert_subjects
from series.models import Change, Item, Placement, Series


@action
def create_series(
    *,
    title: str,
    summary: str = "",
    audience: Audience,
    items: Iterable[Item] = (),
    subjects: Sequence[NewSubject] = (),
    marking: Marking = UNMARKED,
    by: Officer,
) -> Series:
    """Make a series in the officer's country's name, with its first items and subjects.

    :raises NotAllowed: the audience may not be contributed to.
    :raises IcseError: there is no title, a file cannot be placed, or the marking does not fit.
    """
    require_contribution(audience.pk)
    check_marking(marking, audience)
    names = {**marking.columns, **owner_fields(by)}
    series = Series(title=_title(title), summary=summary.strip(), audience=audience, **names)
    with marking_fits():
        series.save(force_insert=True)
    audit.record("series.created", on=series, audience=audience.pk)
    events.publish("series.created", objects=[series.pk], audiences=[audience.pk])
    insert_subjects(series, subjects, by)
    place_items(series=series, items=items, by=by)
    return series


@action
def edit_series(*, series: Series, title: str, summary: str, version: int, by: Officer) -> Series:
    """Change what is said of a series; ``version`` is the one that the officer read.

    :raises NotAllowed: the series is another country's.
    :raises Overtaken: somebody has saved another text since; nothing is overwritten.
    """
    require_editor(series=series, by=by)
    columns = {"title": _title(title), "summary": summary.strip()}
    if not save_changes(series, Series.objects.all(), version, columns):
        return series
    audit.record("series.edited", on=series, version=series.version)
    note_change(series, Change.What.TEXT, by)
    events.publish("series.changed", objects=[series.pk], audiences=[series.audience_id])
    return series


@action
def place_items(*, series: Series, items: Iterable[Item], by: Officer) -> list[Placement]:
    """Put items in a series; each is kept once. Their audiences stay their own.

    :return: the placements of these items, the ones that were there already included.
    :raises NotAllowed: the series may not be contributed to.
    :raises IcseError: a file was refused at ingest.
    """
    require_contribution(series.audience_id)
    wanted = _originals(items)
    there = Placement.objects.filter(series=series, item__in=wanted)
    # What an owner places it places in its own name, whoever did before: others' placing carries no word of it.
    there.filter(item__country=by.country_id).exclude(country=by.country_id).delete()
    known = set(there.values_list("item_id", flat=True))
    new = [item for item in wanted if item.pk not in known]
    # Keys made within a millisecond have no order of their own; sorted, they keep the order of the selection.
    keys = sorted(uuid7() for _ in new)
    rows = [_placement(key, series, item, by) for key, item in zip(keys, new, strict=True)]
    Placement.objects.bulk_create(rows, ignore_conflicts=True)
    if new:
        audit.record("placement.added", on=series, items=" ".join(str(item.pk) for item in new))
    for audience_id in {item.audience_id for item in new}:
        # Whoever may not see the item hears nothing, not even that something was added.
        # The items are named for the pages of what resembles them.
        keys = [item.pk for item in new if item.audience_id == audience_id]
        events.publish("series.changed", objects=[series.pk, *keys], audiences=[series.audience_id, audience_id])
    return list(there.select_related("item").order_by("-id"))


@action
def remove_placement(*, placement: Placement, by: Officer) -> None:
    """Take an item out of a series. Whose item it is may always do so: nobody else says what it belongs to.

    :raises NotAllowed: item, series and placement are other countries'.
    :raises Conflict: somebody has just taken it out.
    """
    series, item = placement.series, placement.item
    if item.country_id != by.country_id:
        if by.country_id not in {series.country_id, placement.country_id}:
            raise NotAllowed("Only the country of the file, of the series, or that placed it may take it out.")
        require_contribution(series.audience_id)
    forget_depictions(series=series.pk, item=item.pk)
    if not Placement.objects.filter(pk=placement.pk).delete()[0]:
        raise Conflict("Somebody has just taken this file out of the series.")
    audit.record("placement.removed", on=series, items=str(item.pk))
    events.publish("series.changed", objects=[series.pk, item.pk], audiences=[series.audience_id, item.audience_id])


def require_editor(*, series: Series, by: Officer) -> None:
    """Go on only if the officer may edit the text of the series.

    :raises NotAllowed: the series is another country's, or its audience may only be looked at.
    """
    require_own(series, by, "Only officers of the country that owns the series may edit its text.")
    require_contribution(series.audience_id)


def _placement(key: UUID, series: Series, item: Item, by: Officer) -> Placement:
    audiences = {"series_audience_id": series.audience_id, "item_audience_id": item.audience_id}
    return Placement(id=key, series=series, item=item, **audiences, **owner_fields(by))


def _originals(items: Iterable[Item]) -> list[Item]:
    """Return each item once; for a duplicate the item that it repeats, since only that one has pictures."""
    given = list(items)
    if any(item.state == Item.State.REFUSED for item in given):
        raise IcseError("A file that was refused cannot be part of a series. Take it out of the selection.")
    repeated = Item.objects.in_bulk([item.duplicate_of_id for item in given if item.duplicate_of_id is not None])
    kept = [repeated.get(item.duplicate_of_id, item) if item.duplicate_of_id else item for item in given]
    return list({item.pk: item for item in kept}.values())


def _title(text: str) -> str:
    title = text.strip()
    if not title:
        raise IcseError("Give the series a title.", field="title")
    return title
