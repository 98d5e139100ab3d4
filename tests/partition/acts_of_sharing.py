"""Officers who share their things with another audience, through the actions of the pages; and what must follow."""

from random import Random
from typing import TypeVar
from uuid import UUID

from accounts.markings import Marking
from accounts.models import Audience, Officer
from accounts.visibility import contributable_audiences
from forum.actions import share_series_and_threads, share_thread
from forum.models import Thread as ThreadRow
from series.actions import share_item
from series.models import Item as ItemRow
from series.models import Placement as PlacementRow
from series.models import Series as SeriesRow
from tests.partition.comparing import compare
from tests.partition.loading import Loader
from tests.partition.oracle import held, may_add_to
from tests.partition.world import Item, Person, Thread, World

T = TypeVar("T")

MARKINGS = (Marking(), Marking(), Marking("amber+strict"), Marking("amber", ("H1", "H2")))


def share_a_series(loader: Loader, random: Random, who: Person, by: Officer) -> None:
    """A series, some of its pictures, and the requests that would be shown to more than it."""
    rows = SeriesRow.objects.filter(country=who.country, audience__in=contributable_audiences()).order_by("pk")
    chosen, audience = _drawn(random, list(rows)), _audience(random)
    if chosen is None or audience is None:
        return
    placed = PlacementRow.objects.filter(series=chosen).values("item")
    mine = ItemRow.objects.filter(pk__in=placed, country=who.country, state="ready")
    items = [one for one in mine.filter(audience__in=contributable_audiences()).order_by("pk") if random.random() < 0.5]
    share_series_and_threads(series=chosen, audience=audience, marking=random.choice(MARKINGS), items=items, by=by)
    world, name, before = loader.world, loader.names[audience.pk], loader.names[chosen.audience_id]
    threads = _following(world, who, chosen.pk, name)
    world.series[chosen.pk].audience = name
    _allow(world, chosen.pk, {before}, {name})
    for item in items:
        _move_item(world, who, item.pk, name)
    for thread in threads:
        _allow(world, chosen.pk, {thread.audience, before}, {name, before}, {name})
        thread.audience = name


def share_an_item(loader: Loader, random: Random, who: Person, by: Officer) -> None:
    """One file; uploads that repeat it follow."""
    rows = ItemRow.objects.filter(country=who.country, state="ready", audience__in=contributable_audiences())
    chosen, audience = _drawn(random, list(rows.order_by("pk"))), _audience(random)
    if chosen is not None and audience is not None:
        share_item(item=chosen, audience=audience, marking=random.choice(MARKINGS), by=by)
        _move_item(loader.world, who, chosen.pk, loader.names[audience.pk])


def share_a_thread(loader: Loader, random: Random, who: Person, by: Officer) -> None:
    """One request with its answers."""
    rows = ThreadRow.objects.filter(country=who.country, audience__in=contributable_audiences()).order_by("pk")
    chosen, audience = _drawn(random, list(rows)), _audience(random)
    if chosen is None or audience is None:
        return
    share_thread(thread=chosen, audience=audience, marking=random.choice(MARKINGS), by=by)
    thread, name = loader.world.threads[chosen.pk], loader.names[audience.pk]
    if thread.series:
        about = loader.world.series[thread.series].audience
        _allow(loader.world, thread.series, {thread.audience, about}, {name, about})
    thread.audience = name


def check_places(loader: Loader) -> None:
    """Compare where everything is now: nothing went along that should not have, and nothing stayed. As the system."""
    world = loader.world
    for what, model, rows in (
        ("series", SeriesRow, world.series),
        ("items", ItemRow, world.items),
        ("requests", ThreadRow, world.threads),
    ):
        found = dict(model._default_manager.filter(pk__in=rows).values_list("pk", "audience_id"))
        expected = {key: one.audience for key, one in rows.items()}
        compare(f"audiences of {what}", {key: loader.names[number] for key, number in found.items()}, expected)


def _move_item(world: World, who: Person, key: UUID, name: str) -> None:
    before = world.items[key].audience
    again = [one for one in world.items.values() if one.repeats == key and one.audience == before]
    moved: list[Item] = [world.items[key], *(one for one in again if one.state == "duplicate")]
    for placed in world.placements.values():
        if placed.item in {one.key for one in moved}:
            about = world.series[placed.series].audience
            _allow(world, placed.series, {about, before}, {about, name})
    for one in moved:
        one.audience = name


def _following(world: World, who: Person, series: UUID, name: str) -> list[Thread]:
    """The country's own requests about it that would be shown to more than the series, unless they cannot go.

    They cannot where the officer may only look, or where a crop is not surely of an own picture.
    """
    seen, adds = held(world, who), may_add_to(world, who)
    found = []
    for thread in world.threads.values():
        within = thread.audience == name or name == "members" or thread.audience.startswith("national")
        if thread.series != series or thread.country != who.country or thread.audience not in seen or within:
            continue
        sources = [one.item for one in world.crops.values() if one.thread == thread.key]
        own = all(
            key and world.items[key].country == who.country and world.items[key].audience in seen for key in sources
        )
        if thread.audience in adds and own:
            found.append(thread)
    return found


def _allow(world: World, series: UUID, *audiences: set[str]) -> None:
    """Note to whom it may be told that something about a series has moved."""
    world.told_of_moves |= {(series, frozenset(some)) for some in audiences}


def _drawn(random: Random, rows: list[T]) -> T | None:
    return random.choice(rows) if rows else None


def _audience(random: Random) -> Audience | None:
    return _drawn(random, list(Audience.objects.filter(pk__in=contributable_audiences()).order_by("pk")))
