"""``make soak``: worlds that nobody has seen yet, 20,000 unless ``ICSE_SOAK_WORLDS`` says otherwise.

In parts, each in a fresh database, so that progress shows and several processors help. A failure names the seed and
the size of the world; ``tests.partition.trial.check_world`` makes it again.
"""

import os

import pytest

from tests.partition.generated import for_worlds
from tests.partition.trial import check_world

PART = 250
WORLDS = int(os.environ.get("ICSE_SOAK_WORLDS", "20000"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", range(0, WORLDS, PART))
def test_worlds(first: int) -> None:
    for_worlds(min(PART, WORLDS - first), check_world, repeatable=False)
