"""Writing a generation: sorted, checksummed, under a temporary name until it is whole and safe on the disk."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from series.matching.index import kernels
from series.matching.index.arrays import Bytes, Positions, Rows, Words, empty_rows, read_only
from series.matching.index.layout import BANDS, PAGE, STARTS, Header

PART: Final = ".part"
_PIECE: Final = 1 << 16
#: Odd, so that multiplying loses nothing; which number it is matters little.
_MIX: Final = np.uint64(0x9E37_79B9_7F4A_7C15)


@dataclass(frozen=True)
class Name:
    """What the new generation is called, and what it holds: see ``Header``."""

    generation: int
    horizon: int
    database: bytes


def write(path: Path, name: Name, rows: Rows) -> Header:
    """Write a file whole, or not at all. The rows are used up: at 10 million that saves half a gigabyte.

    :raises OSError: the disk is full, or the file is there already.
    """
    kernels.ready_to_build()
    with _draft(path) as file:
        body = _Body(file)
        order = _order(rows.words)
        count = len(order)
        _write_ids(body, rows.ids, order)
        rows.ids = empty_rows(0).ids
        words, rows.words = read_only(rows.words[order]), empty_rows(0).words
        del order
        body.write(words)
        body.end_part()
        distinct = _write_bands(body, words)
        header = Header(
            name.generation, count, distinct, name.horizon, int(time.time()), name.database, body.digest.digest()
        )
        file.seek(0)
        file.write(header.packed())
    return header


class _Body:
    """All behind the header: hashed while it is written, so that nothing is read back."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        file.write(b"\0" * PAGE)

    def write(self, array: npt.NDArray[np.generic]) -> None:
        data = array.reshape(-1).view(np.uint8).data
        self._file.write(data)
        self.digest.update(data)

    def end_part(self) -> None:
        """Fill the last page with zeros."""
        self.write(np.zeros(-self._file.tell() % PAGE, np.uint8))


def _order(words: Words) -> Positions:
    """Sort by the first band, so that a look-up in it reads memory in order, and then so that the same come together.

    What comes together by chance only is found as well: see ``first_of_each``.
    """
    if len(words) >= 1 << 32:
        raise ValueError("more hashes than four bytes can number")
    mixed = words[:, 1] * _MIX
    for word in (2, 3):
        mixed ^= mixed >> np.uint64(29)
        mixed += words[:, word]
        mixed *= _MIX
    mixed ^= words[:, 0]
    mixed >>= np.uint64(16)
    mixed |= words[:, 0] << np.uint64(48)
    return np.argsort(mixed).astype(np.uint32)


def _write_ids(body: _Body, ids: Bytes, order: Positions) -> None:
    for start in range(0, len(order), _PIECE):
        body.write(ids[order[start : start + _PIECE]])
    body.end_part()


def _write_bands(body: _Body, words: Words) -> int:
    heads = np.empty(len(words), np.uint32)
    distinct = kernels.first_of_each(words, heads)
    heads = heads[:distinct]
    starts = np.empty((BANDS, STARTS), np.uint32)
    values, high = np.empty((4, distinct), np.uint16), np.empty(distinct, np.uint8)
    half, positions = np.empty(distinct, np.uint32), np.empty(distinct, np.uint32)
    for band in range(BANDS):
        if band % 4 == 0:
            kernels.bands_of_word(words, heads, band // 4, values)
        kernels.sort_band(values[band % 4], heads, starts[band], half, high, positions)
        body.write(positions)
    body.end_part()
    body.write(starts)
    body.end_part()
    return distinct


@contextmanager
def _draft(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file; when all went well: fsync, the final name, fsync of the folder."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}{PART}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: a file that is there is never replaced under who has it mapped.
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
