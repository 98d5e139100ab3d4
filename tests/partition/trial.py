"""One world from beginning to end: made, written, changed, acted in, and compared on every surface; then undone."""

from random import Random

from django.db import transaction

from icse.core.doors import acting_as_system
from tests.partition.acts import act
from tests.partition.changes import change
from tests.partition.comparing import small_pages
from tests.partition.dealings import deal
from tests.partition.linking import check_links, draw_links, load_links
from tests.partition.lists import check_lists
from tests.partition.live import check_live
from tests.partition.loading import Loader, load
from tests.partition.loading_dealings import load_dealings
from tests.partition.loading_outcomes import take_over_outcomes
from tests.partition.making import Maker
from tests.partition.oracle import Sight, needed
from tests.partition.pages import Browser, check_pages
from tests.partition.proposing import check_proposals, draw_proposals, load_proposals
from tests.partition.tables import check_inverse, check_tables
from tests.partition.tallies import check_all_tallies, settle_tallies

#: The most that a world may hold; the suite draws from 1 to this.
LARGEST = 6


def check_world(seed: int, size: int) -> None:
    """Compare everything in one world.

    :raises Leak: a surface showed something else than the oracle expects.
    """
    with transaction.atomic(), small_pages():
        try:
            _run(seed, size)
        finally:
            transaction.set_rollback(True)


def _run(seed: int, size: int) -> None:
    random = Random(f"trial {seed} {size}")
    maker = Maker(seed, size)
    world = maker.make()
    deal(maker)
    draw_links(maker)
    draw_proposals(maker, seed, size)
    with acting_as_system("tests"):
        loader = load(world)
        load_dealings(loader)
        load_links(loader)
        load_proposals(loader)
    if random.random() < 0.3:  # before anything changes too: what is kept from now must not be used later
        _compare(loader, random, lists=1, pages=1)
    with acting_as_system("tests"):
        change(loader, random, random.randint(0, 12))
    act(loader, random, random.randint(0, 3))
    _compare(loader, random, lists=3, pages=2)
    check_inverse(loader)


def _compare(loader: Loader, random: Random, *, lists: int, pages: int) -> None:
    """Compare the tables for all officers, lists and pages for a few, mostly such as see something."""
    settle_tallies()
    check_all_tallies()
    take_over_outcomes(loader)
    needs = needed(loader.world)
    sights = [Sight(loader.world, who, loader.country_names, needs) for who in loader.world.people.values()]
    for sight in sights:
        check_tables(loader, sight)
    seeing = [sight for sight in sights if sight.held] or sights
    check_lists(loader, random.choice(seeing), random, lists)
    check_links(seeing[-1])
    check_proposals(seeing[0])
    stopped = [sight for sight in sights if not sight.held] or sights
    chosen = random.choice(seeing if random.random() < 0.75 else stopped)
    browser = Browser(loader, chosen, random)
    if random.random() < 0.5:
        check_live(chosen, browser.session_key, random)
    check_pages(browser, random, pages)
