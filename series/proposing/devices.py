"""The same device: maker, model and serial number are equal.

Of each device one item stands for all that a series holds of one audience. A serial number that stands in many series
of the same two audiences (some makers write the same one into every device) says nothing; it is counted for each two
audiences by itself, so that nobody learns from it of a series that is hidden; and of one owner up to a part of the
limit, so that what one country writes into many series silences these alone.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from series.models import LinkReason
from series.proposing.proposer import ItemPair, SeriesPair, most_of_one_owner

#: A device in more series than so many, of one audience of series and one of items, is none.
MOST_SERIES: Final = 10
_SCORE: Final = 80
_SAME: Final = """
    WITH mine AS MATERIALIZED (
        SELECT i.id, upper(i.serial) AS serial, lower(i.maker) AS maker, lower(i.model) AS model
        FROM series_item i WHERE i.id = ANY(%(items)s::uuid[]) AND i.serial <> ''
    ), devices AS MATERIALIZED (SELECT DISTINCT serial, maker, model FROM mine),
    standing AS MATERIALIZED (
        SELECT DISTINCT ON (d.serial, d.maker, d.model, p.series_id, p.item_audience_id)
               d.*, p.series_id, p.series_audience_id, p.item_audience_id, o.id, s.country_id AS owner
        FROM devices d
        JOIN series_item o ON upper(o.serial) = d.serial AND o.serial <> '' AND lower(o.maker) = d.maker
                          AND lower(o.model) = d.model AND o.state = 'ready'
        JOIN series_placement p ON p.item_id = o.id JOIN series_series s ON s.id = p.series_id
        ORDER BY d.serial, d.maker, d.model, p.series_id, p.item_audience_id, o.id
    ), owned AS (
        SELECT standing.*, count(*) OVER of_one AS of_owner, row_number() OVER of_one AS place FROM standing
        WINDOW of_one AS (PARTITION BY serial, maker, model, series_audience_id, item_audience_id, owner)
    ), counted AS MATERIALIZED (
        SELECT owned.*, greatest(of_owner, count(*) FILTER (WHERE place <= %(of_one)s) OVER (
            PARTITION BY serial, maker, model, series_audience_id, item_audience_id)) AS many
        FROM owned
    ), gone AS (
        DELETE FROM series_linkreason r USING counted c, series_item e
        WHERE c.many > %(most)s AND r.reason = 'device' AND e.id IN (r.item_id, r.other_item_id)
          AND (upper(e.serial), lower(e.maker), lower(e.model)) = (c.serial, c.maker, c.model)
          AND e.audience_id = c.item_audience_id
          AND (r.series_id = c.series_id AND r.item_id = e.id OR r.other_id = c.series_id AND r.other_item_id = e.id
               OR r.other_id IS NULL AND r.other_item_id = c.id AND c.id = e.id)
    )
    SELECT m.id, c.id, NOT EXISTS (
        SELECT 1 FROM series_placement p JOIN series_series s ON s.id = p.series_id
        JOIN counted f ON (f.series_audience_id, f.item_audience_id, f.owner)
                     = (p.series_audience_id, p.item_audience_id, s.country_id)
        WHERE p.item_id = m.id AND (f.serial, f.maker, f.model) = (m.serial, m.maker, m.model) AND f.many > %(most)s
    ) FROM mine m
    JOIN counted c ON (c.serial, c.maker, c.model) = (m.serial, m.maker, m.model)
    WHERE c.many <= %(most)s AND c.id <> m.id
    UNION
    SELECT a.id, c.id, true FROM counted a
    JOIN counted c ON (c.serial, c.maker, c.model) = (a.serial, a.maker, a.model)
    WHERE a.many <= %(most)s AND c.many <= %(most)s AND a.id < c.id AND a.series_id <> c.series_id
"""


class Devices:
    """Items that one camera or telephone made, by what they say themselves."""

    reason = LinkReason.Reason.DEVICE.value

    def of_items(self, items: Sequence[UUID]) -> Iterable[ItemPair]:
        """Yield pairs of these items and others of the same device; take back those of a device that is none."""
        with connection.cursor() as cursor:
            limits = {"most": MOST_SERIES, "of_one": most_of_one_owner(MOST_SERIES)}
            cursor.execute(_SAME, {"items": list(items), **limits})
            return [ItemPair(one, other, _SCORE, of_series) for one, other, of_series in cursor.fetchall()]

    def of_series(self, series: Sequence[UUID]) -> Iterable[SeriesPair]:
        """Texts have no device."""
        return ()
