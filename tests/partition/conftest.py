"""The small world, made once for each module that asks for it, and undone at the module's end."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.partition.small_world import SmallWorld, make_small_world


@pytest.fixture(scope="module")
def small_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SmallWorld]:
    """One transaction: do not ask for ``db`` beside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_small_world()
        transaction.set_rollback(True)
