"""``make soak``: five hundred files and sixty kills of every kind, and memory that does not grow.

``ICSE_SOAK_CHAOS`` says how many such trials (default 1), ``ICSE_SOAK_SEED`` with which seed they begin (default: one
that nobody has tried). A failure names its seed.
"""

import json
import os
import random
from typing import Final

import pytest

from icse.embedded.processes import wait_until
from tests.chaos.files import planned
from tests.chaos.sending import Sending
from tests.chaos.system import KINDS, System, desks, memory_of_workers, running
from tests.chaos.trial import Plan, carry_out, has_come_so_far

FILES: Final = 500
KILLS: Final = 60
TRIALS: Final = int(os.environ.get("ICSE_SOAK_CHAOS", "1"))
FIRST: Final = int(os.environ.get("ICSE_SOAK_SEED") or random.SystemRandom().randrange(10**6))
#: What a worker may have more after 300 files. Measured: less than one over 750.
MOST_GROWTH: Final = 8 << 20


def all_kinds(seed: int) -> tuple[str, ...]:
    """Every kind as often as every other, in an order drawn by chance."""
    draw = random.Random(seed)
    rounds = [draw.sample(sorted(KINDS), len(KINDS)) for _ in range(-(-KILLS // len(KINDS)))]
    return tuple(kind for one in rounds for kind in one)[:KILLS]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + TRIALS))
def test_nothing_is_lost(seed: int) -> None:
    plan = Plan(FILES, all_kinds(seed), seed)
    with running() as system:
        outcome = carry_out(system, plan)
        assert outcome.complaints == [], system.logs()
        assert system.killed == list(plan.kills)


def test_workers_do_not_grow() -> None:
    """Two workers and their decoders, 300 files of all kinds after 120 to warm up."""
    with running() as system:
        tokens = desks(system)
        take(system, tokens, first=0, files=60)
        # Building the first file of the index, and looking up in it, load what is compiled for that, once.
        assert wait_until(lambda: any((system.folder / "index").glob("*.pdq")), 60), system.logs()
        take(system, tokens, first=60, files=60)
        before = memory_of_workers(system)
        take(system, tokens, first=120, files=300)
        after = memory_of_workers(system)
    grown = {name: after[name] - before[name] for name in before}
    assert max(grown.values()) < MOST_GROWTH, f"{before} became {after}"


def take(system: System, tokens: dict[str, object], first: int, files: int) -> None:
    """Have so many files ingested."""
    with Sending(system.port, tokens, planned(files, seed=first)) as sending:
        done = wait_until(lambda: has_come_so_far(system, sending, first + files) and sending.is_over, 600, 0.1)
    assert done, system.logs()
    assert sending.problems == []


def test_the_matcher_does_not_grow() -> None:
    """300 look-ups of all eight orientations and 20 new index files, after as much to warm up."""
    with running() as system:
        found = json.loads(system.run("worker", "-m", "tests.chaos.looking"))
    assert found["answers"] == found["expected"]
    assert found["mapped"] == [1, 1], "only the newest file is held"
    before, after = found["descriptors"]
    assert after <= before
    before, after = found["memory"]
    assert after - before < MOST_GROWTH, found
