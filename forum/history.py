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
    UNION ALL
    SELECT r.created_at, 'Request to the owner: ' || __PURPOSE__, 'send', r.country_id, r.unit_id, r.officer_id
    FROM forum_request r WHERE r.series_id = %(series)s OR r.opened_type = 'series' AND r.opened_key = %(series)s
    UNION ALL
    SELECT r.last_activity_at, 'Request to the owner ' || r.state || ': ' || __PURPOSE__, 'send',
           CASE r.state WHEN 'withdrawn' THEN r.country_id ELSE s.country_id END, NULL, NULL
    FROM forum_request r JOIN series_series s ON s.id = %(series)s
    WHERE (r.series_id = s.id OR r.opened_type = 'series' AND r.opened_key = s.id)
      AND r.state IN ('accepted', 'declined', 'withdrawn')
""".replace(
    "__PURPOSE__",
    "CASE r.purpose WHEN 'sight' THEN 'to see it' WHEN 'judicial' THEN 'to use it in court' ELSE 'to pass it on' END",
)


def request_acts(series: Series, before: datetime | None, most: int) -> list[Act]:
    """Clue requests about the series, and their answers; requests to the owner, each side's from its own copy."""
    return acts_of(_REQUESTS, series, before, most)
