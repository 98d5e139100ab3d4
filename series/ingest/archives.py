"""Expanding an archive: each member becomes an item, or a refusal with its reason; never a name on the disk.

Each member is settled in one short transaction, together with the count of those before it. So a worker that is killed
leaves no member half taken, and the next attempt goes on behind the last one.
"""

import errno
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Greatest, Now

from accounts.markings import Marking
from icse.core import audit
from icse.core.doors import acting_as_system
from icse.core.errors import IcseError
from icse.core.ids import uuid7
from icse.core.waking import wake
from series import blobs
from series.actions.items import keep_item
from series.actions.limits import OverShare, require_share
from series.actions.uploads import EXPAND, tell_upload
from series.ingest import zips
from series.ingest.zips import BadArchive, Member
from series.models import Archive, Item, Upload
from series.queries.uploads import ONE_FILE
from series.uploads import FileTooLarge, IncomingFile, ReceivedFile, clean_name, clean_path

log = structlog.get_logger()

#: An archive in an archive is expanded; what is in that one and is an archive again is not.
DEEPEST: Final = 2
#: From so many bytes on, a member may be so many times as large as it is packed.
GROWN: Final = 16 << 20
MOST_GROWTH: Final = 200
#: Names of refused members that are kept; of all there is the number.
NAMED: Final = 500
_LEASE: Final = timedelta(minutes=2)
#: After so many seconds a worker lets others' files go before the rest of an archive.
_SLICE: Final = 20.0
#: Puts those who claim archives of one country in order, until their transactions end.
_LOCK: Final = "SELECT pg_advisory_xact_lock(7243007, hashtext(%s))"
_MAY: Final = "SELECT %s = ANY (icse_audiences_of(%s, 'contribute_audience'))"
_REASON: Final = "archives"
_OPEN: Final = (Archive.State.RECEIVED, Archive.State.WORKING)
_FREE: Final = Q(lease_until=None) | Q(lease_until__lt=Now())
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
GAVE_UP: Final = ("gave_up", "The service could not expand this archive, several times over. Upload it again.")
TOO_MUCH: Final = "This archive, with those in it, holds more than is taken at once. Unpack it in parts."
OVER_SHARE: Final = "over_share"
NOT_ALLOWED: Final = ("not_allowed", "Who sent this archive may not contribute to its audience any more.")
CANCELLED: Final = ("cancelled", "The upload was cancelled before this archive was expanded.")


class OverBudget(BadArchive):
    """The outermost archive holds too much: what is left of it is not looked at."""


class Lost(Exception):
    """Another worker has the archive, or its upload was cancelled."""


def expand(key: UUID) -> bool:
    """Make one attempt at an archive, or a slice of it. Return False when there was nothing to do or it was lost.

    One archive of a country at a time, so that who sends many leaves workers to the others.
    """
    archive = _claim(key)
    if archive is None:
        return False
    try:
        return _attempt(archive)
    finally:
        for other in _next_of(archive.country_id):
            wake(EXPAND, other)


def _attempt(archive: Archive) -> bool:
    try:
        with blobs.archive_path(archive.pk).open("rb") as file:
            _expand(archive, file)
    except BadArchive as bad:
        _settle(archive, Archive.State.REFUSED, bad.code, bad.sentence)
    except OverShare as over:
        _settle(archive, Archive.State.REFUSED, OVER_SHARE, over.message)
    except Lost:
        return False
    except (OSError, MemoryError, IcseError) as error:
        log.error("archive.attempt_lost", archive=str(archive.pk), error=type(error).__name__)
        return False
    return True


def _next_of(country: str) -> list[UUID]:
    """Return the country's next archive; its message may have come while this one was worked on."""
    with acting_as_system(_REASON):
        rows = Archive.objects.filter(country=country, state__in=_OPEN).filter(_FREE).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:1])


def lost_or_waiting(seconds: float) -> list[UUID]:
    """Return of each country the first archive that a dead worker or an empty broker lost. Inside the system's door."""
    waited = Q(lease_until=None, created_at__lt=Now() - timedelta(seconds=seconds))
    rows = Archive.objects.filter(state__in=_OPEN).filter(waited | Q(lease_until__lt=Now()))
    return list(rows.order_by("country_id", "pk").distinct("country_id").values_list("pk", flat=True))


def _claim(key: UUID) -> Archive | None:
    with acting_as_system(_REASON):
        country = Archive.objects.filter(pk=key).values_list("country_id", flat=True).first()
        if country is None or _is_busy(country):
            return None
        free = Archive.objects.filter(pk=key, state__in=_OPEN).filter(_FREE)
        archive = free.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if archive is None:
            return None
        archive = Archive.objects.select_related("upload__case", "upload__files_audience").get(pk=key)
        if archive.upload.cancelled_at is not None:
            _end(archive, Archive.State.REFUSED, *CANCELLED)
            return None
        if archive.attempt >= settings.INGEST_MAX_ATTEMPTS:
            _end(archive, Archive.State.REFUSED, *GAVE_UP)
            return None
        archive.attempt += 1
        Archive.objects.filter(pk=key).update(
            attempt=archive.attempt, state=Archive.State.WORKING, lease_until=Now() + _LEASE
        )
        archive.state = Archive.State.WORKING
        return archive


def _is_busy(country: str) -> bool:
    """Tell whether a worker expands an archive of this country; nobody else claims one before this claim ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [country])
    return Archive.objects.filter(country=country, state=Archive.State.WORKING, lease_until__gte=Now()).exists()


def _expand(archive: Archive, file: IO[bytes]) -> None:
    until = time.monotonic() + _SLICE
    members = zips.members_of(file, settings.MAX_ARCHIVE_ENTRIES)
    if zips.is_of_another_kind(members):
        _take_whole(archive)
        return
    for member in members[archive.next_entry :]:
        if member.is_folder:
            continue
        _take(archive, file, member)
        if time.monotonic() > until:
            _give_back(archive)
            return
    _settle(archive, Archive.State.READY)


def _give_back(archive: Archive) -> None:
    """Let the rest wait behind what others have sent meanwhile; the attempt was not lost and does not count."""
    with _held(archive):
        Archive.objects.filter(pk=archive.pk).update(
            state=Archive.State.RECEIVED, lease_until=None, attempt=F("attempt") - 1
        )


def _take(archive: Archive, file: IO[bytes], member: Member) -> None:
    """Settle one member: unpacked outside any transaction, then written in one."""
    try:
        received = _unpack(archive, file, member)
    except OverBudget:
        raise
    except BadArchive as bad:
        with _held(archive):
            _refuse(archive, member, bad)
        return
    try:
        with closing(received), _held(archive):
            _take_received(archive, member, received)
    except OverShare as over:
        with _held(archive):
            _refuse(archive, member, BadArchive(OVER_SHARE, over.message, cost=received.digests.size))


def _take_received(archive: Archive, member: Member, received: ReceivedFile) -> None:
    _require_contribution(archive)
    if _is_archive(received.path) and not _is_one_file(received.path):
        _take_inner(archive, member, received)
    else:
        _take_item(archive, member, received)


def _unpack(archive: Archive, file: IO[bytes], member: Member) -> ReceivedFile:
    """Return a member's bytes in ``incoming``.

    :raises BadArchive: it cannot be taken.
    """
    if member.is_special:
        raise BadArchive("not_a_file", "It is a link or something else that is no file.")
    left, renewed = _bytes_left(archive), time.monotonic()
    incoming = IncomingFile(member.name, settings.MAX_TRANSFER_BYTES)
    size = 0
    try:
        for piece in zips.unpacked(file, member):
            size += len(piece)
            if size > GROWN and size > MOST_GROWTH * max(member.packed, 1):
                raise BadArchive("grows_too_much", "It grows to far more than it is packed into.")
            if size > left:
                raise OverBudget(
                    "archive_too_large", "This archive holds more than is taken at once. Unpack it in parts."
                )
            incoming.write(piece)
            if time.monotonic() - renewed > _LEASE.total_seconds() / 4:
                _renew(archive)
                renewed = time.monotonic()
            _require_room()
    except FileTooLarge:
        raise BadArchive("too_large", "It is larger than the limit of one file.", cost=size) from None
    except BadArchive as bad:
        incoming.discard()
        bad.cost = size
        raise
    except BaseException:
        incoming.discard()
        raise
    return incoming.finish()


def _require_room() -> None:
    """Go on only while KEEP_FREE_BYTES stay free; else the attempt is lost. Raises OSError."""
    if blobs.free_bytes() < settings.KEEP_FREE_BYTES:
        raise OSError(errno.ENOSPC, "no room")


def _bytes_left(archive: Archive) -> int:
    """Return how much may still come of the outermost archive. With it, the number of members is bounded."""
    with acting_as_system(_REASON):
        top = archive.root_id or archive.pk
        sums = Archive.objects.filter(Q(pk=top) | Q(root=top)).aggregate(
            n=Sum(F("taken") + F("refused"), default=0), size=Sum("unpacked", default=0)
        )
    if sums["n"] >= settings.MAX_ARCHIVE_ENTRIES:
        raise OverBudget(
            "too_many_entries", "This archive holds more members than are taken at once. Unpack it in parts."
        )
    return int(settings.MAX_ARCHIVE_BYTES - sums["size"])


def _renew(archive: Archive) -> None:
    with acting_as_system(_REASON):
        if not _mine(archive).update(lease_until=Now() + _LEASE):
            raise Lost


def _take_item(archive: Archive, member: Member | None, received: ReceivedFile) -> None:
    upload = archive.upload
    inner = clean_path(member.name) if member else ""
    item = Item(
        audience_id=upload.files_audience_id,
        case=upload.case,
        upload=upload.pk,
        name=clean_name(member.name if member else archive.name),
        path=clean_path(f"{archive.path or archive.name}/{inner}") if member else archive.path,
        archive=archive if member else None,
        archive_entry=member.number if member else None,
        nature=upload.nature,
        country_id=archive.country_id,
        unit_id=archive.unit_id,
        officer_id=archive.officer_id,
        **Marking.of(upload).columns,
    )
    keep_item(item, received, freed=0 if member else archive.size)
    if member is not None:
        _note(archive, member, taken=F("taken") + 1, unpacked=F("unpacked") + received.digests.size)


def _take_inner(archive: Archive, member: Member, received: ReceivedFile) -> None:
    if archive.depth >= DEEPEST:
        words = "It is an archive in an archive in an archive. Unpack it first."
        _refuse(archive, member, BadArchive("nested_too_deep", words, cost=received.digests.size))
        return
    digests = received.digests
    inner = Archive(
        id=uuid7(),
        upload=archive.upload,
        audience_id=archive.audience_id,
        files_audience_id=archive.files_audience_id,
        name=clean_name(member.name),
        path=clean_path(f"{archive.path or archive.name}/{clean_path(member.name)}"),
        size=digests.size,
        sha256=digests.sha256,
        sha1=digests.sha1,
        md5=digests.md5,
        parent=archive,
        entry=member.number,
        root_id=archive.root_id or archive.pk,
        depth=archive.depth + 1,
        country_id=archive.country_id,
        unit_id=archive.unit_id,
        officer_id=archive.officer_id,
    )
    inner.save(force_insert=True)
    require_share(inner.country_id)
    blobs.keep_archive(received.path, inner.pk)
    audit.record("archive.received", on=inner, size=inner.size)
    # On the disk until it is expanded itself; so it counts as what is in it does.
    _note(archive, member, taken=F("taken") + 1, unpacked=F("unpacked") + digests.size)
    transaction.on_commit(partial(wake, EXPAND, inner.pk))


def _take_whole(archive: Archive) -> None:
    """Take a document or the like as the one file that it is."""
    path = blobs.archive_path(archive.pk)
    incoming = IncomingFile(archive.name, settings.MAX_TRANSFER_BYTES)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            incoming.write(piece)
    with closing(incoming.finish()) as received, _held(archive):
        _require_contribution(archive)
        _take_item(archive, None, received)
        archive.taken = 1
        _end(archive, Archive.State.READY, ONE_FILE, "This is one file that is only packed as an archive.")


def _refuse(archive: Archive, member: Member, bad: BadArchive) -> None:
    # What was unpacked in vain counts too: all members of a list may name the same bytes.
    columns: dict[str, object] = {"refused": F("refused") + 1, "unpacked": F("unpacked") + bad.cost}
    if len(archive.refused_names) < NAMED:
        archive.refused_names.append(f"{bad.code} {clean_path(member.name)[-300:]}")
        columns["refused_names"] = archive.refused_names
    _note(archive, member, **columns)


def _note(archive: Archive, member: Member, **columns: object) -> None:
    """Write that this member and all before it are settled."""
    archive.next_entry = member.number + 1
    Archive.objects.filter(pk=archive.pk).update(next_entry=archive.next_entry, lease_until=Now() + _LEASE, **columns)


@contextmanager
def _held(archive: Archive) -> Iterator[None]:
    """Open a short transaction of the system in which this attempt still holds its archive.

    :raises Lost: it does not, or the upload was cancelled.
    """
    with acting_as_system(_REASON):
        # As cancelling does: the upload first.
        if not Upload.objects.select_for_update(no_key=True).filter(pk=archive.upload_id, cancelled_at=None).exists():
            raise Lost
        mine = _mine(archive).select_for_update(no_key=True)
        if not mine.values_list("pk", flat=True).first():
            raise Lost
        yield


def _require_contribution(archive: Archive) -> None:
    """Go on only while who sent it may still write into its audience: a worker asks no policy.

    :raises BadArchive: that right was taken away since.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAY, [archive.files_audience_id, archive.officer_id])
        if not cursor.fetchone()[0]:
            raise BadArchive(*NOT_ALLOWED)


def _settle(archive: Archive, state: Archive.State, code: str = "", sentence: str = "") -> None:
    try:
        with _held(archive):
            _end(archive, state, code, sentence)
    except Lost:
        return


def _end(archive: Archive, state: Archive.State, code: str = "", sentence: str = "") -> None:
    """Write the end of an archive; its bytes go with the commit."""
    Archive.objects.filter(pk=archive.pk).update(
        state=state, reason_code=code, reason=sentence, lease_until=None, taken=Greatest("taken", archive.taken)
    )
    name = "archive.refused" if state == Archive.State.REFUSED else "archive.expanded"
    audit.record(name, on=archive, code=code)
    tell_upload(archive.upload)
    transaction.on_commit(partial(blobs.archive_path(archive.pk).unlink, missing_ok=True))


def _mine(archive: Archive) -> QuerySet[Archive]:
    return Archive.objects.filter(pk=archive.pk, state=Archive.State.WORKING, attempt=archive.attempt)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _ZIP


def _is_one_file(path: Path) -> bool:
    """Tell whether it is a document or the like that is only packed as an archive."""
    try:
        with path.open("rb") as file:
            return zips.is_of_another_kind(zips.members_of(file, settings.MAX_ARCHIVE_ENTRIES))
    except BadArchive:
        return False
