"""Files by their content: each distinct content once, whoever uploaded it, under a name that nobody chose.

=================================  =================================================================================
folder under MEDIA_FOLDER          what
=================================  =================================================================================
``blobs/ab/cd/<sha256>``           originals, exactly as they came
``previews/ab/cd/<sha256>/``       ``plain.jpg``, ``thumb.jpg`` and ``concealed.jpg``
``incoming/``                      what is being received; gone when the request ends
``lists/``                         lists of hashes that wait for a worker, by the key of their row
``scratch/``                       what the decoder is writing; gone when the attempt ends
``aside/``                         files that are looked up and not kept, by the look-up's key; gone within minutes
``transfers/<key>``                what is being sent in pieces; gone when it is whole, given up or too old
``archives/<key>``                 archives that are still to be expanded
=================================  =================================================================================

Whoever puts, removes or decides about one content holds its lock, which the database keeps until the transaction ends.
"""

import hmac
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

_SHA256 = re.compile(r"[0-9a-f]{64}")


class NotAHash(ValueError):
    """What should be a SHA-256 (64 lower-case hex digits) is something else, so it is no part of a path."""


def blob_path(sha256: str) -> Path:
    """Return where the original with this hash is kept, whether or not it is there. Raises NotAHash."""
    return _place("blobs", sha256)


def preview_folder(sha256: str) -> Path:
    """Return where the previews of this content are kept, whether or not they are there. Raises NotAHash."""
    return _place("previews", sha256)


def incoming_folder() -> Path:
    """Return the folder of files that are being received, made if need be."""
    return _private(settings.MEDIA_FOLDER / "incoming")


def scratch_folder() -> Path:
    """Return the folder in which decoders write, made if need be."""
    return _private(settings.MEDIA_FOLDER / "scratch")


def aside_path(key: UUID) -> Path:
    """Return where the file of a look-up lies until it is answered, whether or not it is there."""
    return _private(settings.MEDIA_FOLDER / "aside") / str(key)


def put_aside(source: Path, key: UUID) -> None:
    """Move a received file there. It is not kept, so nothing waits for the disk."""
    source.replace(aside_path(key))


def remove_aside(older_than_seconds: float) -> int:
    """Remove what nobody answered, or what was never committed. Return how many."""
    before = time.time() - older_than_seconds
    removed = 0
    for path in aside_path(UUID(int=0)).parent.iterdir():
        with suppress(FileNotFoundError):  # answered meanwhile
            if path.lstat().st_ctime < before:
                path.unlink()
                removed += 1
    return removed


def list_path(key: UUID) -> Path:
    """Return where the file of a list of hashes waits for its worker, whether or not it is there."""
    return _private(settings.MEDIA_FOLDER / "lists") / str(key)


def put_list(source: Path, key: UUID) -> Path:
    """Move a received list to its place, safely on the disk when this returns."""
    return _settle(source, list_path(key))


def transfer_path(key: UUID) -> Path:
    """Return where the bytes of a transfer are kept while it is under way."""
    return _private(settings.MEDIA_FOLDER / "transfers") / str(key)


def archive_path(key: UUID) -> Path:
    """Return where an archive is kept until it is expanded."""
    return _private(settings.MEDIA_FOLDER / "archives") / str(key)


def keep_archive(source: Path, key: UUID) -> Path:
    """Move a received archive to its place, safely on the disk when this returns."""
    return _settle(source, archive_path(key))


def waiting_files(kind: str, older_than_seconds: float) -> Iterator[tuple[UUID, Path]]:
    """Give the files of ``transfers`` or ``archives`` that have lain untouched for so long, with their keys."""
    before = time.time() - older_than_seconds
    for path in _private(settings.MEDIA_FOLDER / kind).iterdir():
        with suppress(FileNotFoundError, ValueError):  # removed since the folder was read; or none of ours
            if path.stat().st_mtime < before:
                yield UUID(path.name), path


def free_bytes() -> int:
    """Return how many bytes fit on the disk that files are kept on."""
    return shutil.disk_usage(incoming_folder()).free


def lock_hashes(hashes: Iterable[str]) -> None:
    """Hold the locks of these contents until the transaction ends. Several at once, or two requests wait in a circle.

    :raises NotAHash: one of them is none.
    """
    with connection.cursor() as cursor:
        for key in sorted({lock_key(sha256) for sha256 in hashes}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def put(source: Path, sha256: str) -> Path:
    """Move a received file to its place, safely on the disk when this returns. The caller holds the hash's lock.

    A content that is there already is written all the same: nobody can tell from the time that it was known.
    """
    return _settle(source, blob_path(sha256))


def put_previews(folder: Path, sha256: str) -> None:
    """Move every file of ``folder`` among the previews of this content, safely on the disk when this returns."""
    target = _private(preview_folder(sha256))
    for source in sorted(folder.iterdir()):
        _sync(source)
        source.replace(target / source.name)
    _sync(target)


def stored_hashes(older_than_seconds: float) -> Iterator[str]:
    """Give the hashes of all originals and previews that have lain untouched for so long."""
    before = time.time() - older_than_seconds
    for kind in ("blobs", "previews"):
        for path in (settings.MEDIA_FOLDER / kind).glob("*/*/*"):
            with suppress(FileNotFoundError):  # removed since the folder was read
                if _SHA256.fullmatch(path.name) and path.stat().st_mtime < before:
                    yield path.name


def remove(sha256: str) -> None:
    """Remove an original and its previews. The caller holds the hash's lock and knows that nobody names it."""
    shutil.rmtree(preview_folder(sha256), ignore_errors=True)
    blob_path(sha256).unlink(missing_ok=True)


def remove_leftovers(older_than_seconds: float) -> int:
    """Remove what killed processes left in ``incoming``, ``scratch`` and ``lists``. Return how many."""
    before = time.time() - older_than_seconds
    old = [
        path
        for folder in (incoming_folder(), scratch_folder(), list_path(UUID(int=0)).parent)
        for path in folder.iterdir()
        if path.lstat().st_mtime < before
    ]
    for path in old:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(old)


def _place(kind: str, sha256: str) -> Path:
    """The one place where a hash becomes part of a path."""
    if not _SHA256.fullmatch(sha256):
        raise NotAHash("not 64 lower-case hex digits")
    folder: Path = settings.MEDIA_FOLDER / kind / sha256[:2] / sha256[2:4]
    return folder / sha256


def lock_key(sha256: str) -> int:
    """Return the number of a content's lock, for who takes one within a statement of its own. Raises NotAHash.

    Keyed: every login reads ``pg_locks``, and may know hashes.
    """
    if not _SHA256.fullmatch(sha256):
        raise NotAHash("not 64 lower-case hex digits")
    keyed = hmac.digest(bytes.fromhex(settings.FACT_KEY), b"content " + sha256.encode(), "sha256")
    return int.from_bytes(keyed[:8], signed=True)


def _settle(source: Path, target: Path) -> Path:
    """fsync the file, rename it, fsync the folder: after a power cut it is there whole, or not at all."""
    _private(target.parent)
    _sync(source)
    source.replace(target)
    _sync(target.parent)
    return target


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
