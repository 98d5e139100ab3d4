"""What countries deal out to each other in a world: permissions, blind hits, requests, interest, and what they tell.

Drawn after everything else, so that what was there before stays as it was drawn.
"""

from tests.partition.dealing_checks import deal_checks
from tests.partition.dealing_lists import deal_lists
from tests.partition.dealing_outcomes import deal_outcomes
from tests.partition.dealing_referrals import deal_referrals
from tests.partition.dealing_remarks import deal_remarks
from tests.partition.dealing_work import deal_work
from tests.partition.making import Maker
from tests.partition.world import (
    BlindHit,
    Disclosure,
    Interest,
    Permission,
    Request,
    Word,
)

TOLD = ("nothing", "exists", "exists", "whom")


def deal(maker: Maker) -> None:
    """Add it all to the world that was made."""
    _disclose(maker)
    _permit(maker)
    _match_blindly(maker)
    _show_interest(maker)
    _ask_owners(maker)
    deal_lists(maker)
    deal_referrals(maker)
    deal_outcomes(maker)
    deal_work(maker)
    deal_remarks(maker)
    deal_checks(maker)


def _disclose(maker: Maker) -> None:
    for who in maker.one_a_country(2):
        told = maker.random.choice(TOLD)
        one = Disclosure(maker.key(), who.key, maker.minute(), who.country, told, maker.words("silence"))
        maker.world.disclosures[one.key] = one


def _permit(maker: Maker) -> None:
    world = maker.world
    for _ in range(maker.random.randint(0, 3)):
        kind = maker.random.choice(("series", "item"))
        thing = maker.random.choice(list((world.series if kind == "series" else world.items).values()))
        to = maker.random.choice(sorted(world.connected))
        one = Permission(maker.key(), thing.by, maker.minute(), kind, thing.key, to, maker.words("permit"))
        world.permissions[one.key] = one


def _match_blindly(maker: Maker) -> None:
    """Both sides of each match between countries, as the matcher writes them."""
    world = maker.world
    for hit in list(world.hits.values()):
        for mine, theirs in ((hit.item, hit.other), (hit.other, hit.item)):
            other = world.items[theirs].country
            if other != world.items[mine].country:
                one = BlindHit(maker.key(), mine, theirs)
                world.blind_hits[one.key] = one


def _show_interest(maker: Maker) -> None:
    world = maker.world
    for _ in range(maker.random.randint(0, 4)):
        kind = maker.random.choice(("series", "thread"))
        key = maker.random.choice(list(world.series if kind == "series" else world.threads))
        who = maker.someone().key
        if not any((one.by, one.of) == (who, key) for one in world.interests.values()):
            one = Interest(maker.key(), who, maker.minute(), kind, key)
            world.interests[one.key] = one


def _ask_owners(maker: Maker) -> None:
    """About something, or about nothing: a reference that leads nowhere."""
    world = maker.world
    for _ in range(maker.random.randint(0, 3)):
        kind = maker.random.choice(("series", "series", "item", "thread", ""))
        keys = {"series": [*world.series], "item": [*world.items], "thread": [*world.threads]}
        key = maker.random.choice(keys[kind]) if kind else None
        one = Request(maker.key(), maker.someone().key, maker.minute(), maker.key(), kind, key)
        for by_owner in maker.random.choice(((False,), (False, True), (False, True, False))):
            one.words.append(Word(maker.key(), maker.key(), by_owner, maker.words("why")))
        world.requests[one.key] = one
