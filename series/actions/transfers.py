"""One file sent in pieces: begun, gone on with, whole, given up."""

import os
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Officer
from accounts.models.owned import owner_fields
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import IcseError, TooOften
from series import blobs
from series.actions.limits import require_share
from series.actions.rights import require_contribution
from series.actions.turns import in_turn
from series.actions.uploads import require_open, take_file, tell_upload
from series.models import Archive, Item, Transfer, Upload
from series.receiving.partial import Hashes, memory
from series.uploads import ReceivedFile, clean_name, clean_path

#: Unfinished ones of one officer at a time.
MOST_OPEN = 1000
_GIGABYTE = 1 << 30


class TooLarge(IcseError):
    """The file is over the limit of what is sent in pieces."""

    status = 413

    def __init__(self) -> None:
        gigabytes = settings.MAX_TRANSFER_BYTES / 1024**3
        super().__init__(f"The file is larger than the limit of {gigabytes:g} GB.", field="size")


class NoRoom(IcseError):
    """The disk would be full."""

    status = 507

    def __init__(self) -> None:
        super().__init__("There is no room for this file on the service's disk. Tell your administrator.")


@action
def begin_transfer(*, upload: Upload, name: str, path: str = "", size: int, sha256: str = "", by: Officer) -> Transfer:
    """Begin to receive a file of so many bytes.

    :raises NotAllowed: the upload is another unit's, or its audience may not be contributed to.
    :raises Conflict: the upload was cancelled.
    :raises TooLarge: it is over the limit.
    :raises NoRoom: it does not fit on the disk.
    :raises OverShare: the country would hold more than its share.
    :raises TooOften: too many are unfinished.
    """
    require_open(upload, by)
    require_contribution(upload.files_audience_id)
    if size > settings.MAX_TRANSFER_BYTES:
        raise TooLarge
    require_room(size)
    in_turn(f"transfers of {by.pk}")
    if Transfer.objects.filter(officer=by, state=Transfer.State.OPEN).count() >= MOST_OPEN:
        raise TooOften(f"You have {MOST_OPEN} unfinished files. Finish some, or cancel their uploads.")
    transfer = Transfer(
        upload=upload,
        audience_id=upload.audience_id,
        files_audience_id=upload.files_audience_id,
        name=clean_name(name),
        path=clean_path(path),
        size=size,
        sha256=sha256,
        expires_at=new_end(),
        **owner_fields(by),
    )
    transfer.save(force_insert=True)
    require_share(transfer.country_id)
    audit.record("transfer.begun", on=transfer, size=size)
    tell_upload(upload)
    return transfer


@action
def note_received(*, transfer: Transfer, received: int, by: Officer) -> bool:
    """Write how much is safely on the disk. Return False when the transfer is no longer there."""
    mine = Transfer.objects.filter(pk=transfer.pk, officer=by, state=Transfer.State.OPEN)
    transfer.received, transfer.expires_at = received, new_end()
    if not mine.update(received=received, expires_at=transfer.expires_at):
        return False
    tell_upload(transfer.upload)
    return True


@action
def finish_transfer(*, transfer: Transfer, path: Path, hashes: Hashes, by: Officer) -> Item | Archive:
    """Take the whole file into its upload, and return the item or archive that it became.

    Its bytes get a second name, so that they are still there to go on with if this is undone.

    :raises NotAllowed: the upload is another unit's, or its audience may not be contributed to.
    :raises Conflict: the upload was cancelled.
    """
    mine = Transfer.objects.filter(pk=transfer.pk)
    # First: what was announced counts in the country's share no more, and what came of it does.
    mine.update(state=Transfer.State.DONE.value, received=transfer.size)
    link = blobs.incoming_folder() / uuid4().hex
    os.link(path, link)
    received = ReceivedFile(link, transfer.name, hashes.digests())
    try:
        taken = take_file(received=received, upload=transfer.upload, name=transfer.name, path=transfer.path, by=by)
    finally:
        received.close()
    kind = "item_key" if isinstance(taken, Item) else "archive_key"
    mine.update(**{kind: taken.pk})
    transfer.state, transfer.received = Transfer.State.DONE.value, transfer.size
    setattr(transfer, kind, taken.pk)
    for key in [transfer.pk, *_begun_in_vain(transfer, by)]:
        transaction.on_commit(partial(forget_bytes, key))
    return taken


@action
def drop_transfer(*, transfer: Transfer, by: Officer) -> None:
    """Give up a transfer; its bytes go. What came of one that is whole stays."""
    Transfer.objects.filter(pk=transfer.pk, officer=by).delete()
    audit.record("transfer.dropped", on=transfer)
    tell_upload(transfer.upload)
    transaction.on_commit(partial(forget_bytes, transfer.pk))


def _begun_in_vain(transfer: Transfer, by: Officer) -> list[UUID]:
    """Remove what the sender began of the same file before and never heard the address of. Return the keys."""
    if not transfer.sha256:
        return []
    same = {"sha256": transfer.sha256, "path": transfer.path, "size": transfer.size}
    others = Transfer.objects.filter(upload=transfer.upload, officer=by, state=Transfer.State.OPEN, **same)
    keys = list(others.values_list("pk", flat=True))
    Transfer.objects.filter(pk__in=keys).delete()
    return keys


def require_room(size: int) -> None:
    """Go on only if so many bytes fit, and KEEP_FREE_BYTES stay free. Raises NoRoom.

    Room is counted in whole gigabytes: the refusal of one size and not of the next would tell how much others send.
    """
    if blobs.free_bytes() // _GIGABYTE * _GIGABYTE < size + settings.KEEP_FREE_BYTES:
        raise NoRoom


def new_end() -> datetime:
    """Return until when an unfinished transfer is kept, counted from now."""
    return timezone.now() + timedelta(days=settings.TRANSFER_DAYS)


def forget_bytes(key: UUID) -> None:
    """Remove what is on the disk of a transfer."""
    blobs.transfer_path(key).unlink(missing_ok=True)
    memory.take(key, -1)
