"""Which stored hashes lie within a distance of a given one: an exact index in memory.

The index is flat: it compares every query with every stored hash, so that nothing can be missed. 10 million hashes
take 320 MB.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from series.matching.fingerprints import HASH_BYTES, MATCH_DISTANCE

Id = TypeVar("Id", bound=Hashable)

_WORDS: Final = HASH_BYTES // 8
# Stored hashes compared at a time: 64 Ki words of 8 bytes stay in the processor's cache.
_BLOCK: Final = 1 << 16
_FIRST_CAPACITY: Final = 1024


class NearIndex(Generic[Id]):
    """Hashes with their ids, searched by Hamming distance. One id may be added with several hashes."""

    def __init__(self) -> None:
        self._ids: list[Id] = []
        # A row for each 64-bit word of the hash, so that one word of all hashes lies together in memory.
        self._words = np.empty((_WORDS, _FIRST_CAPACITY), dtype=np.uint64)

    def __len__(self) -> int:
        """How many hashes are held."""
        return len(self._ids)

    def add(self, ids: Sequence[Id], hashes: npt.NDArray[np.uint8]) -> None:
        """Add one id for each row of `hashes`, uint8 of shape (n, 32). Raises ValueError for other shapes."""
        words = _as_words(hashes)
        if len(ids) != words.shape[1]:
            raise ValueError(f"{len(ids)} ids for {words.shape[1]} hashes")
        start, end = len(self._ids), len(self._ids) + len(ids)
        self._make_room(end)
        self._words[:, start:end] = words
        self._ids.extend(ids)

    def search(self, queries: npt.NDArray[np.uint8], radius: int = MATCH_DISTANCE) -> list[list[tuple[Id, int]]]:
        """Give, for each row of `queries` (uint8, shape (m, 32)), every held (id, distance) within `radius` bits.

        Nearest first, then in the order added. Beyond the answer itself it uses less than 2 MB, whatever is held.
        """
        return [self._within(query, radius) for query in _as_words(queries).T]

    def _within(self, query: npt.NDArray[np.uint64], radius: int) -> list[tuple[Id, int]]:
        found: list[tuple[int, int]] = []
        for start in range(0, len(self._ids), _BLOCK):
            block = self._words[:, start : min(start + _BLOCK, len(self._ids))]
            distances = _distances(block, query)
            near: Iterable[Any] = np.flatnonzero(distances <= radius)
            found += [(int(distances[at]), start + int(at)) for at in near]
        return [(self._ids[position], distance) for distance, position in sorted(found)]

    def _make_room(self, needed: int) -> None:
        capacity = self._words.shape[1]
        if needed > capacity:
            larger = np.empty((_WORDS, max(needed, 2 * capacity)), dtype=np.uint64)
            larger[:, : len(self._ids)] = self._words[:, : len(self._ids)]
            self._words = larger


def _as_words(hashes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """Turn (n, 32) bytes into (4, n) words; the order of bits within a hash does not change distances."""
    if hashes.dtype != np.uint8 or hashes.ndim != 2 or hashes.shape[1] != HASH_BYTES:
        raise ValueError(f"hashes are uint8 of shape (n, {HASH_BYTES}), not {hashes.dtype} of {hashes.shape}")
    return np.ascontiguousarray(hashes).view(np.uint64).T


def _distances(block: npt.NDArray[np.uint64], query: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint16]:
    """Count the differing bits between each column of `block`, of shape (4, n), and the query's four words."""
    total = np.zeros(block.shape[1], dtype=np.uint16)
    for words, word in zip(block, query, strict=True):
        total += np.bitwise_count(words ^ word)
    return total
