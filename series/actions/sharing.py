"""Showing series and items to another audience, or marking them otherwise. Only their owner's country does."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from accounts.markings import Marking, check_marking, kept_by_follower
from accounts.models import Audience, Officer
from accounts.models.marking import Tlp
from accounts.sharing import overtaken, share_rows
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import IcseError
from series import blobs
from series.actions.changes import note_change
from series.actions.rights import require_contribution, require_own
from series.models import Change, Item, Placement, Series

#: At once; each is a row to lock.
MOST_SHARED = 1000
_OWN_SERIES = "Only officers of the country that owns the series may say how it is shared."
_OWN_ITEM = "Only officers of the country that uploaded a file may say how it is shared."


@action
def share_series(
    *, series: Series, audience: Audience, marking: Marking, items: Iterable[Item] = (), by: Officer
) -> Series:
    """Show a series to this audience, with this marking; ``items`` of the own country follow, and lose no restriction.

    What is asked about the series is not looked at here: ``forum.actions.share_series_and_threads`` does both.

    :raises NotAllowed: it is another country's, or one of the audiences may only be looked at.
    :raises IcseError: the marking does not fit the audience, or an item is not in the series.
    :raises Conflict: a colleague has just shared it with another audience.
    """
    require_sharer(series, by)
    require_contribution(audience.pk)
    check_marking(marking, audience)
    followers = _placed(series, items, audience)
    before = series.audience_id
    if before != audience.pk or Marking.of(series) != marking:
        if not share_rows(Series.objects.filter(pk=series.pk), before, audience, marking):
            raise overtaken()
        audit.record("series.shared", on=series, before=before, **shared_facts(audience, marking))
        _note_sharing(series, before, audience, marking, by)
        if before == audience.pk:
            events.publish("series.changed", objects=[series.pk], audiences=[before])
        else:
            events.publish_moved("series", keys=[series.pk], before=before, after=audience.pk)
    for kept, those in _by_marking(followers, marking).items():
        share_items(items=those, audience=audience, marking=kept, by=by)
    return Series.objects.select_related("audience").get(pk=series.pk)


@action
def share_item(*, item: Item, audience: Audience, marking: Marking, by: Officer) -> Item:
    """Show one item to this audience, with this marking. For a file that repeats another one: that one, and this.

    :raises NotAllowed: it is another country's, or one of the audiences may only be looked at.
    :raises IcseError: the marking does not fit the audience.
    :raises Conflict: a colleague has just shared it with another audience.
    """
    share_items(items=[item], audience=audience, marking=marking, by=by)
    return Item.objects.select_related("audience").get(pk=item.pk)


@action
def share_items(*, items: Iterable[Item], audience: Audience, marking: Marking, by: Officer) -> int:
    """Show items to this audience, with this marking; uploads that repeat them follow. Return how many there were.

    :raises NotAllowed: as ``share_item``.
    :raises IcseError: as ``share_item``, or they are too many.
    :raises Conflict: as ``share_item``.
    """
    wanted = originals(items)
    if len(wanted) > MOST_SHARED:
        raise IcseError(f"Share {MOST_SHARED} files at most at a time.")
    require_item_sharer(wanted, by)
    require_contribution(audience.pk)
    check_marking(marking, audience)
    changing = [one for one in wanted if one.audience_id != audience.pk or Marking.of(one) != marking]
    for before, keys in _held(changing).items():
        _share(keys, before, audience, marking)
    return len(wanted)


def require_sharer(series: Series, by: Officer) -> None:
    """Go on only if the officer may say how this series is shared.

    :raises NotAllowed: it is another country's, or its audience may only be looked at.
    """
    require_own(series, by, _OWN_SERIES)
    require_contribution(series.audience_id)


def require_item_sharer(items: Iterable[Item], by: Officer) -> None:
    """Go on only if the officer may say how each of these items is shared.

    :raises NotAllowed: one is another country's, or its audience may only be looked at.
    """
    audiences = set()
    for item in items:
        require_own(item, by, _OWN_ITEM)
        audiences.add(item.audience_id)
    for audience_id in audiences:
        require_contribution(audience_id)


def originals(items: Iterable[Item]) -> list[Item]:
    """Return each item once; for a repeated upload the item that it repeats, as far as the actor sees that."""
    given = list(items)
    repeated = Item.objects.select_related("audience").in_bulk(
        [one.duplicate_of_id for one in given if one.duplicate_of_id is not None]
    )
    kept = [repeated.get(one.duplicate_of_id, one) if one.duplicate_of_id else one for one in given]
    return list({one.pk: one for one in kept}.values())


def repetitions(keys: Iterable[UUID], audience_id: int) -> QuerySet[Item]:
    """Return the uploads that repeat these items for the same audience: they follow wherever those go."""
    return Item.objects.filter(
        duplicate_of__in=list(keys), audience_id=audience_id, state=Item.State.DUPLICATE
    ).order_by("pk")


def shared_facts(audience: Audience, marking: Marking) -> dict[str, str | int]:
    """Return what the record keeps of a change of sharing: keys and codes."""
    return {"audience": audience.pk, "tlp": marking.tlp, "handling": " ".join(marking.handling)}


def _note_sharing(series: Series, before: int, audience: Audience, marking: Marking, by: Officer) -> None:
    """Who it was shown to is told to the own country only; its marking everybody sees."""
    remarked = Marking.of(series) != marking
    shown = Series.objects.get(pk=series.pk)
    if before != audience.pk:
        note_change(shown, Change.What.SHARING, by, own=True)
    if remarked:
        note_change(shown, Change.What.MARKING, by)


def _by_marking(followers: Iterable[Item], marking: Marking) -> dict[Marking, list[Item]]:
    found: dict[Marking, list[Item]] = defaultdict(list)
    for item in originals(followers):
        found[kept_by_follower(item, marking)].append(item)
    return found


def _placed(series: Series, items: Iterable[Item], audience: Audience) -> list[Item]:
    wanted = list(items)
    keys = {item.pk for item in wanted}
    if Placement.objects.filter(series=series, item__in=keys).count() != len(keys):
        raise IcseError("Only files of this series can follow it.", field="items")
    if len(wanted) > MOST_SHARED:
        raise IcseError(f"Share {MOST_SHARED} files at most at a time.", field="items")
    if not audience.named_only and any(item.tlp == Tlp.RED for item in wanted):
        raise IcseError("A file marked TLP:RED stays with its named officers. Leave it out.", field="follow")
    return wanted


def _held(items: Sequence[Item]) -> dict[int, list[UUID]]:
    """Lock the rows and return their keys by audience.

    First the contents that workers may be busy with, as they do: else a worker and this could wait for each other.
    """
    blobs.lock_hashes(one.sha256 for one in items if one.state in (Item.State.RECEIVED, Item.State.WORKING))
    rows = Item.objects.filter(pk__in=[one.pk for one in items]).select_for_update().order_by("pk")
    found = dict(rows.values_list("pk", "audience_id"))
    by_audience: dict[int, list[UUID]] = defaultdict(list)
    for item in items:
        if found.get(item.pk) != item.audience_id:
            raise overtaken()
        by_audience[item.audience_id].append(item.pk)
    return by_audience


def _share(keys: list[UUID], before: int, audience: Audience, marking: Marking) -> None:
    shown_in = _series_with(keys)
    share_rows(Item.objects.filter(pk__in=keys), before, audience, marking)
    again = list(repetitions(keys, before).values_list("pk", flat=True))
    share_rows(Item.objects.filter(pk__in=again), before, audience, marking)
    moved = [*keys, *again]
    [one, *others] = moved
    listed = {"items": " ".join(map(str, moved))} if others else {}
    on = None if others else Item(pk=one)
    audit.record("item.shared", on=on, before=before, **shared_facts(audience, marking), **listed)
    if before == audience.pk:
        events.publish("item.changed", objects=moved, audiences=[before])
    else:
        events.publish_moved("item", keys=moved, before=before, after=audience.pk)
    for series_id, series_audience in shown_in:
        for side in (before, audience.pk):
            events.publish("series.changed", objects=[series_id], audiences=[series_audience, side])


def _series_with(keys: Sequence[UUID]) -> list[tuple[UUID, int]]:
    """Return the series that show these items, as far as the actor sees them, with their audiences."""
    placed = Placement.objects.filter(item__in=keys).order_by("series_id")
    return list(placed.values_list("series_id", "series_audience_id").distinct())
