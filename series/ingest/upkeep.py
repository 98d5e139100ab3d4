"""What a worker does for uploads: carries out a cancellation, takes back what failed, forgets what is too old."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from icse.core import audit
from icse.core.doors import acting_as_system
from icse.core.waking import wake
from series import blobs
from series.actions.items import INGEST, tell_progress
from series.actions.transfers import forget_bytes
from series.actions.uploads import tell_upload
from series.ingest.leases import OPEN_STATES
from series.models import Archive, Item, Transfer, Upload
from series.queries.uploads import PASSING, items_in
from series.removal import remove_if_orphan, remove_placements

_REASON: Final = "uploads"
_AT_ONCE: Final = 500
_DAY: Final = 24 * 3600.0
#: Rows of holdings that one sweep makes into one.
_MERGED_AT_ONCE: Final = 50_000


def settle(key: UUID) -> int:
    """Do what was asked of an upload. Return how many items it concerned."""
    with acting_as_system(_REASON):
        upload = Upload.objects.select_related("case").filter(pk=key).first()
    if upload is None:
        return 0
    return _cancel(upload) if upload.cancelled_at is not None else _retry(upload)


def to_settle() -> list[UUID]:
    """Return the uploads with something left to do, that a lost message did not tell of. Inside the system's door."""
    to_retry = Upload.objects.exclude(retry_asked_at=None).values_list("pk", flat=True)
    lately = Upload.objects.filter(cancelled_at__gt=Now() - timedelta(days=30)).values_list("pk", flat=True)
    unfinished = Item.objects.filter(upload__in=list(lately), state__in=OPEN_STATES).values_list("upload", flat=True)
    sending = Transfer.objects.filter(upload__in=list(lately)).values_list("upload_id", flat=True)
    return sorted({*to_retry, *filter(None, unfinished), *sending})


def forget_old() -> int:
    """Remove transfers past their end with their bytes, and bytes that no row names. Return how many files went."""
    with acting_as_system(_REASON):
        old = list(Transfer.objects.filter(expires_at__lt=Now()).values_list("pk", flat=True)[:_AT_ONCE])
        Transfer.objects.filter(pk__in=old, expires_at__lt=Now()).delete()
        kept = set(Transfer.objects.filter(state=Transfer.State.OPEN).values_list("pk", flat=True))
    for key in set(old) - kept:
        forget_bytes(key)
    return len(set(old) - kept) + _forget_orphans("transfers", kept)


def forget_archives() -> int:
    """Remove bytes of archives that are settled or that no row names. Return how many files went."""
    with acting_as_system(_REASON):
        waiting = Archive.objects.filter(state__in=(Archive.State.RECEIVED, Archive.State.WORKING))
        kept = set(waiting.values_list("pk", flat=True))
    return _forget_orphans("archives", kept)


def merge_holdings() -> int:
    """Make one row of the many in which a country's bytes are counted. Return how many rows went."""
    with acting_as_system(_REASON), connection.cursor() as cursor:
        cursor.execute("SELECT icse_merge_holdings(%s)", [_MERGED_AT_ONCE])
        return int(cursor.fetchone()[0])


def _forget_orphans(kind: str, kept: set[UUID]) -> int:
    """A file comes before its row, so only what has lain for a day is looked at."""
    gone = 0
    for key, path in list(blobs.waiting_files(kind, _DAY)):
        if key not in kept:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _cancel(upload: Upload) -> int:
    """Remove what is not settled. Its transfers go with their bytes; archives that wait end refused when claimed."""
    with acting_as_system(_REASON):
        sending = list(Transfer.objects.filter(upload=upload).values_list("pk", flat=True))
        Transfer.objects.filter(pk__in=sending).delete()
        waiting = list(items_in(upload).filter(state__in=OPEN_STATES).values_list("pk", "sha256"))
    for key in sending:
        forget_bytes(key)
    removed = [sha256 for key, sha256 in waiting if _remove(key, sha256)]
    with acting_as_system(_REASON):
        tell_upload(upload)
    # Only now: how long a large file takes to go must not tell whether another country holds it too.
    for sha256 in dict.fromkeys(removed):
        with acting_as_system(_REASON):
            remove_if_orphan(sha256)
    return len(removed)


def _remove(key: UUID, sha256: str) -> bool:
    """Remove one item unless it was settled meanwhile.

    What was found to repeat it has no original any more, and is taken in itself.
    """
    with acting_as_system(_REASON):
        blobs.lock_hashes([sha256])
        item = Item.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key, state__in=OPEN_STATES).first()
        if item is None:
            return False
        _again(Item.objects.filter(duplicate_of=item))
        audit.record("item.withdrawn", on=item, size=item.size)
        remove_placements([item.pk])
        item.delete()
        return True


def _retry(upload: Upload) -> int:
    """Take back the items that were refused for a passing reason."""
    with acting_as_system(_REASON):
        failed = items_in(upload).filter(state=Item.State.REFUSED, reason_code__in=PASSING)
        number = _again(failed.order_by("pk"))
        Upload.objects.filter(pk=upload.pk).update(retry_asked_at=None)
        tell_upload(upload)
    return number


def _again(items: QuerySet[Item]) -> int:
    """Make items wait for ingest once more, as if they had just come."""
    found = list(items.select_related("case"))
    Item.objects.filter(pk__in=[item.pk for item in found]).update(
        state=Item.State.RECEIVED,
        stage="",
        reason_code="",
        reason="",
        duplicate_of=None,
        attempt=0,
        lease_until=None,
        settled_at=None,
    )
    for item in found:
        tell_progress(item)
    return len(found)


def wake_all(task: str, keys: Iterable[UUID]) -> int:
    """Send a task for each; while the broker is away, the first failure speaks for all. Return how many were sent."""
    sent = 0
    for key in keys:
        if not wake(task, key):
            break
        sent += 1
    return sent


def wake_ingest(upload: UUID) -> int:
    """Wake workers for what waits in an upload."""
    with acting_as_system(_REASON):
        waiting = Item.objects.filter(Q(upload=upload), state=Item.State.RECEIVED, lease_until=None)
        keys = list(waiting.values_list("pk", flat=True)[:_AT_ONCE])
    return wake_all(INGEST, keys)
