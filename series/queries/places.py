"""Where items are listed, and what is listed there for the officer: the places in which repeated pictures fold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Officer
from accounts.visibility import newest_ids
from series.models import Case, Item, Placement, Series, Upload
from series.queries import items as item_queries
from series.queries import series as series_queries
from series.queries.deletion import being_deleted
from series.queries.items import Page, all_items, rows_of
from series.queries.series import Pictures
from series.queries.stacks import WINDOW, WINDOW_OF_ALL, Listed, Stack, StackPage, page_of, page_of_series, stack_with
from series.queries.uploads import items_in


@dataclass(frozen=True)
class Place:
    """All that the officer may see, or one case, one upload or one series, from ``start`` (a key) on."""

    officer: Officer
    case: Case | None = None
    upload: Upload | None = None
    series: Series | None = None
    start: UUID | None = None

    @property
    def window(self) -> int:
        """How many of the newest are folded together."""
        return WINDOW if self.case or self.upload or self.series else WINDOW_OF_ALL


def stacked_items(place: Place, *, after: UUID | None = None) -> Page:
    """Return one page of the items of a place, newest first; pictures that show the same are one row."""
    found = _page(place, after, item_queries.PAGE)
    items = list(all_items().filter(pk__in=[one.first for one in found.stacks]).exclude(pk__in=being_deleted()))
    rows = {row.item.pk: row for row in rows_of(items, place.officer.country_id)}
    shown = [replace(rows[one.first], stack=one) for one in found.stacks if one.first in rows]
    return Page(shown, found.older, found.start)


def stacked_pictures(place: Place, *, after: UUID | None = None) -> Pictures:
    """Return one page of the placements of a series, newest first; pictures that show the same are one.

    By the placements' own keys, and without the countries' names: the planner would read the whole series, and all
    countries for each row.
    """
    series = cast(Series, place.series)
    found = page_of_series(series.pk, after=after, start=place.start, at_most=series_queries.PAGE, window=place.window)
    stacks = {one.first: one for one in found.stacks}
    rows = Placement.objects.filter(pk__in=[found.placed[key] for key in stacks]).exclude(item__in=being_deleted())
    rows = rows.select_related("item__audience", "item__unit").defer("item__metadata")
    by_item = {one.item_id: one for one in rows}
    shown = [by_item[key] for key in stacks if key in by_item]
    for one in shown:
        one.series = series
        one.stack = stacks[one.item_id]  # type: ignore[attr-defined]
    return Pictures(shown, Placement.objects.filter(series=series).count(), found.older, found.start)


def stack_in(place: Place, item: UUID) -> Stack:
    """Return the stack of a place in which an item is."""
    return stack_with(item, _listed(place)[: place.window])


def _page(place: Place, after: UUID | None, at_most: int) -> StackPage:
    return page_of(_listed(place), after=after, start=place.start, at_most=at_most, window=place.window)


def _listed(place: Place) -> Sequence[Listed]:
    """Return the window of a place, newest first, and one more where another follows."""
    if place.series is not None:
        return _listed_of_series(place, place.series)
    items = _of_upload(place, place.upload) if place.upload is not None else Item.objects.filter(pk__in=_newest(place))
    rows = items.values_list("pk", "state", "kind", "duplicate_of_id")
    listed = [Listed(key, key, _is_picture(state, kind), repeats) for key, state, kind, repeats in rows]
    return sorted(listed, key=lambda one: one.position, reverse=True)


def _newest(place: Place) -> list[UUID]:
    """Of other countries only the ready ones."""
    conditions: dict[str, object] = {"(t.state = 'ready' OR t.country_id = %s)": place.officer.country_id}
    if place.start is not None:
        conditions["t.id < %s"] = str(place.start)
    if place.case is not None:
        conditions["t.case_id = %s"] = str(place.case.pk)
    where, params = " AND ".join(conditions), conditions.values()
    return newest_ids("series_item", "id", place.window + 1, where=where, params=params)


def _of_upload(place: Place, upload: Upload) -> QuerySet[Item]:
    items = items_in(upload)
    if place.start is not None:
        items = items.filter(pk__lt=place.start)
    return items.order_by("-pk")[: place.window + 1]


def _listed_of_series(place: Place, series: Series) -> list[Listed]:
    placed = Placement.objects.filter(series=series)
    if place.start is not None:
        placed = placed.filter(pk__lt=place.start)
    rows = placed.order_by("-pk").values_list("pk", "item_id", "item__state", "item__kind")[: place.window + 1]
    return [Listed(key, item, _is_picture(state, kind)) for key, item, state, kind in rows]


def _is_picture(state: str, kind: str) -> bool:
    return state == Item.State.READY and kind != Item.Kind.OTHER
