"""What follows from a match once an item is ready: open pages of the others look again, solved series get the news."""

from collections import defaultdict
from typing import Final
from uuid import UUID

from icse.core import events
from icse.core.prepared import prepared_cursor
from series.models import Item, NewMaterial

#: What one event names at most.
_NAMED: Final = 100

#: What is ready and shows the same as this item.
_MATCHED: Final = """
    SELECT o.id, o.audience_id FROM series_item o
    WHERE o.state = 'ready' AND o.id IN (
        SELECT h.other_id FROM series_hit h WHERE h.item_id = %(item)s
        UNION ALL
        SELECT h.item_id FROM series_hit h WHERE h.other_id = %(item)s
    )
    ORDER BY o.id
"""
#: The identified victims of every series that holds something that shows the same as this item, with who sees all of
#: it: of each audience one that shows the same, the nearest. Urgent is what was made after the day of the
#: identification, or seen for the first time after it was confirmed. Only items count there that everybody who sees the
#: row may see: a copy that is hidden must not show by what is not urgent. One who is identified only as the same person
#: as another subject (``person``) is told to the country that identified that other, and to nobody else: along links
#: whose subjects all see who see the first. The rows are held, since each may go to another audience at any moment.
_SOLVED: Final = """
    WITH around AS MATERIALIZED (
        SELECT o.id, o.audience_id, h.distance
        FROM series_hit h
        JOIN series_item o ON o.id = CASE WHEN h.item_id = %(item)s THEN h.other_id ELSE h.item_id END
        WHERE (h.item_id = %(item)s OR h.other_id = %(item)s) AND o.state = 'ready'
        ORDER BY o.id FOR KEY SHARE OF o
    ), subjects AS MATERIALIZED (
        SELECT s.id, s.series_id, s.audience_id, s.status_country_id
        FROM series_subject s
        WHERE s.role = 'victim' AND s.status = 'identified'
          AND s.series_id IN (SELECT p.series_id FROM series_placement p WHERE p.item_id IN (SELECT id FROM around))
        ORDER BY s.id FOR KEY SHARE
    ), solved AS MATERIALIZED (
        SELECT s.id, s.series_id, s.audience_id, i.*, nullif(i.subject_id, s.id) AS person,
               CASE WHEN i.subject_id <> s.id THEN i.seen_by END AS person_audience
        FROM subjects s CROSS JOIN LATERAL (
            SELECT f.subject_id, b.audience_id AS seen_by, f.country_id, f.confirmed_at
            FROM series_identification f JOIN series_subject b ON b.id = f.subject_id
            WHERE f.confirmed_at IS NOT NULL AND f.revoked_at IS NULL
              AND (f.subject_id = s.id OR s.status_country_id IS NULL AND f.subject_id IN (
                  WITH RECURSIVE same AS (
                      SELECT s.id, s.audience_id
                      UNION
                      SELECT o.id, o.audience_id FROM same r
                      JOIN series_subjectlink l ON l.state = 'accepted' AND r.id IN (l.subject_id, l.other_id)
                      JOIN series_subject o ON o.id IN (l.subject_id, l.other_id) AND o.id <> r.id
                      LEFT JOIN accounts_audience shown ON shown.id = r.audience_id
                      WHERE r.audience_id = s.audience_id OR shown.kind = 'members'
                  ) SELECT id FROM same LIMIT 1000
              ))
            ORDER BY f.confirmed_at LIMIT 1 FOR KEY SHARE OF b
        ) i
    ), pairs AS (
        SELECT DISTINCT ON (s.id, a.audience_id) s.*, a.id AS other_id, a.audience_id AS other_audience_id
        FROM solved s
        JOIN series_placement p ON p.series_id = s.series_id
        JOIN around a ON a.id = p.item_id
        ORDER BY s.id, a.audience_id, a.distance, a.id
    )
    SELECT s.id, s.series_id, s.audience_id, s.other_id, s.other_audience_id, s.country_id, n.id, s.person,
           s.person_audience, coalesce(substring(mine.taken_at FROM '^[0-9]{4}-[0-9]{2}-[0-9]{2}') > (
               SELECT max(n.identified_on)::text FROM series_identification n
               WHERE n.subject_id = s.subject_id AND n.confirmed_at IS NOT NULL AND n.revoked_at IS NULL), false)
           OR NOT EXISTS (
               SELECT 1 FROM series_item old
               WHERE old.sha256 = mine.sha256
                 AND old.audience_id IN (mine.audience_id, s.audience_id, s.other_audience_id)
                 AND old.created_at <= s.confirmed_at)
    FROM series_item mine CROSS JOIN pairs s
    JOIN accounts_audience n ON n.kind = 'national' AND n.owner_id = s.country_id
    WHERE mine.id = %(item)s ORDER BY s.id, s.other_id
"""


def tell_matches(item: Item) -> None:
    """Have the open pages of what this item matches look again: of who sees both, once for each audience."""
    by_audience: dict[int, list[UUID]] = defaultdict(list)
    with prepared_cursor() as cursor:
        cursor.execute(_MATCHED, {"item": item.pk})
        ready: list[tuple[UUID, int]] = cursor.fetchall()
    for key, audience_id in ready:
        by_audience[audience_id].append(key)
    for audience_id, keys in by_audience.items():
        for start in range(0, len(keys), _NAMED):
            some = keys[start : start + _NAMED]
            events.publish("item.matched", objects=some, audiences=[audience_id, item.audience_id])


def write_new_material(item: Item) -> None:
    """Write down that this item resembles a series in which a child is identified, and tell the identifying country.

    Who is told is decided by the audiences of the item, of what it matches, of the series, and of the subject that was
    identified: where the country may not see them all, it hears what blind hits tell, and no more.
    """
    with prepared_cursor() as cursor:
        cursor.execute(_SOLVED, {"item": item.pk})
        found = cursor.fetchall()
    for (
        subject,
        series,
        audience,
        other,
        other_audience,
        country,
        national,
        person,
        person_audience,
        is_urgent,
    ) in found:
        made = NewMaterial(
            item_id=item.pk,
            item_audience_id=item.audience_id,
            other_id=other,
            other_audience_id=other_audience,
            series_id=series,
            series_audience_id=audience,
            subject_id=subject,
            country_id=country,
            person_id=person,
            person_audience_id=person_audience,
            only_for_id=national if person else None,
            is_urgent=is_urgent,
        )
        NewMaterial.objects.bulk_create([made])
        needed = [item.audience_id, other_audience, audience, national, *([person_audience] if person else [])]
        events.publish("material.new", objects=[made.pk], audiences=needed)
