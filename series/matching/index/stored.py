"""What the database holds: fingerprints of pictures and of videos' frames in pieces, and how far all is committed.

A picture's fingerprint has its media's key, a frame's its own, which is of version 8 (``series.matching.owners``).

Everything here is asked inside the system's door.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import connection

from series.matching.fingerprints import HASH_BYTES, MIN_QUALITY
from series.matching.index.arrays import ID_BYTES, Rows, empty_rows

#: The two tables, and the column of each that names a fingerprint in the index.
_KEYS: Final = {"fingerprint": "media_id", "frame": "id"}
KINDS: Final = tuple(_KEYS)
#: A row as PostgreSQL sends it in binary: how many columns, then each with its length.
_ROW: Final = np.dtype(
    [("columns", ">i2"), ("id_size", ">i4"), ("id", "u1", ID_BYTES), ("size", ">i4"), ("bits", "u1", HASH_BYTES)]
)
_HEAD: Final = len(b"PGCOPY\n\xff\r\n\0") + 8
_END: Final = b"\xff\xff"
_PIECE: Final = 50_000 * _ROW.itemsize

_SETTLED: Final = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text, s.system_identifier, c.timeline_id, d.oid::bigint
    FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()
"""


class BadFingerprint(Exception):
    """A stored fingerprint is not 32 bytes long, so nothing can be said of what resembles it."""


@dataclass(frozen=True)
class Now:
    """How far everything has been committed, and in which database.

    Transactions below ``horizon`` have all ended. ``database`` changes when a backup or a replica takes over: numbers
    of transactions are then given a second time, and what was read before says nothing.
    """

    horizon: int
    database: bytes


def now() -> Now:
    """Ask the database."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        horizon, *identity = cursor.fetchone()
    return Now(int(horizon), hashlib.sha256(repr(identity).encode()).digest())


def pieces(since: int, before: int | None = None) -> Iterator[Rows]:
    """Give the usable fingerprints of the transactions from ``since`` on, up to ``before``, as they come.

    :raises BadFingerprint: one is not 32 bytes long.
    """
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({_select(since, before)}) TO STDOUT (FORMAT binary)") as copy,
    ):
        held, skip = bytearray(), _HEAD
        for data in copy:
            held += data
            if len(held) >= _PIECE + skip:
                whole = skip + (len(held) - skip) // _ROW.itemsize * _ROW.itemsize
                yield _rows(bytes(held[skip:whole]))
                del held[:whole]
                skip = 0
        if not held.endswith(_END):
            raise BadFingerprint
        if rest := bytes(held[skip : -len(_END)]):
            yield _rows(rest)


def count(since: int, before: int | None = None, most: int | None = None, *, kinds: Iterable[str] = KINDS) -> int:
    """Count the same fingerprints, of one kind if asked, no further than ``most``."""
    limit = "" if most is None else f" LIMIT {most:d}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_select(since, before, kinds)}{limit}) counted")  # noqa: S608 - of numbers
        return int(cursor.fetchone()[0])


def load(before: int) -> Rows:
    """Return all fingerprints of the transactions below ``before``, which have all ended."""
    # Below the horizon rows are only ever removed, so that there is room for all.
    room = empty_rows(count(0, before))
    filled = 0
    for rows in pieces(0, before):
        room.ids[filled : filled + len(rows)], room.words[filled : filled + len(rows)] = rows.ids, rows.words
        filled += len(rows)
    return Rows(room.ids[:filled], room.words[:filled])


def _select(since: int, before: int | None, kinds: Iterable[str] = KINDS) -> str:
    until = "" if before is None else f" AND xid < '{before:d}'::xid8"
    return " UNION ALL ".join(
        f"SELECT {_KEYS[kind]}, bits FROM series_{kind} WHERE quality >= {MIN_QUALITY:d} "  # noqa: S608 - of constants
        f"AND xid >= '{since:d}'::xid8{until}"
        for kind in kinds
    )


def _rows(data: bytes) -> Rows:
    if len(data) % _ROW.itemsize:
        raise BadFingerprint
    rows = np.frombuffer(data, _ROW)
    if not (
        (rows["columns"] == 2).all() and (rows["id_size"] == ID_BYTES).all() and (rows["size"] == HASH_BYTES).all()
    ):
        raise BadFingerprint
    return Rows(np.ascontiguousarray(rows["id"]), np.ascontiguousarray(rows["bits"]).view(np.uint64))
