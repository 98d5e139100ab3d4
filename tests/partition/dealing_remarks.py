"""What units of a world say of subjects and items, and which items they say show whom.

Drawn after everything else, so that what was there before stays as it was drawn.
"""

from uuid import UUID

from tests.partition.making import Maker
from tests.partition.world import Remark, Shown


def deal_remarks(maker: Maker) -> None:
    """Add it all to the world that was made."""
    world = maker.world
    for _ in range(maker.random.randint(0, 4) if world.subjects else 0):
        one = _remark(maker, maker.random.choice(list(world.subjects)), maker.words("scar"))
        world.said_of_subjects[one.key] = one
    _say_of_items(maker)
    _show(maker)


def _say_of_items(maker: Maker) -> None:
    """Once a unit of an item."""
    world, drawn = maker.world, set()
    for _ in range(maker.random.randint(0, 4) if world.items else 0):
        one = _remark(maker, maker.random.choice(list(world.items)), "")
        if (one.of, world.people[one.by].unit) not in drawn:
            drawn.add((one.of, world.people[one.by].unit))
            world.said_of_items[one.key] = one


def _show(maker: Maker) -> None:
    """Items that are placed in a subject's series; each once."""
    world = maker.world
    pairs = [
        (b.key, p.item) for b in world.subjects.values() for p in world.placements.values() if p.series == b.series
    ]
    for subject, item in maker.some(sorted(set(pairs)), 4):
        one = Shown(maker.key(), maker.someone().key, maker.minute(), subject, item)
        world.shown[one.key] = one


def _remark(maker: Maker, of: UUID, mark: str) -> Remark:
    return Remark(maker.key(), maker.someone().key, maker.minute(), of, mark, maker.chance(0.2))
