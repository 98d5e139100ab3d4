"""Hashes that are compared one by one: those which are too new to be in a file."""

from typing import Final

from series.matching.fingerprints import MATCH_DISTANCE
from series.matching.index import kernels
from series.matching.index.arrays import Bytes, Found, Rows, Words, as_words, collect, empty_rows, read_only

_FIRST_CAPACITY: Final = 1024


class Flat:
    """Hashes with their ids, in memory; 48 bytes each."""

    def __init__(self) -> None:
        self._rows = empty_rows(_FIRST_CAPACITY)
        self._count = 0

    def __len__(self) -> int:
        """How many hashes are held."""
        return self._count

    def add(self, rows: Rows) -> None:
        """Add hashes. Raises ValueError when there is not one id for each."""
        if len(rows.ids) != len(rows.words):
            raise ValueError(f"{len(rows.ids)} ids for {len(rows.words)} hashes")
        start, end = self._count, self._count + len(rows)
        self._make_room(end)
        self._rows.words[start:end], self._rows.ids[start:end] = rows.words, rows.ids
        self._count = end

    def search(self, queries: Bytes, radius: int = MATCH_DISTANCE) -> Found:
        """Give, for the rows of ``queries`` (uint8, shape (m, 32)), every held hash within ``radius`` bits."""
        return compare(Rows(self._rows.ids[: self._count], self._rows.words[: self._count]), as_words(queries), radius)

    def _make_room(self, needed: int) -> None:
        if needed > len(self._rows):
            larger = empty_rows(max(needed, 2 * len(self._rows)))
            larger.words[: self._count] = self._rows.words[: self._count]
            larger.ids[: self._count] = self._rows.ids[: self._count]
            self._rows = larger


def compare(rows: Rows, queries: Words, radius: int) -> Found:
    """Compare each hash with each query."""
    kernels.ready_to_compare()
    words = read_only(rows.words)
    return collect(lambda *answer: kernels.scan(words, queries, radius, *answer), rows.ids)
