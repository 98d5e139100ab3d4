"""Whose file comes next: countries take turns, so that one that sends many delays no other.

A message to a worker says that there is work; which item it is, is asked here when a worker is free.
"""

from itertools import count
from uuid import UUID

from django.db import connection

from icse.core.doors import acting_as_system
from series.ingest.leases import REASON

#: The oldest waiting item of each country, and how many of the country are being worked on. Reads one row a country
#: and one a worker, however many wait (indexes item_in_turn and item_to_do).
_WAITING = """
    SELECT c.code, first.id, coalesce(busy.items, 0)
    FROM accounts_country c
    CROSS JOIN LATERAL (
        SELECT i.id FROM series_item i
        WHERE i.country_id = c.code AND i.state IN ('received', 'working')
          AND (i.lease_until IS NULL OR i.lease_until < now())
        ORDER BY i.id LIMIT 1
    ) first
    LEFT JOIN (
        SELECT i.country_id, count(*) AS items FROM series_item i
        WHERE i.state IN ('received', 'working') AND i.lease_until >= now() GROUP BY i.country_id
    ) busy ON busy.country_id = c.code
"""


class Turns:
    """What a worker process knows of the turns that it has given. For one thread."""

    def __init__(self) -> None:
        self._served: dict[str, int] = {}
        self._number = count(1)

    def next_item(self) -> UUID | None:
        """Return what to work on next, or None: nothing waits.

        First the countries of which the fewest are being worked on, by all workers; then the one that this worker
        has not served for the longest; then the oldest item.
        """
        with acting_as_system(REASON), connection.cursor() as cursor:
            cursor.execute(_WAITING)
            waiting: list[tuple[str, UUID, int]] = cursor.fetchall()
        if not waiting:
            return None
        country, item, _ = min(waiting, key=lambda row: (row[2], self._served.get(row[0], 0), row[1]))
        self._served[country] = next(self._number)
        return item
