"""The board by clue: from the requests of one kind to the series they are about."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

#: Audience by audience, so that nothing hidden is read; then all that was found is looked up in two passes through an
#: index. OFFSET keeps the planner from reading whole tables instead, since it expects that nearly every row is seen.
_BY_CLUE = """
    SELECT t.id FROM series_series t WHERE t.id = ANY (ARRAY(
        SELECT DISTINCT tied.series_id FROM forum_threadseries tied WHERE tied.thread_id = ANY (ARRAY(
            SELECT thread.id FROM unnest((SELECT icse_audiences())) AS one(audience) CROSS JOIN LATERAL (
                SELECT h.id FROM forum_thread h
                WHERE h.kind_id = %s AND h.audience_id = one.audience AND {requests} OFFSET 0
            ) thread
        ))
    )) AND {where} ORDER BY t.last_activity_at DESC, t.id DESC LIMIT {limit}
"""
#: Which requests are of series of this status. A request knows whether its series is still active: of the others, most
#: are not even looked up. What somebody is claimed in is active, since a claimed person is not identified yet.
_REQUESTS = {"solved": "NOT h.is_active", "all": "true"}


def clue_query(limit: int, where: str, status: str) -> str:
    """Return what ``newest_by_clue`` asks."""
    return _BY_CLUE.format(where=where, requests=_REQUESTS.get(status, "h.is_active"), limit=int(limit))


def newest_by_clue(kind: str, limit: int, *, status: str, where: str, params: Iterable[Any]) -> list[UUID]:
    """Return the keys of the newest series that a request of this kind is about, as far as the actor sees both.

    :param status: as the board names it.
    :param where: a condition on ``series_series t``, which says the status too; trusted text.
    """
    with connection.cursor() as cursor:
        cursor.execute(clue_query(limit, where, status), [kind, *params])
        return [row[0] for row in cursor.fetchall()]
