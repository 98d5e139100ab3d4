"""What happens to a world later: each change is made in the plain world and, apart from it, in the tables.

In the tables only the parent is touched: that its children follow is what is to be shown.
"""

from collections.abc import Callable
from random import Random
from uuid import UUID

from accounts.models import Country, Officer
from forum.models import Thread
from series.models import Item, Placement, Series
from tests.partition.loading import Loader, add_grants, certified_until, remove_grant
from tests.partition.world import Grant


def change(loader: Loader, random: Random, number: int) -> None:
    """Make so many changes. Inside ``acting_as_system``."""
    for _ in range(number):
        random.choice(CHANGES)(loader, random)


def _revoke(loader: Loader, random: Random) -> None:
    grant = random.choice(loader.world.grants)
    loader.world.grants.remove(grant)
    remove_grant(loader, grant)


def _grant(loader: Loader, random: Random) -> None:
    world = loader.world
    names = [name for name in world.audiences if name.startswith("group")]
    whom: list[str | UUID] = [*world.connected, *world.units, *world.people]
    to = random.choice(whom)
    grant = Grant(random.choice(names), to, random.random() < 0.3)
    if grant not in world.grants:
        world.grants.append(grant)
        add_grants(loader, [grant])


def _suspend(loader: Loader, random: Random) -> None:
    code = random.choice(sorted(loader.world.connected))
    now = not loader.world.connected[code]
    loader.world.connected[code] = now
    Country.objects.filter(pk=code).update(is_connected=now)


def _deactivate(loader: Loader, random: Random) -> None:
    who = random.choice(list(loader.world.people.values()))
    who.active = not who.active
    Officer.objects.filter(pk=who.key).update(is_active=who.active)


def _expire(loader: Loader, random: Random) -> None:
    who = random.choice(list(loader.world.people.values()))
    who.certified_for = random.choice((-1, 0))
    Officer.objects.filter(pk=who.key).update(certified_until=certified_until(who.certified_for))


def _appoint(loader: Loader, random: Random) -> None:
    who = random.choice(list(loader.world.people.values()))
    who.role = random.choice(("analyst", "supervisor", "coordinator", "administrator"))
    Officer.objects.filter(pk=who.key).update(role=who.role)


def _another_audience(loader: Loader, random: Random, country: str, now: str) -> str:
    shared = [name for name in loader.world.audiences if not name.startswith("national")]
    return random.choice([name for name in [*shared, f"national {country}"] if name != now])


def _move_series(loader: Loader, random: Random) -> None:
    one = random.choice(list(loader.world.series.values()))
    one.audience = _another_audience(loader, random, one.country, one.audience)
    Series.objects.filter(pk=one.key).update(audience=loader.audiences[one.audience])


def _move_item(loader: Loader, random: Random) -> None:
    one = random.choice(list(loader.world.items.values()))
    one.audience = _another_audience(loader, random, one.country, one.audience)
    Item.objects.filter(pk=one.key).update(audience=loader.audiences[one.audience])


def _move_thread(loader: Loader, random: Random) -> None:
    one = random.choice(list(loader.world.threads.values()))
    one.audience = _another_audience(loader, random, one.country, one.audience)
    Thread.objects.filter(pk=one.key).update(audience=loader.audiences[one.audience])


def _take_out(loader: Loader, random: Random) -> None:
    if loader.world.placements:
        key: UUID = random.choice(list(loader.world.placements))
        loader.world.drop_placement(key)
        Placement.objects.filter(pk=key).delete()


CHANGES: tuple[Callable[[Loader, Random], None], ...] = (
    _revoke,
    _revoke,
    _grant,
    _suspend,
    _deactivate,
    _expire,
    _appoint,
    _move_series,
    _move_series,
    _move_item,
    _move_item,
    _move_thread,
    _move_thread,
    _take_out,
)
