"""The proof proved: each fault is caught by the suite's own worlds, and mended again."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.partition.comparing import Leak
from tests.partition.faults import FAULTS
from tests.partition.generated import suite_worlds
from tests.partition.trial import check_world
from tests.servers import fresh_database


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


def until_caught(worlds: list[tuple[int, int]]) -> tuple[int, str]:
    """Return how many worlds it took, and what was noticed."""
    for number, (seed, size) in enumerate(worlds, start=1):
        try:
            check_world(seed, size)
        except Leak as leak:
            return number, str(leak)
    pytest.fail(f"not caught by {len(worlds)} worlds")


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_caught(
    name: str,
    own_database: None,
    worlds: list[tuple[int, int]],
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with FAULTS[name]():
        number, noticed = until_caught(worlds)
    with capsys.disabled():
        request.config.get_terminal_writer().line(f" {name}: world {number} ({noticed.split(':')[0]})")


def test_all_is_mended(own_database: None, worlds: list[tuple[int, int]]) -> None:
    catalogue = """SELECT tablename || policyname || coalesce(qual, '') FROM pg_policies
        UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND contype <> 't'
        UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'icse%'"""

    def read(database: str) -> set[str]:
        with psycopg.connect(os.environ["ICSE_TEST_SUPERUSER"], dbname=database) as connection:
            return {row[0] for row in connection.execute(catalogue)}

    connections.close_all()
    assert read(os.environ["ICSE_TEST_DATABASE"]) == read("icse_template")
    check_world(*worlds[0])
