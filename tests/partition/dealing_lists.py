"""Lists of hashes in a world and what is on them, votes, what was set aside, look-ups, and new material.

Drawn after everything else, so that what was there before stays as it was drawn.
"""

from random import Random

from tests.partition.making import Maker
from tests.partition.world import HashList, ListedHash, Listing, Lookup, NewMaterial, SetAside, Vote

STATES = ("current", "current", "current", "superseded", "marking")


def deal_lists(maker: Maker) -> None:
    """Add it all to the world that was made."""
    _import_lists(maker)
    _vote(maker)
    _set_aside(maker)
    _look_up(maker)
    _find_new_material(maker)


def _import_lists(maker: Maker) -> None:
    """The operator's for all, and countries' own; what is on them, and which items are."""
    world, random = maker.world, maker.random
    for audience in random.sample(["members", *(f"national {code}" for code in sorted(world.connected))], 2):
        for _ in range(random.randint(1, 2)):
            kind, state = random.choice(("harmless", "known")), random.choice(STATES)
            one = HashList(maker.key(), audience, kind, state, maker.words("list"), maker.words("origin"))
            world.hash_lists[one.key] = one
            for key in (maker.key() for _ in range(random.randint(0, 2))):
                world.listed_hashes[key] = ListedHash(key, one.key)
            for item in maker.some(list(world.items), 2):
                listing = Listing(maker.key(), item, one.key)
                world.listings[listing.key] = listing


def _vote(maker: Maker) -> None:
    """Once a country for an item; some take it back."""
    voted = set()
    for _ in range(maker.random.randint(0, 3)):
        who, item = maker.someone(), maker.random.choice(list(maker.world.items))
        if (who.country, item) not in voted:
            voted.add((who.country, item))
            one = Vote(maker.key(), who.key, maker.minute(), item, maker.chance(0.3))
            maker.world.votes[one.key] = one


def _set_aside(maker: Maker) -> None:
    for item in maker.some(list(maker.world.items.values()), 2):
        one = SetAside(maker.key(), item.key, item.country)
        maker.world.set_aside[one.key] = one


def _look_up(maker: Maker) -> None:
    for _ in range(maker.random.randint(0, 4)):
        one = Lookup(maker.key(), maker.someone().key, maker.minute())
        maker.world.lookups[one.key] = one


def _find_new_material(maker: Maker) -> None:
    """Any item that resembles any other, of a series with a subject; the same three once."""
    world, random = maker.world, maker.random
    drawn = set()
    for _ in range(random.randint(0, 4) if world.subjects else 0):
        subject = random.choice(list(world.subjects.values()))
        item, other = random.sample(list(world.items), 2)
        if (subject.key, item, other) not in drawn:
            drawn.add((subject.key, item, other))
            country = random.choice(sorted(world.connected))
            # Drawn beside the world's own draws, which stay what they are.
            person = Random(item.int ^ other.int).choice([None, *world.subjects])
            same = None if person == subject.key else person
            one = NewMaterial(maker.key(), item, other, subject.key, country, same)
            world.new_material[one.key] = one
