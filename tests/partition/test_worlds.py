"""At least 500 worlds: on every surface each officer gets what the oracle says, and nothing else."""

import pytest

from tests.partition.generated import SUITE, for_worlds, suite_worlds
from tests.partition.trial import check_world


@pytest.mark.django_db(transaction=True)
def test_every_officer_sees_exactly_what_the_oracle_says() -> None:
    for_worlds(SUITE, check_world, repeatable=True)


def test_the_suite_compares_the_worlds_that_it_says() -> None:
    worlds = suite_worlds()
    assert len(set(worlds)) >= SUITE
    assert worlds == suite_worlds()
