"""Repeated pictures as one stack: duplicates and near-duplicates among what the officer is shown in one place.

A picture folds under the earliest picture of the same place that it matches, that one under its own earliest, and so
on. A video folds under another where most of each is in the other; a picture is no repetition of the video that it is a
frame of, nor a part of the whole. Only hits that the officer sees count, and only pictures that are listed there: so
neither the number nor the time tells of hidden ones. A place larger than its window is folded window by window, the
newest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from icse.core.lookups import as_array
from series.models.hit import ALIKE_PERCENT

#: So many of the newest pictures of a case, an upload or a series are folded together; of a list of all, fewer.
WINDOW: Final = 5000
WINDOW_OF_ALL: Final = 500

#: A picture is no repetition of the video that it is a frame of, and a part of a video none of the whole.
REPEATS: Final = f"""
    (h.kind = 'exact' OR (h.kind = 'near' AND h.second IS NULL)
     OR (h.kind = 'video' AND least(h.share, h.other_share) >= {ALIKE_PERCENT}))
"""
#: ``IS TRUE`` keeps the condition out of the index, where each key of the window would be looked up for each item; as
#: a filter it is one look into a hash table for each hit.
EARLIEST: Final = f"""
    SELECT one.id, found.other_id FROM unnest(%(keys)s::uuid[]) AS one(id)
    CROSS JOIN LATERAL (
        SELECT h.other_id FROM series_hit h
        WHERE h.item_id = one.id AND h.other_id < one.id AND (h.other_id = ANY (%(keys)s::uuid[])) IS TRUE
          AND {REPEATS}
        ORDER BY h.other_id LIMIT 1
    ) found
"""  # noqa: S608 - of constants

_IS_PICTURE: Final = "(SELECT i.state = 'ready' AND i.kind <> 'other' FROM series_item i WHERE i.id = {})"
#: The window of a series as far as a page needs it: all that folds, as many of those that stand alone as a page shows,
#: and where the window ends, if anything follows. A series of thousands would else travel whole for fifty tiles.
#: ``IN`` has a hash table here; an array that a query makes has none, and would be gone through for each hit.
OF_SERIES: Final = f"""
    WITH reached AS MATERIALIZED (
        SELECT p.id, p.item_id FROM series_placement p
        WHERE p.series_id = %(series)s AND (%(start)s::uuid IS NULL OR p.id < %(start)s)
        ORDER BY p.id DESC LIMIT %(window)s + 1
    ), listed AS MATERIALIZED (
        SELECT * FROM reached ORDER BY id DESC LIMIT %(window)s
    ), matched AS MATERIALIZED (
        SELECT one.item_id, found.other_id FROM listed one
        CROSS JOIN LATERAL (
            SELECT h.other_id FROM series_hit h
            WHERE h.item_id = one.item_id AND h.other_id < one.item_id
              AND (h.other_id IN (SELECT item_id FROM listed)) IS TRUE AND {REPEATS}
              AND {_IS_PICTURE.format("h.item_id")} AND {_IS_PICTURE.format("h.other_id")}
            ORDER BY h.other_id LIMIT 1
        ) found
    ), folding AS MATERIALIZED (
        SELECT item_id FROM matched UNION SELECT other_id FROM matched
    )
    SELECT 'folds', one.id, one.item_id, m.other_id, 0
    FROM listed one JOIN folding f ON f.item_id = one.item_id LEFT JOIN matched m ON m.item_id = one.item_id
    UNION ALL (
        SELECT 'alone', one.id, one.item_id, NULL, 0 FROM listed one
        WHERE (%(after)s::uuid IS NULL OR one.id < %(after)s)
          AND NOT EXISTS (SELECT 1 FROM folding f WHERE f.item_id = one.item_id)
        ORDER BY one.id DESC LIMIT %(at_most)s + 1
    ) UNION ALL (
        SELECT 'end', id, item_id, NULL, 0 FROM reached ORDER BY id DESC LIMIT 2 OFFSET %(window)s - 1
    )
"""  # noqa: S608 - of constants
_ALL_OF_SERIES: Final = f"""
    {OF_SERIES} UNION ALL (
        SELECT 'all', NULL, NULL, NULL, count(*) FROM series_placement p WHERE p.series_id = %(series)s
    )
"""  # noqa: S608 - of constants


class Listed(NamedTuple):
    """One item where it is listed; ``position`` orders the list, newest first. ``repeats`` is the item it repeats."""

    position: UUID
    item: UUID
    is_picture: bool
    repeats: UUID | None = None


@dataclass(frozen=True)
class Stack:
    """The earliest picture with all that folds under it, the newest first, and uploads that repeat one of them."""

    first: UUID
    members: tuple[UUID, ...]
    position: UUID

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.members)

    @property
    def keys(self) -> str:
        """All their keys, as a check box sends them."""
        return " ".join(map(str, self.members))


@dataclass(frozen=True)
class StackPage:
    """One page of stacks: ``older`` is the place at which the next one begins, ``start`` the window that it is in.

    ``placed`` tells, in a series, which placement an item has there; ``total``, how many files it holds.
    """

    stacks: list[Stack]
    older: UUID | None
    start: UUID | None
    placed: Mapping[UUID, UUID] = field(default_factory=dict)
    total: int = 0


def folded(listed: Sequence[Listed], earliest: Mapping[UUID, UUID] | None = None) -> list[Stack]:
    """Fold what is listed, newest first. What is no picture stands alone; a repetition counts too.

    :param earliest: as ``earliest_matches`` tells; without it, one query.
    """
    items = [one.item for one in listed if one.is_picture]
    first = _firsts(items, earliest_matches(items) if earliest is None else earliest)
    members: dict[UUID, list[Listed]] = {}
    for one in listed:
        members.setdefault(first.get(one.item, one.item), []).append(one)
    copies: dict[UUID, list[UUID]] = {}
    for one in listed:
        if one.repeats in first:
            copies.setdefault(first[one.repeats], []).append(one.item)
    return [
        Stack(key, (*(one.item for one in found), *copies.get(key, ())), found[0].position)
        for key, found in members.items()
    ]


def page_of(
    listed: Sequence[Listed], *, after: UUID | None, start: UUID | None, at_most: int, window: int
) -> StackPage:
    """Cut one page out of a window.

    :param listed: the window, newest first, and one more where another follows.
    """
    rest = [one for one in folded(listed[:window]) if after is None or one.position < after]
    page, placed = rest[:at_most], {one.item: one.position for one in listed[:window]}
    if len(rest) > at_most:
        return StackPage(page, page[-1].position, start, placed)
    return StackPage(page, None, listed[window - 1].position if len(listed) > window else None, placed)


def page_of_series(
    series: UUID, *, after: UUID | None, start: UUID | None, at_most: int, window: int = WINDOW
) -> StackPage:
    """Return one page of the stacks of a series, newest first, in one query."""
    asked = {"series": series, "after": after, "start": start, "at_most": at_most, "window": window}
    with connection.cursor() as cursor:
        cursor.execute(_ALL_OF_SERIES, asked)
        rows = cursor.fetchall()
    [total] = [number for part, _, _, _, number in rows if part == "all"]
    ends = [key for part, key, _, _, _ in rows if part == "end"]
    listed = [Listed(key, item, part == "folds") for part, key, item, _, _ in rows if part in ("folds", "alone")]
    listed.sort(key=lambda one: one.position, reverse=True)
    earliest = {item: other for _, _, item, other, _ in rows if other is not None}
    rest = [one for one in folded(listed, earliest) if after is None or one.position < after]
    placed = {one.item: one.position for one in listed}
    if len(rest) > at_most:
        return StackPage(rest[:at_most], rest[at_most - 1].position, start, placed, total)
    return StackPage(rest, None, max(ends) if len(ends) == 2 else None, placed, total)


def stack_with(item: UUID, listed: Sequence[Listed]) -> Stack:
    """Return the stack in which an item is; alone where it is not listed (any more)."""
    return next((one for one in folded(listed) if item in one.members), Stack(item, (item,), item))


def selected(values: Iterable[str]) -> list[str]:
    """Return the keys that check boxes sent: one of a stack sends all of its members."""
    return [key for value in values for key in (value.split() or [value])]


def _firsts(items: Sequence[UUID], earliest: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Return the earliest picture under which each of these folds, which may be itself."""
    first: dict[UUID, UUID] = {}
    for item in sorted(items):  # an earlier one is settled before those under it
        first[item] = first[earliest[item]] if item in earliest else item
    return first


def earliest_matches(items: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the earliest of these items that each matches, as far as the actor sees the hit; those without are out."""
    with connection.cursor() as cursor:
        cursor.execute(EARLIEST, {"keys": as_array(items)})
        return dict(cursor.fetchall())
