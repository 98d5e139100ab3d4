"""The bytes of one transfer on the disk, and their hashes, which go on from piece to piece.

Whoever writes holds the file's lock, over all processes of this storage. What stands in the row is safe: it was forced
to the disk before. What lies beyond it is cut off by whoever goes on.
"""

import fcntl
import hashlib
import os
import threading
from collections import OrderedDict
from typing import Final
from uuid import UUID

from icse.core.errors import IcseError
from series import blobs
from series.matching.fingerprints import Digests

_READ_AT_ONCE: Final = 1 << 20
#: Hashes of unfinished transfers that a process remembers; of others it reads what is there.
_REMEMBERED: Final = 512


class Locked(IcseError):
    """Another request is writing."""

    status = 423

    def __init__(self) -> None:
        super().__init__("Another request is sending this file just now. Wait a moment, and go on.")


class Hashes:
    """SHA-256, SHA-1 and MD5 of what was written so far."""

    def __init__(self) -> None:
        self.size = 0
        # SHA-1 and MD5 are what other services' lists are keyed by; nothing here trusts them.
        self._all = (hashlib.sha256(), hashlib.sha1(usedforsecurity=False), hashlib.md5(usedforsecurity=False))

    def update(self, piece: bytes) -> None:
        """Take the next piece."""
        self.size += len(piece)
        for one in self._all:
            one.update(piece)

    def copy(self) -> "Hashes":
        """Return what goes on from here by itself."""
        other = Hashes()
        other.size, other._all = self.size, tuple(one.copy() for one in self._all)  # type: ignore[assignment]
        return other

    def digests(self) -> Digests:
        """Return the hashes of all of it."""
        sha256, sha1, md5 = (one.hexdigest() for one in self._all)
        return Digests(sha256, sha1, md5, self.size)


class _Memory:
    """What this process knows of hashes of transfers that wait for their next piece."""

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, tuple[Hashes, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, key: UUID, *hashes: Hashes) -> None:
        with self._lock:
            self._known[key] = hashes
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def take(self, key: UUID, size: int) -> Hashes | None:
        with self._lock:
            found = self._known.pop(key, ())
        return next((one for one in found if one.size == size), None)

    def clear(self) -> None:
        """Forget everything, as a restart does."""
        with self._lock:
            self._known.clear()


memory = _Memory()


class Partial:
    """One transfer's file, held by this request until ``close``.

    :raises Locked: another request holds it.
    """

    def __init__(self, key: UUID) -> None:
        self.key = key
        self.path = blobs.transfer_path(key)
        opened = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(opened, "r+b", buffering=0)
        self.hashes: Hashes | None = None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise Locked from None

    def length(self) -> int:
        """Return how many bytes there are, safe or not."""
        return os.fstat(self._file.fileno()).st_size

    def go_on_at(self, size: int) -> None:
        """Cut off what lies beyond, and know the hashes of what is there: remembered, or read."""
        self._file.truncate(size)
        self.hashes = memory.take(self.key, size) or self._read(size)
        self._file.seek(size)

    def write(self, piece: bytes) -> None:
        """Add a piece. Raises OSError, such as when the disk is full."""
        rest = memoryview(piece)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.known.update(piece)

    def sync(self) -> int:
        """Force what was written to the disk, and return how much there is then."""
        os.fsync(self._file.fileno())
        return self.known.size

    def back_to(self, hashes: Hashes) -> None:
        """Forget what was written since."""
        self.hashes = hashes
        self._file.truncate(hashes.size)
        self._file.seek(hashes.size)

    def close(self, noted: Hashes | None = None) -> None:
        """Let others go on, from the hashes as they are.

        :param noted: those of what the row knows of: from there it goes on where the request ends refused, and nobody
            makes the service read a large file again for a few bytes.
        """
        if self.hashes is not None:
            memory.keep(self.key, self.hashes, *([noted] if noted is not None else []))
            self.hashes = None
        self._file.close()

    @property
    def known(self) -> Hashes:
        """The hashes of all that is there. Raises RuntimeError before ``go_on_at``."""
        if self.hashes is None:
            raise RuntimeError("go_on_at first")
        return self.hashes

    def _read(self, size: int) -> Hashes:
        hashes = Hashes()
        self._file.seek(0)
        while hashes.size < size and (piece := self._file.read(min(_READ_AT_ONCE, size - hashes.size))):
            hashes.update(piece)
        return hashes
