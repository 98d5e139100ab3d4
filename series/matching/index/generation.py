"""One file of the index, checked and mapped: look-ups in it."""

import fcntl
import hashlib
import mmap
import os
from pathlib import Path
from typing import Final

import numpy as np

from series.matching.fingerprints import MATCH_DISTANCE
from series.matching.index import kernels
from series.matching.index.arrays import ID_BYTES, WORDS, Bytes, Found, as_words, collect
from series.matching.index.layout import BANDS, PAGE, STARTS, Damaged, Header, Unusable, read_header

#: 16 bands with one bit each: what differs in more may agree nowhere.
MOST_RADIUS: Final = 2 * BANDS - 1


class Generation:
    """A file, mapped read-only. A shared lock on it says that somebody has it, until the last array of it is gone."""

    def __init__(self, path: Path, database: bytes) -> None:
        """Open and check a file.

        :raises Damaged: it is not as it was written.
        :raises Unusable: it is of another version or another database, or not to be trusted.
        :raises OSError: it cannot be read; FileNotFoundError when it is gone.
        """
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            self.header = check(descriptor, database)
            # The map keeps a descriptor of its own, and the lock with it.
            self._map = mmap.mmap(descriptor, self.header.size, access=mmap.ACCESS_READ)
            self._seen = _signature(os.fstat(descriptor))
        finally:
            os.close(descriptor)
        self.path = path
        self._map_parts()

    def __len__(self) -> int:
        """How many hashes the file holds."""
        return self.header.count

    def search(self, queries: Bytes, radius: int = MATCH_DISTANCE) -> Found:
        """Give, for the rows of ``queries`` (uint8, shape (m, 32)), every hash within ``radius`` bits.

        :raises ValueError: the radius is above 31, for which the buckets do not hold every answer.
        """
        if not 0 <= radius <= MOST_RADIUS:
            raise ValueError(f"the index answers for 0 to {MOST_RADIUS} bits, not {radius}")
        kernels.ready_to_look_up()
        words = as_words(queries)
        return collect(
            lambda *answer: kernels.look_up(self._words, self._starts, self._positions, words, radius, *answer),
            self._ids,
        )

    def is_as_checked(self) -> bool:
        """Whether nobody has changed the file since. One that was removed stays whole for who has it mapped."""
        if self._map.size() != self.header.size:
            return False
        try:
            return _signature(self.path.stat()) == self._seen
        except FileNotFoundError:
            return True

    def _map_parts(self) -> None:
        header = self.header
        ids, words, positions, starts = header.parts
        self._ids = np.frombuffer(self._map, np.uint8, header.count * ID_BYTES, ids).reshape(-1, ID_BYTES)
        self._words = np.frombuffer(self._map, np.uint64, header.count * WORDS, words).reshape(-1, WORDS)
        self._positions = np.frombuffer(self._map, np.uint32, BANDS * header.distinct, positions).reshape(BANDS, -1)
        self._starts = np.frombuffer(self._map, np.uint32, BANDS * STARTS, starts).reshape(BANDS, STARTS)


def check(descriptor: int, database: bytes) -> Header:
    """Read a whole file, and compare it with what its header says.

    :raises Damaged: it is not as it was written.
    :raises Unusable: it is of another version or another database, or others may write it.
    """
    status = os.fstat(descriptor)
    if status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise Unusable("the file belongs to somebody else, or others may write it")
    with os.fdopen(os.dup(descriptor), "rb") as file:
        header = read_header(file.read(PAGE), status.st_size)
        if header.database != database:
            raise Unusable("the file is of another database")
        file.seek(PAGE)
        if hashlib.file_digest(file, "sha256").digest() != header.body:
            raise Damaged("the checksum does not fit")
    return header


def _signature(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
