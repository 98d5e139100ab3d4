"""The one world of all plans: loading it takes longer than asking all questions."""

from collections.abc import Iterator

import pytest

from tests.plans.world import Loaded, loaded_world


# All files of this folder are one worker's: see tests/order.py.
@pytest.fixture(scope="package")
def world() -> Iterator[Loaded]:
    with loaded_world() as loaded:
        yield loaded
