"""The proof proved: each fault in rules, functions and keys is caught by the suite's worlds, and mended again."""

import os

import psycopg
import pytest
from django.db import connections

from tests.partition.catching import until_caught
from tests.partition.faults import OF_RULES
from tests.partition.trial import check_world


@pytest.mark.parametrize("name", OF_RULES)
def test_it_is_caught(
    name: str,
    own_database: None,
    worlds: list[tuple[int, int]],
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with OF_RULES[name]():
        number, noticed = until_caught(name, worlds)
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
