"""Requests that a second officer is asked to look at, in a world. Drawn after everything else."""

from tests.partition.making import Maker
from tests.partition.world import Check


def deal_checks(maker: Maker) -> None:
    """Add it all to the world that was made."""
    world = maker.world
    for thread in maker.some(list(world.threads.values()), 5):
        people = maker.of_country(thread.country)
        asker = maker.random.choice(people)
        seconds = [one.key for one in people if one is not asker]
        second = maker.random.choice(seconds) if seconds and maker.chance(0.3) else None
        wanted = maker.audience_of(thread.country)
        check = Check(maker.key(), asker.key, maker.minute(), thread.key, wanted, second)
        world.checks[check.key] = check
