"""Hashes and ids as arrays, and what a search gives."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from series.matching.fingerprints import HASH_BYTES

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.uint32]
Values = npt.NDArray[np.uint16]
Distances = npt.NDArray[np.uint16]

Number = TypeVar("Number", bound=np.generic)

WORDS: Final = HASH_BYTES // 8
ID_BYTES: Final = 16
#: Most look-ups find less than this; where more is found, they are made again with room for all.
_ROOM: Final = 1 << 12


@dataclass
class Rows:
    """Hashes with their ids: ``words`` of shape (n, 4), ``ids`` of shape (n, 16). One id may have several hashes."""

    ids: Bytes
    words: Words

    def __len__(self) -> int:
        """How many hashes there are."""
        return len(self.words)


@dataclass(frozen=True)
class Found:
    """Matches in no order: which query (its number), whose hash (an id a row), how far."""

    asked: Positions
    ids: Bytes
    distances: Distances

    def __len__(self) -> int:
        """How many matches there are."""
        return len(self.asked)


def empty_rows(count: int) -> Rows:
    """Make room for so many, with nothing in it yet."""
    return Rows(np.empty((count, ID_BYTES), np.uint8), np.empty((count, WORDS), np.uint64))


def as_words(hashes: Bytes) -> Words:
    """See (n, 32) bytes as (n, 4) words; the order of bits within a hash does not change distances.

    :raises ValueError: another shape or type.
    """
    if hashes.dtype != np.uint8 or hashes.ndim != 2 or hashes.shape[1] != HASH_BYTES:
        raise ValueError(f"hashes are uint8 of shape (n, {HASH_BYTES}), not {hashes.dtype} of {hashes.shape}")
    return read_only(np.ascontiguousarray(hashes).view(np.uint64))


def read_only(array: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Return a view that cannot be written: the kernels are compiled for that kind, as mapped files have it."""
    view = array.view()
    view.flags.writeable = False
    return view


def collect(search: Callable[[Positions, Positions, Distances], int], ids: Bytes) -> Found:
    """Run a search that writes down queries, rows and distances, again with more room where it found more."""
    room = _ROOM
    while True:
        asked, at, distances = np.empty(room, np.uint32), np.empty(room, np.uint32), np.empty(room, np.uint16)
        total = search(asked, at, distances)
        if total <= room:
            return Found(asked[:total], ids[at[:total]], distances[:total])
        room = total


def joined(parts: Iterable[Found]) -> Found:
    """Return the matches of several searches with the same queries."""
    found = list(parts)
    return Found(
        np.concatenate([part.asked for part in found]),
        np.concatenate([part.ids for part in found]),
        np.concatenate([part.distances for part in found]),
    )
