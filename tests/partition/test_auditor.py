"""What docs/row-visibility.md tells an auditor to type, and what it says will come back."""

import os
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "row-visibility.md"


def blocks() -> tuple[str, str]:
    """Return the superuser's statements and the web login's."""
    superuser, web = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return superuser, web


def answers(connection: psycopg.Connection[Any], text: str) -> list[list[Any]]:
    return [connection.execute(one.encode()).fetchall() for one in re.sub("--.*", "", text).split(";") if one.strip()]


def test_what_a_superuser_finds() -> None:
    with psycopg.connect(os.environ["ICSE_TEST_SUPERUSER"], dbname=os.environ["ICSE_TEST_DATABASE"]) as connection:
        loose, rules, copies, differing, roles, functions, *_ = answers(connection, blocks()[0])
    assert loose == []
    assert {table for table, *_ in rules} >= {"series_series", "series_item", "forum_thread"}
    assert [len(copies), {kind for _, _, kind in copies}] == [79, {"c"}]
    assert differing == [(0,)]
    assert sorted(roles) == [
        (f"icse_{name}", False, False) for name in ("app", "definer", "owner", "system", "web", "worker")
    ]
    assert {owner for _, owner, _, _ in functions} == {"icse_definer"}
    settings = {setting for _, _, path, _ in functions for setting in path}
    plans = {"plan_cache_mode=force_custom_plan", "enable_seqscan=off", "jit=off", "max_parallel_workers_per_gather=0"}
    assert settings - {*plans, "work_mem=64MB"} == {"search_path=pg_catalog, public, pg_temp"}
    assert all("search_path=pg_catalog, public, pg_temp" in path for _, _, path, _ in functions)


def test_what_the_web_login_gets() -> None:
    refused, empty = 0, 0
    sockets, name = os.environ["ICSE_TEST_SOCKETS"], os.environ["ICSE_TEST_DATABASE"]
    with psycopg.connect(host=sockets, dbname=name, user="icse_web", autocommit=True) as connection:
        for line in blocks()[1].splitlines():
            statements, _, expected = line.partition("--")
            if "permission denied" in expected:
                with pytest.raises(InsufficientPrivilege):
                    answers(connection, statements)
                refused += 1
            elif expected.strip().startswith("0"):
                assert answers(connection, statements)[-1] == [(0,)]
                empty += 1
            else:
                assert answers(connection, statements) == [[("icse_web", "icse_app")]]
    assert (refused, empty) == (10, 2)
