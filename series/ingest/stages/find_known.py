"""Is this very content held already, or on a list? By SHA-256, under the content's lock, so that two workers agree."""

from typing import Any, Final
from uuid import UUID

from icse.core.prepared import prepared_cursor
from series.ingest.work import Done, Duplicate, Outcome, Work
from series.matching.blind import write_blind_hits
from series.matching.hits import write_exact_hits
from series.matching.lists.marking import mark_by_bytes
from series.models import Item

#: The items that one repeats: in the same case, for the same audience. For another audience it is no repetition, but
#: showing it to others. One that passed this stage is the original, whatever its key; among those still waiting the
#: lowest key will be. Held, so that it cannot go to another audience without what repeats it (series.actions.sharing).
_REPEATED: Final = """
    SELECT i.id FROM series_item i
    WHERE i.sha256 = %(sha256)s AND i.country_id = %(country)s AND i.case_id = %(case)s AND i.audience_id = %(audience)s
      AND i.state NOT IN ('duplicate', 'refused') AND i.id <> %(item)s
      AND (i.stage NOT IN ('', 'recognise') OR i.id < %(item)s)
    ORDER BY i.id LIMIT 1 FOR NO KEY UPDATE
"""


def run(work: Work) -> Outcome:
    """End a repetition within the own case; for everything else write down which items hold the same content.

    A known content goes through all further stages like a new one: the time must not tell whether others hold it.
    """
    original = _original_of(work.item)
    if original is not None:
        return Duplicate(original)
    mark_by_bytes([work.item.pk])
    write_exact_hits(work.item.pk, work.item.sha256)
    write_blind_hits(work.item.pk)
    return Done()


def _original_of(item: Item) -> UUID | None:
    values: dict[str, Any] = {
        "item": item.pk,
        "sha256": item.sha256,
        "country": item.country_id,
        "case": item.case_id,
        "audience": item.audience_id,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_REPEATED, values)
        row: tuple[UUID] | None = cursor.fetchone()
    return row[0] if row is not None else None
