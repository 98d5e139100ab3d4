"""The small world, made once for each module that asks for it, and undone at the module's end."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts import middleware
from accounts.api.rest import OfficerThrottle
from tests.partition.small_world import SmallWorld, make_small_world


@pytest.fixture(scope="module")
def small_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SmallWorld]:
    """One transaction: do not ask for ``db`` beside it. Nobody is slowed: a table asks more than a person."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(middleware, "MOST_WRITES", 10**6)
        patch.setattr(OfficerThrottle, "rate", "1000000/min")
        yield make_small_world()
        transaction.set_rollback(True)
