"""Who is on what and what is in hand, told a second time: from docs/work.md's prose, over ``Sight``."""

from uuid import UUID

from tests.partition.oracle import Sight


def leads_on(sight: Sight, series: UUID) -> set[UUID]:
    """Those that stand on a series that is not solved, of countries that take part."""
    world = sight.world
    return {
        key
        for key, one in world.leads.items()
        if one.series == series
        and one.state == "stands"
        and sight.sees("series_lead", key)
        and any(sight.active(series))
        and world.connected[world.people[one.by].country]
    }


def tasks_in_hand(sight: Sight, *, mine: bool) -> set[UUID]:
    """Open tasks of series that are not solved: the officer's own, or the whole unit's."""
    world, who = sight.world, sight.who
    return {
        key
        for key, one in world.tasks.items()
        if not one.done
        and sight.sees("series_task", key)
        and any(sight.active(one.series))
        and (one.by == who.key and one.for_me if mine else world.people[one.by].unit == who.unit)
    }


def leads_in_hand(sight: Sight) -> set[UUID]:
    """The unit's own leads that stand."""
    world = sight.world
    return {
        key
        for key, one in world.leads.items()
        if world.people[one.by].unit == sight.who.unit and key in leads_on(sight, one.series)
    }


def leads_offered(sight: Sight) -> set[UUID]:
    """What others offer to the unit."""
    world = sight.world
    return {
        key for key, one in world.leads.items() if one.offered == sight.who.unit and key in leads_on(sight, one.series)
    }
