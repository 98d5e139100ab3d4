"""What a deletion takes: crops, requests, the item's rows; then files that nobody names. For workers, as the system."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction

from forum import crops
from forum.actions.news import announce
from forum.models import Crop, CropSource, Request, RequestWord
from icse.core.waking import wake
from series import blobs
from series.actions.items import INGEST
from series.models import Stone
from series.removal import Doomed, doomed_by, remove_rows


@dataclass(frozen=True)
class Leftovers:
    """What may be on the disk without a name after the rows went: contents, and files of crops."""

    contents: frozenset[str]
    crops: frozenset[str]


def remove_all(stone_id: UUID) -> Leftovers | None:
    """Remove the rows that a stone orders to be removed; None when that is done. May be repeated after a crash."""
    stone = Stone.objects.select_for_update(no_key=True).filter(pk=stone_id, removed_at=None).first()
    if stone is None:
        return None
    doomed = doomed_by(stone)
    cut = _remove_crops(doomed.keys)
    _detach_requests(doomed.keys)
    remove_rows(stone, doomed)
    transaction.on_commit(partial(_wake, doomed))
    return Leftovers(frozenset(one.sha256 for one in doomed.items), frozenset(cut))


def remove_crop_if_orphan(sha256: str) -> bool:
    """Remove a crop's file that no crop names. Return whether it went. Holds the lock that who cuts takes too."""
    blobs.lock_hashes([sha256])
    if Crop.objects.filter(sha256=sha256).exists():
        return False
    crops.crop_path(sha256).unlink(missing_ok=True)
    return True


def _remove_crops(items: Sequence[UUID]) -> set[str]:
    """Remove the crops that were made of these, and return the names of their files."""
    sources = list(CropSource.objects.select_related("crop__thread").filter(item__in=items).order_by("pk"))
    CropSource.objects.filter(pk__in=[one.pk for one in sources]).delete()
    Crop.objects.filter(pk__in=[one.crop_id for one in sources]).delete()
    for thread in {one.crop.thread_id: one.crop.thread for one in sources}.values():
        announce(thread, "thread.changed")
    return {one.crop.sha256 for one in sources if one.crop.sha256}


def _detach_requests(items: Sequence[UUID]) -> None:
    """Make what was asked about them like requests that reach nobody: the asker's copy says nothing new."""
    received = list(Request.objects.filter(item__in=items).values_list("pk", flat=True))
    RequestWord.objects.filter(request__in=received).update(audience=None)
    Request.objects.filter(pk__in=received).update(item=None, audience=None, object_audience=None)


def _wake(doomed: Doomed) -> None:
    for key in doomed.later:
        wake(INGEST, key)
