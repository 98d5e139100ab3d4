"""Which items are on which lists: written for all countries, and seen by who sees the item and the list.

So nobody has to ask here whose list it is: a country's own list marks other countries' items too, as far as its own
officers see them, and tells nobody else.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from icse.core.prepared import prepared_cursor
from series.matching.fingerprints import MIN_QUALITY

#: Locks in this order, as everywhere: items, then lists. The lists' rows are held so that one which is being removed
#: marks nothing more.
_MARK: Final = """
    WITH i AS MATERIALIZED (
        SELECT id, audience_id, media_id, md5, sha1, sha256 FROM series_item
        WHERE id = ANY(%(items)s::uuid[]) ORDER BY id FOR KEY SHARE
    ), h AS MATERIALIZED ({hashes}),
    found AS MATERIALIZED (
        SELECT DISTINCT h.item, d.hash_list_id FROM h
        JOIN series_listedhash d ON d.digest = h.digest AND d.algorithm = h.algorithm AND d.decides
        WHERE %(only)s::uuid IS NULL OR d.hash_list_id = %(only)s::uuid
    ), l AS MATERIALIZED (
        SELECT id, audience_id, kind FROM series_hashlist
        WHERE id IN (SELECT hash_list_id FROM found) AND state IN ('marking', 'current') AND removed_at IS NULL
        ORDER BY id FOR SHARE
    )
    INSERT INTO series_listing (id, item_id, item_audience_id, hash_list_id, audience_id, kind, created_at)
    SELECT gen_random_uuid(), i.id, i.audience_id, l.id, l.audience_id, l.kind, clock_timestamp()
    FROM found JOIN i ON i.id = found.item JOIN l ON l.id = found.hash_list_id
    ON CONFLICT (item_id, hash_list_id) DO NOTHING
"""
_BY_BYTES: Final = """
    SELECT i.id AS item, one.digest, one.algorithm FROM i CROSS JOIN LATERAL (
        VALUES (decode(i.sha256, 'hex'), 4), (decode(i.sha1, 'hex'), 3), (decode(i.md5, 'hex'), 2)
    ) AS one (digest, algorithm)
"""
#: In any of its eight orientations; one with too little structure looks like everything.
_BY_LOOK: Final = f"""
    SELECT i.id AS item, substring(f.orientations FROM 1 + 32 * n FOR 32) AS digest, 1 AS algorithm
    FROM i JOIN series_fingerprint f ON f.media_id = i.media_id AND f.quality >= {MIN_QUALITY}
    CROSS JOIN generate_series(0, 7) AS n
"""  # noqa: S608 - of constants

_FOR_ALL: Final = """
    EXISTS (
        SELECT 1 FROM series_listing g
        JOIN series_hashlist l ON l.id = g.hash_list_id AND l.for_all AND l.state = 'current' AND l.removed_at IS NULL
        WHERE g.item_id = {item} AND g.kind = 'harmless'
    )
"""
_IS_FOR_ALL: Final = f"SELECT {_FOR_ALL.format(item='%s::uuid')}"


def mark_by_bytes(items: Sequence[UUID], only: UUID | None = None) -> int:
    """Write down which lists hold the digests of these items. Return how many items' marks are new.

    :param only: one list; else all that count.
    """
    return _mark(_BY_BYTES, items, only)


def mark_by_look(items: Sequence[UUID], only: UUID | None = None) -> int:
    """The same for lists that give PDQ: exactly that hash, of the picture turned or mirrored in any way."""
    return _mark(_BY_LOOK, items, only)


def harmless_for_all(item: str) -> str:
    """Return the condition that an item is on a list of harmless files which is for all members.

    Everybody may know that, and so it may spare work. What one country's own list says may not.

    :param item: the SQL of the item's key.
    """
    return _FOR_ALL.format(item=item)


def is_harmless_for_all(item_id: UUID) -> bool:
    """Tell whether everybody may know that this item is harmless."""
    with prepared_cursor() as cursor:
        cursor.execute(_IS_FOR_ALL, [item_id])
        return bool(cursor.fetchone()[0])


def _mark(hashes: str, items: Sequence[UUID], only: UUID | None) -> int:
    with prepared_cursor() if len(items) == 1 else connection.cursor() as cursor:
        cursor.execute(_MARK.format(hashes=hashes), {"items": list(items), "only": only})
        return int(cursor.rowcount)
