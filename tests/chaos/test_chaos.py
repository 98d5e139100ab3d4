"""The short trial: sixty files, three kills. The long one is ``make soak``."""

import random

import pytest

from tests.chaos.system import running
from tests.chaos.trial import Plan, carry_out

KILLS = ("worker", "broker", "database")


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_lost(seed: int) -> None:
    with running() as system:
        order = tuple(random.Random(seed).sample(KILLS, len(KILLS)))
        outcome = carry_out(system, Plan(60, order, seed))
        assert outcome.complaints == [], system.logs()
        assert system.killed == list(order)
