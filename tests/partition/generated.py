"""The worlds that hypothesis draws: always the same ones in the suite, others in every soak."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.partition.trial import LARGEST

#: How many worlds the suite compares, and within which each fault must be caught.
SUITE = 500


def for_worlds(number: int, visit: Callable[[int, int], None], *, repeatable: bool) -> None:
    """Call ``visit(seed, size)`` for so many worlds; where it fails, a smaller one that fails is looked for.

    :param repeatable: the same worlds each time, whatever ``visit`` is.
    """

    @settings(
        max_examples=number,
        derandomize=repeatable,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
    )
    @given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, LARGEST))
    def world(seed: int, size: int) -> None:
        visit(seed, size)

    world()


def suite_worlds() -> list[tuple[int, int]]:
    """Return the suite's worlds, in their order."""
    found: list[tuple[int, int]] = []
    for_worlds(SUITE, lambda seed, size: found.append((seed, size)), repeatable=True)
    return found
