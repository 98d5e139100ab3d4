"""What the history of a series tells of clue requests about it (``series.queries.history``)."""

from datetime import datetime
from typing import Final

from series.models import Series
from series.queries.history import Act, acts_of

_REQUESTS: Final = """
    SELECT t.created_at AS at, 'Clue request: ' || k.name AS text, 'message-circle-question-mark' AS icon,
           t.country_id AS country, t.unit_id AS unit, t.officer_id AS officer
    FROM forum_threadseries l JOIN forum_thread t ON t.id = l.thread_id JOIN forum_cluekind k ON k.slug = t.kind_id
    WHERE l.series_id = %(series)s
    UNION ALL
    SELECT p.created_at, 'Answer: ' || k.name, 'message-circle-question-mark', p.country_id, p.unit_id,
           p.officer_id
    FROM forum_threadseries l JOIN forum_thread t ON t.id = l.thread_id JOIN forum_post p ON p.thread_id = t.id
    JOIN forum_cluekind k ON k.slug = t.kind_id
    WHERE l.series_id = %(series)s
"""


def request_acts(series: Series, before: datetime | None, most: int) -> list[Act]:
    """Requests about the series, and their answers."""
    return acts_of(_REQUESTS, series, before, most)
