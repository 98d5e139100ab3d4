"""The same or similar pictures: what matching has found already."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from series.models import LinkReason
from series.proposing.proposer import ItemPair, SeriesPair

#: An item that is in two series pairs with itself.
_HITS: Final = """
    SELECT h.item_id, h.other_id, CASE h.kind WHEN 'exact' THEN 100 WHEN 'near' THEN 100 - h.distance
           ELSE greatest(h.share, h.other_share) END
    FROM series_hit h WHERE h.item_id = ANY(%(items)s::uuid[])
    UNION
    SELECT h.item_id, h.other_id, CASE h.kind WHEN 'exact' THEN 100 WHEN 'near' THEN 100 - h.distance
           ELSE greatest(h.share, h.other_share) END
    FROM series_hit h WHERE h.other_id = ANY(%(items)s::uuid[])
    UNION
    SELECT one, one, 100 FROM unnest(%(items)s::uuid[]) one
"""


class Pictures:
    """Near-duplicates, and one item in two series."""

    reason = LinkReason.Reason.PICTURES.value

    def of_items(self, items: Sequence[UUID]) -> Iterable[ItemPair]:
        """Yield the hits of these items."""
        with connection.cursor() as cursor:
            cursor.execute(_HITS, {"items": list(items)})
            return [ItemPair(*row) for row in cursor.fetchall()]

    def of_series(self, series: Sequence[UUID]) -> Iterable[SeriesPair]:
        """Texts are no pictures."""
        return ()
