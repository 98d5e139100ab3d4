"""What followed the identifications of a world: facts, reopenings and proposals to.

Drawn after everything else, so that what was there before stays as it was drawn.
"""

from tests.partition.making import Maker
from tests.partition.world import Fact, Reopening


def deal_outcomes(maker: Maker) -> None:
    """Add it all to the world that was made."""
    _record_facts(maker)
    _reopen(maker)


def _record_facts(maker: Maker) -> None:
    """Once a country for a subject; some are withdrawn."""
    world, drawn = maker.world, set()
    for _ in range(maker.random.randint(0, 3) if world.subjects else 0):
        subject, who = maker.random.choice(list(world.subjects.values())), maker.someone()
        if (subject.key, who.country) not in drawn:
            drawn.add((subject.key, who.country))
            why = maker.words("mistaken") if maker.chance(0.3) else ""
            one = Fact(maker.key(), who.key, maker.minute(), subject.key, why)
            world.facts[one.key] = one


def _reopen(maker: Maker) -> None:
    """What a second officer confirmed: proposed, declined, or accepted, which counts; once a country."""
    world, drawn = maker.world, set()
    confirmed = [one for one in world.identifications.values() if one.confirmed_by]
    for _ in range(maker.random.randint(0, 3) if confirmed else 0):
        identification, who = maker.random.choice(confirmed), maker.someone()
        if (identification.key, who.country) not in drawn:
            drawn.add((identification.key, who.country))
            state = maker.random.choice(("proposed", "declined", "accepted"))
            answer = maker.words("holds") if state == "declined" else ""
            reason = maker.words("again")
            one = Reopening(maker.key(), who.key, maker.minute(), identification.key, state, reason, answer)
            world.reopenings[one.key] = one
