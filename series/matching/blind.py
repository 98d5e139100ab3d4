"""Writing down matches between countries for who may not see the other side. Who is told what is asked when shown."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from icse.core import audit
from icse.core.prepared import prepared_cursor
from series.models import Item

#: Puts those who count for one country's budget in order, until their transactions end.
_LOCK: Final = """
    SELECT i.officer_id, pg_advisory_xact_lock(7243006, hashtext(i.country_id)) FROM series_item i WHERE i.id = %(item)s
"""
#: What the uploader of an item may see.
_UPLOADER_HOLDS: Final = """
    (SELECT icse_audiences_of(i.officer_id, 'view_audience') FROM series_item i WHERE i.id = %(item)s)
"""
#: Both directions of each match between two countries that is not written down yet. The other side's reading is later,
#: by ``icse_blind_hits``. Who hears of what depends here on nothing but the day on which the item's own side is told:
#: so many of a country's uploads a day, deleted ones too. Only what is told counts, or a delay would tell of what is
#: not.
_INSERT: Final = """
    WITH made AS MATERIALIZED (
        SELECT gen_random_uuid() AS id, mine.id AS item, mine.audience_id AS item_audience, n.id AS national,
               theirs.id AS other, theirs.country_id AS country,
               coalesce(mine.id = %(item)s AND coalesce(d.told, 'exists') <> 'nothing'
                        AND theirs.audience_id <> ALL (({holds})::int[]), false) AS counted
        FROM series_hit h
        CROSS JOIN LATERAL (VALUES (h.item_id, h.other_id), (h.other_id, h.item_id)) AS pair (one, other)
        JOIN series_item mine ON mine.id = pair.one
        JOIN series_item theirs ON theirs.id = pair.other AND theirs.country_id <> mine.country_id
        JOIN accounts_audience n ON n.kind = 'national' AND n.owner_id = mine.country_id
        LEFT JOIN accounts_disclosure d ON d.country_id = theirs.country_id
        WHERE {which} AND NOT EXISTS (
            SELECT 1 FROM series_blindhit b JOIN series_blindhitother o ON o.blind_hit_id = b.id
            WHERE b.item_id = mine.id AND o.item_id = theirs.id
        )
        FOR KEY SHARE OF mine
    ), today AS (
        SELECT (now() AT TIME ZONE 'UTC')::date AS day
    ), free AS MATERIALIZED (
        SELECT coalesce(
            (SELECT min(b.told_on) FROM series_blindhit b WHERE b.item_id = %(item)s AND b.is_counted),
            (SELECT today.day + n FROM generate_series(0, 3650) n
             WHERE (SELECT count(DISTINCT b.item_id) FROM series_blindhit b
                    WHERE b.audience_id = (SELECT national FROM made WHERE counted LIMIT 1)
                      AND b.is_counted AND b.told_on = today.day + n)
                 + (SELECT count(*) FROM series_stone st
                    WHERE st.audience_id = (SELECT national FROM made WHERE counted LIMIT 1)
                      AND st.told_on = today.day + n) < %(budget)s
             ORDER BY n LIMIT 1)
        ) AS day
        FROM today
    ), hits AS (
        INSERT INTO series_blindhit (id, item_id, item_audience_id, audience_id, created_at, told_on, is_counted)
        SELECT made.id, item, item_audience, national, clock_timestamp(),
               CASE WHEN counted THEN free.day ELSE today.day END, counted
        FROM made, today, free
    )
    INSERT INTO series_blindhitother (blind_hit_id, item_id, country_id) SELECT id, other, country FROM made
"""
_INSERT_OF_AN_ITEM: Final = _INSERT.format(
    which="(h.item_id = %(item)s OR h.other_id = %(item)s)", holds=_UPLOADER_HOLDS
)
_INSERT_ALL: Final = _INSERT.format(which="true", holds=_UPLOADER_HOLDS)
#: How many different files of the same officer match one of the hidden files that this one matches, since a day.
_VARIANTS: Final = """
    SELECT coalesce(max(n), 0) FROM (
        SELECT count(DISTINCT mine.sha256) AS n
        FROM series_blindhitother o
        JOIN series_blindhitother again ON again.item_id = o.item_id
        JOIN series_blindhit b ON b.id = again.blind_hit_id
        JOIN series_item mine ON mine.id = b.item_id AND mine.officer_id = %(officer)s
             AND mine.created_at > now() - interval '1 day'
        JOIN series_item theirs ON theirs.id = o.item_id
        WHERE o.blind_hit_id IN (SELECT id FROM series_blindhit WHERE item_id = %(item)s)
          AND theirs.audience_id <> ALL (({holds})::int[])
        GROUP BY o.item_id
    ) variants
"""
_VARIANTS_OF_AN_ITEM: Final = _VARIANTS.format(holds=_UPLOADER_HOLDS)


def write_blind_hits(item_id: UUID) -> None:
    """Write both sides of this item's matches with other countries', after the matches themselves.

    Nothing that is asked of the database here depends on whether there are any.
    """
    values: dict[str, Any] = {"item": item_id, "budget": settings.BLIND_HITS_A_DAY}
    with prepared_cursor() as cursor:
        cursor.execute(_LOCK, values)
        [(officer_id, _)] = cursor.fetchall()
        cursor.execute(_INSERT_OF_AN_ITEM, values)
        written = cursor.rowcount
        cursor.execute(_VARIANTS_OF_AN_ITEM, values | {"officer": officer_id})
        [(variants,)] = cursor.fetchall()
    if written > 0 and variants and variants % settings.BLIND_PROBING == 0:
        audit.record("blind.probing", on=Item(pk=item_id), officer=str(officer_id), files=variants)


def write_missing_blind_hits() -> int:
    """Write both sides of all matches that were found before there were blind hits. Return how many sides."""
    values: dict[str, Any] = {"item": None, "budget": settings.BLIND_HITS_A_DAY}
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ALL, values)
        return int(cursor.rowcount)
