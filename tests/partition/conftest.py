"""The small world, and a database that may be broken: once for each module that asks, and undone at its end."""

import os
import secrets
from collections.abc import Iterator

import pytest
from django.db import connections, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accounts import pace
from accounts.api.rest import OfficerThrottle
from tests.partition.generated import suite_worlds
from tests.partition.small_world import SmallWorld, make_small_world
from tests.servers import fresh_database


@pytest.fixture(scope="module")
def small_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SmallWorld]:
    """One transaction: do not ask for ``db`` beside it. Nobody is slowed: a table asks more than a person.

    What is counted, is counted in a cache of its own, so that the next module's officers are not slowed either.
    """
    backend = "django.core.cache.backends.locmem.LocMemCache"
    own_cache = override_settings(CACHES={"default": {"BACKEND": backend, "LOCATION": secrets.token_hex(8)}})
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, own_cache, transaction.atomic():
        patch.setattr(pace, "MOST_WRITES", 10**6)
        patch.setattr(OfficerThrottle, "rate", "1000000/min")
        yield make_small_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def committed_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SmallWorld]:
    """The same world, committed for other connections to see; the database is the template's copy afterwards."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            world = make_small_world()
        yield world
        connections.close_all()
        fresh_database(os.environ["ICSE_TEST_DATABASE"])


@pytest.fixture(scope="module")
def own_database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database that may be altered, put back as it was at the end."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        fresh_database(os.environ["ICSE_TEST_DATABASE"])


@pytest.fixture(scope="module")
def worlds() -> list[tuple[int, int]]:
    """The suite's worlds, those with most in them first: what is broken shows sooner."""
    return sorted(suite_worlds(), key=lambda world: -world[1])
