"""The board by clue: from the requests of one kind to the series they are about."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

#: Audience by audience, so that nothing hidden is read; then one look-up for each request and each series. OFFSET keeps
#: the planner from reading whole tables instead, since it expects that nearly every row is seen.
_BY_CLUE = """
    WITH about AS MATERIALIZED (
        SELECT DISTINCT tied.series_id FROM unnest((SELECT icse_audiences())) AS one(audience)
        CROSS JOIN LATERAL (
            SELECT h.id FROM forum_thread h WHERE h.kind_id = %s AND h.audience_id = one.audience OFFSET 0
        ) thread
        CROSS JOIN LATERAL (SELECT l.series_id FROM forum_threadseries l WHERE l.thread_id = thread.id OFFSET 0) tied
    )
    SELECT found.id FROM about CROSS JOIN LATERAL (
        SELECT t.id, t.last_activity_at AS at FROM series_series t WHERE t.id = about.series_id AND {where} OFFSET 0
    ) found ORDER BY found.at DESC, found.id DESC LIMIT {limit}
"""


def clue_query(limit: int, where: str) -> str:
    """Return what ``newest_by_clue`` asks."""
    return _BY_CLUE.format(where=where, limit=int(limit))


def newest_by_clue(kind: str, limit: int, *, where: str, params: Iterable[Any]) -> list[UUID]:
    """Return the keys of the newest series that a request of this kind is about, as far as the actor sees both.

    :param where: a condition on ``series_series t``; trusted text.
    """
    with connection.cursor() as cursor:
        cursor.execute(clue_query(limit, where), [kind, *params])
        return [row[0] for row in cursor.fetchall()]
