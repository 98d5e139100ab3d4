"""Writing down matches between countries for who may not see the other side. Who is told what is asked when shown."""

from typing import Final
from uuid import UUID

from django.db import connection

#: Both directions of each match between two countries that is not written down yet. The other side's reading is later,
#: by ``icse_blind_hits``: nothing here depends on who holds what.
_INSERT: Final = """
    WITH made AS MATERIALIZED (
        SELECT gen_random_uuid() AS id, mine.id AS item, mine.audience_id AS item_audience, n.id AS national,
               theirs.id AS other, theirs.country_id AS country
        FROM series_hit h
        CROSS JOIN LATERAL (VALUES (h.item_id, h.other_id), (h.other_id, h.item_id)) AS pair (one, other)
        JOIN series_item mine ON mine.id = pair.one
        JOIN series_item theirs ON theirs.id = pair.other AND theirs.country_id <> mine.country_id
        JOIN accounts_audience n ON n.kind = 'national' AND n.owner_id = mine.country_id
        WHERE {which} AND NOT EXISTS (
            SELECT 1 FROM series_blindhit b JOIN series_blindhitother o ON o.blind_hit_id = b.id
            WHERE b.item_id = mine.id AND o.item_id = theirs.id
        )
        FOR KEY SHARE OF mine
    ), hits AS (
        INSERT INTO series_blindhit (id, item_id, item_audience_id, audience_id, created_at)
        SELECT id, item, item_audience, national, clock_timestamp() FROM made
    )
    INSERT INTO series_blindhitother (blind_hit_id, item_id, country_id) SELECT id, other, country FROM made
"""
_OF_AN_ITEM: Final = "(h.item_id = %(item)s OR h.other_id = %(item)s)"


def write_blind_hits(item_id: UUID) -> None:
    """Write both sides of this item's matches with other countries', after the matches themselves."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(which=_OF_AN_ITEM), {"item": item_id})


def write_missing_blind_hits() -> int:
    """Write both sides of all matches that were found before there were blind hits. Return how many sides."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(which="true"))
        return int(cursor.rowcount)
