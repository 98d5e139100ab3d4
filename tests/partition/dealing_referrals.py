"""Where series were made, what is withheld, referrals, flags and answers to them, in a world.

Drawn after everything else, so that what was there before stays as it was drawn.
"""

from tests.partition.making import Maker
from tests.partition.world import Alert, Answer, Indication, Referral, Withholding

STATES = ("sent", "sent", "received", "accepted", "declined", "passed_on", "reported")


def deal_referrals(maker: Maker) -> None:
    """Add it all to the world that was made."""
    _indicate(maker)
    _withhold(maker)
    _refer(maker)
    _flag(maker)


def _indicate(maker: Maker) -> None:
    world = maker.world
    for _ in range(maker.random.randint(0, 4)):
        series, made_in = maker.random.choice(list(world.series)), maker.random.choice(sorted(world.connected))
        gone, why = maker.chance(0.2), maker.words("sockets")
        one = Indication(maker.key(), maker.someone().key, maker.minute(), series, made_in, why, gone)
        world.indications[one.key] = one


def _withhold(maker: Maker) -> None:
    """Once a country of a series, in the name of who made it."""
    world, done = maker.world, set()
    for _ in range(maker.random.randint(0, 2)):
        series, to = maker.random.choice(list(world.series.values())), maker.random.choice(sorted(world.connected))
        if (series.key, to) not in done:
            done.add((series.key, to))
            one = Withholding(maker.key(), series.by, maker.minute(), series.key, to, maker.words("trial"))
            world.withholdings[one.key] = one


def _refer(maker: Maker) -> None:
    """By who made the series, to another country; one copy of each side, each with one step."""
    world = maker.world
    for _ in range(maker.random.randint(0, 3)):
        series = maker.random.choice(list(world.series.values()))
        to = maker.random.choice([code for code in sorted(world.connected) if code != series.country])
        state, late = maker.random.choice(STATES), maker.random.choice((0, 0, 1, 2))
        made = (maker.key(), series.by, maker.minute(), maker.key(), maker.key(), maker.key())
        one = Referral(*made, series.key, to, state, late, maker.words("room"))
        one.note, one.reference = maker.words("note"), maker.reference("RF")
        world.referrals[one.key] = one


def _flag(maker: Maker) -> None:
    """At most once a series; any unit answers, once."""
    world = maker.world
    for series in maker.some(list(world.series), 3):
        late = maker.random.choice((0, 0, 1, 2, 8))
        made = (maker.key(), maker.someone().key, maker.minute())
        one = Alert(*made, series, late, maker.words("recent"), maker.chance(0.2), maker.words("over"))
        world.alerts[one.key] = one
        for who in {person.unit: person for person in maker.some(list(world.people.values()), 2)}.values():
            answer = Answer(maker.key(), who.key, maker.minute(), one.key, maker.chance(0.5), maker.words("seen"))
            world.answers[answer.key] = answer
