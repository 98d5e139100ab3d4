"""Fixtures of the tests of the index."""

import pytest

from series.matching.index import kernels


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compile before the first test, which is not to pay for it."""
    kernels.ready_to_build()
    kernels.ready_to_look_up()
    kernels.ready_to_compare()
