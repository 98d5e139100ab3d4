"""Every stored fingerprint, in memory, with those that were committed a moment ago.

The index holds what was written by transactions that had all ended when it was read: ``xid < horizon``, where the
horizon is the snapshot's xmin. Later ones (``xid >= horizon``: the tail) are read from the database each time. An
index by sequence number would skip for ever what commits late; this one cannot. A fingerprint commits before its own
look-up begins, so of two near-duplicates ingested at once at least one finds the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import connection

from series.matching.fingerprints import DIHEDRAL_NAMES, HASH_BYTES, MATCH_DISTANCE, MIN_QUALITY
from series.matching.near import NearIndex

_BATCH: Final = 50_000
_ROWS: Final = "SELECT media_id, bits FROM series_fingerprint WHERE quality >= %s AND xid >= %s::xid8"
_FROM_START: Final = "0"


@dataclass(frozen=True)
class Near:
    """A stored media within the distance. ``orientation`` says how the asked one is turned to resemble it."""

    media_id: UUID
    distance: int
    orientation: str


class Matcher:
    """Answers what a picture resembles. One for each worker process, used by one thread, inside the system's door."""

    def __init__(self) -> None:
        self._index: NearIndex[UUID] = NearIndex()
        self._horizon = _FROM_START

    def __len__(self) -> int:
        """How many fingerprints are in memory; the tail is not."""
        return len(self._index)

    def near(self, orientations: npt.NDArray[np.uint8], radius: int = MATCH_DISTANCE) -> list[Near]:
        """Give every stored media within ``radius`` bits of any of the eight rows, nearest first.

        The rows (uint8, shape (8, 32)) are in the order of DIHEDRAL_NAMES.
        """
        self._take_in_what_is_settled()
        tail: NearIndex[UUID] = NearIndex()
        _fill(tail, _ROWS, [MIN_QUALITY, self._horizon])
        best: dict[UUID, Near] = {}
        for index in (self._index, tail):
            for name, found in zip(DIHEDRAL_NAMES, index.search(orientations, radius), strict=True):
                for media_id, distance in found:
                    if media_id not in best or distance < best[media_id].distance:
                        best[media_id] = Near(media_id, distance, name)
        return sorted(best.values(), key=lambda near: (near.distance, near.media_id))

    def _take_in_what_is_settled(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            horizon = cursor.fetchone()[0]
        if int(horizon) > int(self._horizon):
            _fill(self._index, _ROWS + " AND xid < %s::xid8", [MIN_QUALITY, self._horizon, horizon])
            self._horizon = horizon


def _fill(index: NearIndex[UUID], query: str, params: list[Any]) -> None:
    """Add the rows of a query, in batches, so that a large table is never in memory twice."""
    for rows in _batches(query, params):
        bits = np.frombuffer(b"".join(bytes(row[1]) for row in rows), dtype=np.uint8)
        index.add([row[0] for row in rows], bits.reshape(-1, HASH_BYTES))


def _batches(query: str, params: list[Any]) -> Iterator[list[tuple[UUID, bytes]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, params)
        while rows := cursor.fetchmany(_BATCH):
            yield rows
