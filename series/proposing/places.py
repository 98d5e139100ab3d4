"""The same place: two items say that they were made within 200 metres of each other.

A place in many series of the same two audiences says nothing (a city's centre, which some programs write into every
file); counted as devices are, and of one owner up to a part of the limit too.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from series.models import LinkReason
from series.proposing.proposer import ItemPair, SeriesPair, most_of_one_owner

METRES: Final = 200
MOST_SERIES: Final = 10
#: Items of a place that are looked at for one item, of each two audiences and each owner of series.
_READ: Final = 5000
_NEAREST_SCORE: Final = 60
#: A degree of latitude has 111 km. Zero and zero is what is written where nothing is known.
_NEAR: Final = """
    WITH mine AS MATERIALIZED (
        SELECT i.id, i.latitude, i.longitude FROM series_item i
        WHERE i.id = ANY(%(items)s::uuid[]) AND i.latitude IS NOT NULL AND i.longitude IS NOT NULL
          AND NOT (i.latitude = 0 AND i.longitude = 0) AND abs(i.latitude) < 89
    ), near AS MATERIALIZED (
        SELECT DISTINCT ON (m.id, o.series_id, o.item_audience_id) m.id AS mine, o.*
        FROM mine m CROSS JOIN LATERAL (
            SELECT b.id, 12742000 * asin(least(1, sqrt(power(sind((b.latitude - m.latitude) / 2), 2)
                   + cosd(b.latitude) * cosd(m.latitude) * power(sind((b.longitude - m.longitude) / 2), 2)))) AS metres,
                   p.series_id, p.series_audience_id, p.item_audience_id, s.country_id AS owner, row_number() OVER (
                       PARTITION BY p.series_audience_id, p.item_audience_id, s.country_id ORDER BY b.id DESC
                   ) AS nth
            FROM series_item b
            JOIN series_placement p ON p.item_id = b.id JOIN series_series s ON s.id = p.series_id
            WHERE b.latitude BETWEEN m.latitude - %(metres)s / 111000.0 AND m.latitude + %(metres)s / 111000.0
              AND b.longitude BETWEEN m.longitude - %(metres)s / (111000.0 * cosd(m.latitude))
                                  AND m.longitude + %(metres)s / (111000.0 * cosd(m.latitude))
              AND b.id <> m.id AND b.state = 'ready'
        ) o
        WHERE o.nth <= %(read)s AND o.metres <= %(metres)s
        ORDER BY m.id, o.series_id, o.item_audience_id, o.metres, o.id
    ), owned AS (
        SELECT near.*, count(*) OVER of_one AS of_owner, row_number() OVER of_one AS place FROM near
        WINDOW of_one AS (PARTITION BY mine, series_audience_id, item_audience_id, owner)
    ), counted AS MATERIALIZED (
        SELECT owned.*, greatest(of_owner, count(*) FILTER (WHERE place <= %(of_one)s) OVER (
            PARTITION BY mine, series_audience_id, item_audience_id)) AS many
        FROM owned
    ), gone AS (
        DELETE FROM series_linkreason r USING counted c
        WHERE c.many > %(most)s AND r.reason = 'place' AND c.id IN (r.item_id, r.other_item_id)
          AND (r.series_id = c.series_id AND r.item_id = c.id
               OR coalesce(r.other_id, c.series_id) = c.series_id AND r.other_item_id = c.id)
    )
    SELECT mine, id, %(score)s - metres::int / 10, NOT EXISTS (
        SELECT 1 FROM series_placement p JOIN series_series s ON s.id = p.series_id
        JOIN counted f ON (f.series_audience_id, f.item_audience_id, f.owner)
                     = (p.series_audience_id, p.item_audience_id, s.country_id)
        WHERE p.item_id = counted.mine AND f.mine = counted.mine AND f.many > %(most)s
    ) FROM counted WHERE many <= %(most)s
"""


class Places:
    """Items whose coordinates lie close together."""

    reason = LinkReason.Reason.PLACE.value

    def of_items(self, items: Sequence[UUID]) -> Iterable[ItemPair]:
        """Yield pairs of these items and others made near them; take back those of a place that says nothing."""
        values: dict[str, Any] = {
            "items": list(items),
            "metres": METRES,
            "most": MOST_SERIES,
            "of_one": most_of_one_owner(MOST_SERIES),
            "read": _READ,
            "score": _NEAREST_SCORE,
        }
        with connection.cursor() as cursor:
            cursor.execute(_NEAR, values)
            return [ItemPair(*row) for row in cursor.fetchall()]

    def of_series(self, series: Sequence[UUID]) -> Iterable[SeriesPair]:
        """Texts have no coordinates."""
        return ()
