"""Pictures that are in several series, of those that are shown together: nobody looks at one twice unknowingly."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from series.queries.stacks import REPEATS

#: Of a picture that matches more, the earliest matches are asked about.
_MOST: Final = 200
#: What shows the same, seen from either side, and the series of these in which it is. Hits, placements and items are
#: those of the actor. ``OFFSET 0`` keeps the planner from reading every placement of fifty series.
_ELSEWHERE: Final = f"""
    SELECT DISTINCT one.item, p.series_id FROM unnest(%(items)s::uuid[]) AS one(item)
    CROSS JOIN LATERAL (
        SELECT one.item AS key
        UNION ALL (SELECT h.other_id FROM series_hit h WHERE h.item_id = one.item AND {REPEATS}
                   ORDER BY h.id LIMIT %(most)s)
        UNION ALL (SELECT h.item_id FROM series_hit h WHERE h.other_id = one.item AND {REPEATS}
                   ORDER BY h.id LIMIT %(most)s)
    ) same
    CROSS JOIN LATERAL (SELECT series_id FROM series_placement WHERE item_id = same.key OFFSET 0) p
    JOIN series_item i ON i.id = same.key AND i.state = 'ready'
    WHERE p.series_id = ANY (%(series)s::uuid[])
"""  # noqa: S608 - of constants


def shown_elsewhere(shown: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, dict[UUID, set[UUID]]]:
    """Return, for each series of a page, which others of the page hold what its shown pictures show, with these.

    A picture counts that is in the other series itself, or that repeats one there. One query.

    :param shown: the pictures that are shown of each series.
    """
    found: dict[UUID, dict[UUID, set[UUID]]] = {key: defaultdict(set) for key in shown}
    holding: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        items = list({item for pictures in shown.values() for item in pictures})
        cursor.execute(_ELSEWHERE, {"items": items, "series": list(shown), "most": _MOST})
        for item, series in cursor.fetchall():
            holding[item].add(series)
    for key, pictures in shown.items():
        for item in pictures:
            for other in holding[item] - {key}:
                found[key][other].add(item)
    return found
