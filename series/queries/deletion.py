"""What a deletion takes with it, as far as the officer sees it; and what is left of items that were deleted."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Officer
from series.models import Case, Hit, Item, Placement, Stone

SHOWN = 50


@dataclass(frozen=True)
class Taken:
    """How much goes with an item, of what the officer sees."""

    repetitions: int
    series: int
    hits: int


@dataclass(frozen=True)
class Stones:
    """The newest stones of a case, with the officers' names, and how many there are."""

    rows: list[tuple[Stone, str]]
    total: int


def taken_with(item: Item) -> Taken:
    """Count what goes with an item. Three queries, whatever there is."""
    return Taken(
        repetitions=Item.objects.filter(duplicate_of=item, state=Item.State.DUPLICATE).count(),
        series=Placement.objects.filter(item=item).count(),
        hits=Hit.objects.filter(Q(item=item) | Q(other=item)).count(),
    )


def stones_of(case: Case) -> Stones:
    """Return what is left of the items of a case that were deleted, the newest first."""
    stones = Stone.objects.filter(case=case)
    rows = list(stones.select_related("unit").order_by("-pk")[:SHOWN])
    names = dict(Officer.objects.filter(pk__in={one.officer_id for one in rows}).values_list("pk", "name"))
    total = stones.count() if len(rows) == SHOWN else len(rows)
    return Stones([(one, names.get(one.officer_id, "")) for one in rows], total)


def being_deleted() -> QuerySet[Stone, UUID]:
    """Return the keys of the own country's items that a worker is about to remove: lists leave them out at once.

    A list that still showed one would ask for its picture a moment after that has gone.
    """
    return Stone.objects.filter(removed_at=None).order_by().values_list("item_key", flat=True)


def is_being_deleted(item: Item) -> bool:
    """Tell whether a stone lies on it and a worker has not come yet; to its own country only."""
    return Stone.objects.filter(item_key=item.pk, removed_at=None).exists()
