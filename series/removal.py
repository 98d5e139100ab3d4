"""Taking away what a stone orders: rows first, in one transaction; then bytes, under the content's lock.

For workers: inside the system's transaction. What the forum hangs on items goes before (``forum.removal``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import F, Min, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from icse.core import audit, events
from series import blobs
from series.models import BlindHit, Item, Media, Placement, Stone, Upload
from series.models.blind import today


@dataclass(frozen=True)
class Doomed:
    """What goes: the item with the uploads that repeat it, and later repetitions, which are read anew."""

    items: tuple[Item, ...]
    later: tuple[UUID, ...]

    @property
    def keys(self) -> list[UUID]:
        """The keys of what goes."""
        return [one.pk for one in self.items]


def doomed_by(stone: Stone) -> Doomed:
    """Lock what a stone orders to be removed, contents before rows; inside the system's transaction."""
    sha256 = Item.objects.values_list("sha256", flat=True).filter(pk=stone.item_key).first()
    if sha256 is None:
        return Doomed((), ())
    blobs.lock_hashes([sha256])
    rows = list((_own(stone) | _repeating(stone)).select_for_update().order_by("pk"))
    # What was sent after the stone was laid is meant to stay.
    later = tuple(one.pk for one in rows if one.pk != stone.item_key and one.created_at > stone.created_at)
    return Doomed(tuple(one for one in rows if one.pk not in later), later)


def remove_rows(stone: Stone, doomed: Doomed) -> None:
    """Remove items with all that names them, tell who saw them, and write down that it is done."""
    for audience in sorted({one.audience_id for one in doomed.items}):
        gone = [one.pk for one in doomed.items if one.audience_id == audience]
        events.publish("item.gone", objects=gone, audiences=[audience])
    _expect_no_more(doomed.items)
    Item.objects.filter(pk__in=doomed.later).update(
        state=Item.State.RECEIVED, stage="", duplicate_of=None, attempt=0, lease_until=None, settled_at=None
    )
    remove_placements(doomed.keys)
    told_on = _day_of_telling(doomed.keys)
    # The other side's line goes with its hidden part: it would stand for nothing.
    BlindHit.objects.filter(other__item__in=doomed.keys).delete()
    Item.objects.filter(pk__in=doomed.keys).delete()
    _remove_media({one.sha256 for one in doomed.items})
    Stone.objects.filter(pk=stone.pk).update(removed_at=timezone.now(), told_on=told_on)
    audit.record("item.removed", on=stone, items=len(doomed.items), told=told_on is not None)


def _expect_no_more(items: Sequence[Item]) -> None:
    """Count files that go out of their uploads: or these would say that they were never sent."""
    for one in items:
        if one.upload is not None and one.archive_id is None:
            sent = Upload.objects.filter(pk=one.upload, case=one.case_id, expected_files__gt=0)
            size = Greatest(F("expected_bytes") - one.size, 0)
            sent.update(expected_files=F("expected_files") - 1, expected_bytes=size)


def remove_placements(items: Sequence[UUID]) -> None:
    """Take items that go out of every series, and tell who saw them there."""
    placed = Placement.objects.filter(item__in=items)
    rows = placed.order_by("series_id").values_list("series_id", "series_audience_id", "item_audience_id").distinct()
    for key, *audiences in rows:
        events.publish("series.changed", objects=[key], audiences=audiences)
    placed.delete()


def remove_if_orphan(sha256: str) -> bool:
    """Remove the bytes and previews of a content that no item names any more. Return whether they went.

    Holds the content's lock: a request that is just taking the same content comes before or after, not between.
    """
    blobs.lock_hashes([sha256])
    if Item.objects.filter(sha256=sha256).exists():
        return False
    blobs.remove(sha256)
    audit.record("blob.removed")
    return True


def unfinished() -> QuerySet[Stone]:
    """Return the stones whose items are still there, the oldest first."""
    return Stone.objects.filter(removed_at=None).order_by("pk")


def _own(stone: Stone) -> QuerySet[Item]:
    return Item.objects.filter(pk=stone.item_key)


def _repeating(stone: Stone) -> QuerySet[Item]:
    return Item.objects.filter(duplicate_of=stone.item_key, state=Item.State.DUPLICATE)


def _day_of_telling(items: Sequence[UUID]) -> date | None:
    """Return when a hidden match of these was told within the budget, so that deleting gives no place back."""
    told = BlindHit.objects.filter(item__in=items, is_counted=True, told_on__lte=today())
    return cast(date | None, told.aggregate(first=Min("told_on"))["first"])


def _remove_media(hashes: set[str]) -> None:
    """Remove contents that no item has any more, with their fingerprints; the index follows by itself."""
    for media in Media.objects.filter(sha256__in=hashes):
        if not Item.objects.filter(media=media).exists():
            media.delete()
