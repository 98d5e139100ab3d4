"""How many worlds it takes until a fault is noticed."""

import pytest

from tests.partition.comparing import Leak
from tests.partition.trial import check_world


def until_caught(worlds: list[tuple[int, int]]) -> tuple[int, str]:
    """Return how many worlds it took, and what was noticed."""
    for number, (seed, size) in enumerate(worlds, start=1):
        try:
            check_world(seed, size)
        except Leak as leak:
            return number, str(leak)
    pytest.fail(f"not caught by {len(worlds)} worlds")
