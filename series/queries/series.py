"""Named reads of series and of the items in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from accounts.access import visible_or_404
from accounts.models import Audience, Officer
from accounts.permissions import may
from accounts.visibility import newest_ids
from icse.core.cursors import SCREENFUL
from icse.core.errors import Conflict
from series.clock import length_of
from series.models import Item, Placement, Series

PAGE: Final = SCREENFUL
LOOKED_AT = 40
FIRST_PICTURES = """
    SELECT one.series, found.item_id FROM unnest(%s::uuid[]) AS one(series)
    CROSS JOIN LATERAL (
        SELECT p.id, p.item_id FROM (
            SELECT p.id, p.item_id FROM series_placement p JOIN series_item i ON i.id = p.item_id
            WHERE p.series_id = one.series AND i.state = 'ready' AND i.kind <> 'other'
            ORDER BY p.id LIMIT %s
        ) p
        WHERE NOT EXISTS (
            SELECT 1 FROM series_hit h
            WHERE h.item_id = p.item_id AND h.other_id < p.item_id AND (
                SELECT true FROM (SELECT * FROM series_placement q WHERE q.item_id = h.other_id OFFSET 0) q
                JOIN series_item o ON o.id = q.item_id AND o.state = 'ready' AND o.kind <> 'other'
                WHERE q.series_id = one.series LIMIT 1
            )
        )
        ORDER BY p.id LIMIT %s
    ) found ORDER BY found.id
"""


@dataclass(frozen=True)
class Pictures:
    """One page of what a series holds: ``older`` is the key after which the next page begins, or None."""

    placements: list[Placement]
    total: int
    older: UUID | None
    start: UUID | None = None


@dataclass(slots=True)
class MarkedItem:
    """What a board shows of an item. Two hundred rows of the model take longer to make than to read."""

    pk: UUID
    tlp: str
    handling: list[str]
    handling_note: str
    duration: float | None
    name: str

    @property
    def length(self) -> str:
        """How long a video or a sound is; empty for others."""
        return length_of(self.duration)


def all_series() -> QuerySet[Series]:
    """Return the series that the actor may see, with what names them."""
    return Series.objects.select_related("country", "unit", "audience")


def series_or_404(pk: UUID | None) -> Series:
    """Return the one series, if the actor may see it.

    :raises Http404: it is hidden, or does not exist; the two cannot be told apart.
    :raises Conflict: it was merged into another one since the page was opened.
    """
    series = visible_or_404(all_series(), pk=pk)
    if series.merged_into_id is not None:
        where = all_series().get(pk=live_key(series))
        raise Conflict(f"{series.reference} has been merged into {where.reference}. Nothing was changed; go on there.")
    return series


def live_key(series: Series) -> UUID:
    """Return the key of the series in which one that was merged is now, or its own."""
    if series.merged_into_id is None:
        return series.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_live_series(%s)", [series.pk])
        (key,) = cursor.fetchone()
    return UUID(str(key))


def placements_of(item: Item) -> list[Placement]:
    """Return where an item is placed, as far as the actor may see it, oldest first."""
    return list(Placement.objects.filter(item=item).select_related("series__country").order_by("pk"))


def removable(placements: Iterable[Placement], officer: Officer, contributable: Collection[int]) -> set[UUID]:
    """Return the keys of those that the officer may take out; the rule is the database's (``TAKES_OUT``).

    :param placements: with their items and series.
    """
    if not may(officer, "placement.remove"):
        return set()
    own = officer.country_id
    return {
        one.pk
        for one in placements
        if one.item.country_id == own
        or (one.series_audience_id in contributable and own in {one.country_id, one.series.country_id})
    }


def counts_of_items(series: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many items of each series the actor may see; a series without any is left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT series, number FROM icse_counts_of_items(%s::uuid[])", [list(series)])
        return dict(cursor.fetchall())


def first_pictures(series: Sequence[UUID], *, at_most: int) -> dict[UUID, list[UUID]]:
    """Return, for each series, the keys of the first pictures that the actor may see, no two of one stack.

    Only the first ``LOOKED_AT`` are asked about: a series may hold thousands of one picture. ``OFFSET 0`` and
    ``LIMIT 1`` keep the planner from reading a whole series for each of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIRST_PICTURES, [list(series), LOOKED_AT, at_most])
        pictures: dict[UUID, list[UUID]] = {}
        for key, item in cursor.fetchall():
            pictures.setdefault(key, []).append(item)
        return pictures


def marked_items(items: Iterable[UUID]) -> dict[UUID, MarkedItem]:
    """Return these items, as far as the actor may see them, with nothing but their markings, lengths and names."""
    rows = Item.objects.filter(pk__in=list(items)).values_list(
        "pk", "tlp", "handling", "handling_note", "duration", "name"
    )
    return {row[0]: MarkedItem(*row) for row in rows}


def items_to_place(series: Series, officer: Officer, *, after: UUID | None = None) -> tuple[list[Item], UUID | None]:
    """Return one page of the own country's newest items that are not in the series yet, and where the next begins."""
    where = """t.country_id = %s AND t.state = 'ready'
        AND NOT EXISTS (SELECT 1 FROM series_placement p WHERE p.series_id = %s AND p.item_id = t.id)"""
    params: list[object] = [officer.country_id, series.pk]
    if after is not None:
        where, params = where + " AND t.id < %s", [*params, after]
    keys = newest_ids("series_item", "id", PAGE + 1, where=where, params=params)
    items = items_by_key(keys[:PAGE])
    return items, items[-1].pk if len(keys) > PAGE else None


def items_by_key(keys: Sequence[UUID]) -> list[Item]:
    """Return the visible ones of these items, in the order of the keys."""
    found = Item.objects.select_related("audience").in_bulk(list(keys))
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def narrower_items(items: Sequence[Item], audience: Audience) -> list[str]:
    """Say which items keep an audience of their own when shown in a series for this audience.

    A national series is seen by one country, and what is shown to all members is seen by everyone: neither narrows.
    """
    if audience.kind == Audience.Kind.NATIONAL:
        return []
    narrower: dict[str, int] = {}
    for item in items:
        if item.audience_id != audience.pk and item.audience.kind != Audience.Kind.MEMBERS:
            narrower[item.audience.name] = narrower.get(item.audience.name, 0) + 1
    return [f"{number} of {len(items)} files stay visible to {name}." for name, number in sorted(narrower.items())]
