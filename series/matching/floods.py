"""The flood guard: a content that matches very many series says nothing, and would bury what does.

Counted are the different series that the item's own country sees, through audiences that were given to the whole
country. So what is set aside, and what is not, depends on nothing that an officer of that country could not count: a
hidden series neither raises nor lowers the number. Each country decides for itself.
"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from icse.core import audit, events
from icse.core.prepared import prepared_cursor
from series.models import SetAside

_SET_ASIDE: Final = """
    WITH mine AS MATERIALIZED (
        SELECT i.id, i.audience_id, i.media_id, i.country_id FROM series_item i
        WHERE i.id = ANY(%(items)s::uuid[]) AND i.media_id IS NOT NULL AND i.state IN ('working', 'ready')
          AND NOT EXISTS (
              SELECT 1 FROM series_setaside s WHERE s.media_id = i.media_id AND s.country_id = i.country_id
          )
    ), held AS MATERIALIZED (
        SELECT c.code AS country_id, g.content_object_id AS audience_id
        FROM accounts_country c JOIN accounts_audiencegroupgrant g ON g.group_id = c.group_id
        JOIN auth_permission p ON p.id = g.permission_id AND p.codename = 'view_audience'
        WHERE c.code IN (SELECT country_id FROM mine)
    ), pairs AS (
        SELECT m.*, h.other_id AS other FROM mine m JOIN series_hit h ON h.item_id = m.id
        UNION ALL
        SELECT m.*, h.item_id FROM mine m JOIN series_hit h ON h.other_id = m.id
    ), flooded AS MATERIALIZED (
        SELECT pairs.media_id, pairs.country_id, min(pairs.id::text)::uuid AS item FROM pairs
        JOIN series_placement p ON p.item_id = pairs.other
        JOIN held s ON s.country_id = pairs.country_id AND s.audience_id = p.series_audience_id
        JOIN held o ON o.country_id = pairs.country_id AND o.audience_id = p.item_audience_id
        GROUP BY pairs.media_id, pairs.country_id HAVING count(DISTINCT p.series_id) > %(most)s
    ), seen AS MATERIALIZED (
        SELECT f.media_id, f.country_id, i.id AS item, i.audience_id FROM flooded f
        JOIN series_item i ON i.id = f.item ORDER BY i.id FOR KEY SHARE OF i
    )
    INSERT INTO series_setaside (id, media_id, country_id, audience_id, item_id, item_audience_id, created_at,
                                 decision, reason)
    SELECT gen_random_uuid(), seen.media_id, seen.country_id, n.id, seen.item, seen.audience_id, clock_timestamp(),
           '', ''
    FROM seen JOIN accounts_audience n ON n.kind = 'national' AND n.owner_id = seen.country_id
    ON CONFLICT (media_id, country_id) DO NOTHING
    RETURNING id
"""
_PARTNERS: Final = """
    WITH placed AS (
        SELECT DISTINCT p.item_id FROM series_placement p
        WHERE p.created_at > clock_timestamp() - make_interval(secs => %(since)s)
          AND p.id > %(first)s
    )
    SELECT h.other_id FROM placed JOIN series_hit h ON h.item_id = placed.item_id
    UNION
    SELECT h.item_id FROM placed JOIN series_hit h ON h.other_id = placed.item_id
"""


def set_aside(items: Iterable[UUID]) -> int:
    """Set aside the contents of these items that match too many series, each for the item's country. Return how many.

    What was decided about before stays as it was decided.
    """
    values: dict[str, Any] = {"items": list(items), "most": settings.MOST_UNRELATED_SERIES}
    with prepared_cursor() if len(values["items"]) == 1 else connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE, values)
        made = [row[0] for row in cursor.fetchall()]
    for one in SetAside.objects.filter(pk__in=made):
        audit.record("content.set_aside", on=one)
        events.publish("item.progressed", objects=[one.item_id], audiences=[one.item_audience_id, one.audience_id])
    return len(made)


def matching_newly_placed(first: UUID, since: float) -> list[UUID]:
    """Return the items that match one which was put into a series within so many seconds.

    :param first: a key of version 7 that is not later: what is older is not read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PARTNERS, {"since": since, "first": first})
        return [row[0] for row in cursor.fetchall()]
