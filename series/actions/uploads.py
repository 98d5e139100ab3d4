"""An upload: opened for a case, its files taken, cancelled, tried again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.markings import UNMARKED, Marking, check_marking
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.ids import uuid7
from icse.core.waking import wake
from series import blobs
from series.actions.items import receive_item
from series.actions.rights import require_contribution
from series.models import Archive, Case, Item, SkippedFile, Upload
from series.queries.known import OfferedFile, known_files
from series.queries.uploads import items_in
from series.uploads import ReceivedFile, clean_name, clean_path

EXPAND: Final = "series.tasks.expand"
SETTLE: Final = "series.tasks.settle_upload"
CANCELLED: Final = "This upload was cancelled. Begin another one."
MOST_COMPARED: Final = 1000
_MOST_FILES: Final = 10**7
_MOST_BYTES: Final = 2**53
#: How a ZIP file begins; the second is one without any member.
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")


@action
def open_upload(
    *,
    case: Case,
    audience: Audience,
    nature: str = Item.Nature.CONTENT,
    marking: Marking = UNMARKED,
    files: int = 0,
    size: int = 0,
    by: Officer,
) -> Upload:
    """Open an upload for files of a case.

    :param files: how many the sender means to send, and ``size`` their bytes; 0 where that is not known.
    :raises NotAllowed: the audience may not be contributed to.
    :raises IcseError: the case is another country's, the nature is unknown, or the marking does not fit.
    """
    require_contribution(audience.pk)
    if case.country_id != by.country_id:
        raise IcseError("Name a case of your own country.", field="national_reference")
    if nature not in Item.Nature.values:
        raise IcseError("Choose content or context.", field="nature")
    check_marking(marking, audience)
    upload = Upload(
        audience_id=case.audience_id,
        files_audience=audience,
        case=case,
        nature=nature,
        expected_files=min(files, _MOST_FILES),
        expected_bytes=min(size, _MOST_BYTES),
        **marking.columns,
        **owner_fields(by),
    )
    upload.save(force_insert=True)
    audit.record("upload.opened", on=upload)
    tell_upload(upload)
    return upload


@action
def expect_more(*, upload: Upload, files: int, size: int, by: Officer) -> None:
    """Note that the sender adds files to an upload.

    :raises NotAllowed: it is another unit's.
    :raises Conflict: it was cancelled.
    """
    require_open(upload, by)
    Upload.objects.filter(pk=upload.pk).update(
        expected_files=F("expected_files") + min(files, _MOST_FILES),
        expected_bytes=F("expected_bytes") + min(size, _MOST_BYTES),
    )
    tell_upload(upload)


@action
def take_file(*, received: ReceivedFile, upload: Upload, name: str, path: str = "", by: Officer) -> Item | Archive:
    """Take a whole file into an upload: a ZIP file to be expanded, anything else as an item.

    :raises NotAllowed: the upload is another unit's, or its audience may not be contributed to.
    :raises Conflict: it was cancelled.
    """
    require_open(upload, by)
    with received.path.open("rb") as file:
        begins = file.read(4)
    if begins in _ZIP:
        return _keep_archive(received, upload, name, path, by)
    return receive_item(
        received=received,
        case=upload.case,
        audience=upload.files_audience,
        name=name,
        path=path,
        upload=upload.pk,
        nature=upload.nature,
        marking=Marking.of(upload),
        by=by,
    )


@dataclass(frozen=True)
class Skipped:
    """Why files of one content need not travel, and how many of them were noted on the upload now."""

    why: str
    noted: int


@action
def skip_known(*, upload: Upload, offered: Iterable[OfferedFile], by: Officer) -> dict[str, Skipped]:
    """Say which of the sender's files are known here, and note on the upload that they do not travel.

    What this upload has already, at the same place, is not noted again: its sender chose the same folder once more.

    :returns: SHA-256 to where it is known from. Nothing else is told by a hash alone.
    :raises NotAllowed: it is another unit's.
    :raises Conflict: it was cancelled.
    """
    require_open(upload, by)
    files = list(offered)
    known = known_files(upload, files)
    rows = _not_noted_yet(upload, [_skipped(upload, file, known, by) for file in files if file.sha256 in known])
    SkippedFile.objects.bulk_create(rows, ignore_conflicts=True)
    audit.record("upload.compared", on=upload, asked=len(files), known=sum(file.sha256 in known for file in files))
    if rows:
        tell_upload(upload)
    noted = Counter(row.sha256 for row in rows)
    return {sha256: Skipped(why, noted[sha256]) for sha256, why in known.items()}


def _skipped(upload: Upload, file: OfferedFile, known: dict[str, str], by: Officer) -> SkippedFile:
    return SkippedFile(
        upload=upload,
        audience_id=upload.audience_id,
        files_audience_id=upload.files_audience_id,
        name=clean_name(file.name),
        path=clean_path(file.path or file.name),
        size=file.size,
        sha256=file.sha256,
        why=known[file.sha256],
        **owner_fields(by),
    )


def _not_noted_yet(upload: Upload, rows: Sequence[SkippedFile]) -> list[SkippedFile]:
    """Leave out what stands on the upload already: as a file of it, or as one that need not travel."""
    asked = {row.sha256 for row in rows}
    if not asked:
        return []
    sent = items_in(upload).filter(sha256__in=asked).values_list("sha256", "path")
    there = set(sent.union(SkippedFile.objects.filter(upload=upload, sha256__in=asked).values_list("sha256", "path")))
    return list({(row.sha256, row.path): row for row in rows if (row.sha256, row.path) not in there}.values())


@action
def cancel_upload(*, upload: Upload, by: Officer) -> None:
    """End an upload: what is not ingested yet is removed by a worker; what is settled stays.

    :raises NotAllowed: it is another unit's.
    :raises Conflict: it was cancelled already.
    """
    require_open(upload, by)
    Upload.objects.filter(pk=upload.pk).update(cancelled_at=Now())
    audit.record("upload.cancelled", on=upload)
    tell_upload(upload)
    transaction.on_commit(partial(wake, SETTLE, upload.pk))


@action
def retry_upload(*, upload: Upload, by: Officer) -> None:
    """Have a worker try again what failed for a passing reason (``series.queries.uploads.PASSING``).

    :raises NotAllowed: it is another unit's.
    :raises Conflict: it was cancelled.
    """
    require_open(upload, by)
    Upload.objects.filter(pk=upload.pk).update(retry_asked_at=Now())
    audit.record("upload.retried", on=upload)
    tell_upload(upload)
    transaction.on_commit(partial(wake, SETTLE, upload.pk))


def require_open(upload: Upload, by: Officer) -> None:
    """Go on only if the officer's unit may still do something to it. The row is held until the transaction ends.

    :raises NotAllowed: it is another unit's.
    :raises Conflict: it was cancelled.
    """
    if upload.unit_id != by.unit_id:
        raise NotAllowed("This upload is another unit's of your country. You may look at it.")
    held = Upload.objects.select_for_update(no_key=True).filter(pk=upload.pk, cancelled_at=None)
    if not held.values_list("pk", flat=True).first():
        raise Conflict(CANCELLED)


def tell_upload(upload: Upload) -> None:
    """Tell the pages of the own country."""
    events.publish("upload.progressed", objects=[upload.pk], audiences=[upload.audience_id, upload.files_audience_id])


def _keep_archive(received: ReceivedFile, upload: Upload, name: str, path: str, by: Officer) -> Archive:
    require_contribution(upload.files_audience_id)
    digests = received.digests
    archive = Archive(
        id=uuid7(),
        upload=upload,
        audience_id=upload.audience_id,
        files_audience_id=upload.files_audience_id,
        name=clean_name(name),
        path=clean_path(path),
        size=digests.size,
        sha256=digests.sha256,
        sha1=digests.sha1,
        md5=digests.md5,
        **owner_fields(by),
    )
    blobs.keep_archive(received.path, archive.pk)
    archive.save(force_insert=True)
    audit.record("archive.received", on=archive, size=archive.size)
    tell_upload(upload)
    transaction.on_commit(partial(wake, EXPAND, archive.pk))
    return archive
