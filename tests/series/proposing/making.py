"""Series and items that something speaks for putting together, and what the queue then shows."""

from typing import Any
from uuid import UUID

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series.models import Hit, Item, LinkReason, Series
from series.proposing.work import propose
from series.queries.proposals import Line, Narrow, queue_of
from tests.series.grouping import make_items, make_series


def hit(item: Item, other: Item, *, distance: int = 4) -> Hit:
    """Say, as matching does, that two items show the same."""
    with acting_as_system("tests"):
        return Hit.objects.create(
            kind="near",
            item=item,
            item_audience_id=item.audience_id,
            other=other,
            other_audience_id=other.audience_id,
            distance=distance,
        )


def set_item(item: Item, **columns: Any) -> Item:
    """Write what a file says of itself."""
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(**columns)
    return item


def series_of(
    number: int, *, by: Officer, audience: Audience, title: str = "Green room", **columns: Any
) -> tuple[Series, list[Item]]:
    """Return a series with so many items, all of one audience."""
    items = [set_item(one, **columns) if columns else one for one in make_items(number, by=by, audience=audience)]
    return make_series(by=by, audience=audience, title=title, items=items), items


def proposed() -> list[LinkReason]:
    """Let the worker compare what waits, and return what speaks for two series."""
    propose()
    with acting_as_system("tests"):
        return list(LinkReason.objects.exclude(other=None).order_by("-score", "pk"))


def lines(officer: Officer, **narrow: Any) -> list[Line]:
    """Return what the queue shows this officer."""
    with acting_as(officer.pk):
        return queue_of(officer, Narrow(**narrow)).lines


def pairs(officer: Officer, **narrow: Any) -> list[tuple[UUID, ...]]:
    """Return the keys of what each line names, and how much it saves."""
    found = []
    for line in lines(officer, **narrow):
        ends = sorted(one.pk for one in (line.one, line.two) if one is not None)
        found.append((*ends, *([line.item.pk] if line.item else [])))
    return found


def first_reason(officer: Officer) -> LinkReason:
    """Return the reason that names the first line of this officer's queue."""
    with acting_as(officer.pk):
        return LinkReason.objects.get(pk=queue_of(officer, Narrow()).lines[0].key)
