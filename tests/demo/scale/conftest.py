"""A small world in a database of its own, loaded once by the owner of the tables."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from icse.core.facts import sign_fact
from icse.core.roles import create_database, drop_database
from icse.demo.scale.plan import Plan, plan_world
from icse.demo.scale.size import Size
from tests.servers import EMPTY_TEMPLATE

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[3]
UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
SMALL = Size(items=600, series=30, countries=6, audiences=16, officers=40, threads=40, seed=2, until=UNTIL)


def silent(things: Iterable[T], label: str, total: int) -> Iterable[T]:
    """Progress that nobody watches."""
    return things


def new_database(name: str) -> str:
    """Make a migrated database without anybody in it; return the address of its folder of sockets."""
    superuser, sockets = os.environ["ICSE_TEST_SUPERUSER"], os.environ["ICSE_TEST_SOCKETS"]
    drop_database(superuser, name)
    create_database(superuser, name, template=EMPTY_TEMPLATE)
    return sockets


class Database:
    """An own database, entered by any login."""

    def __init__(self, name: str) -> None:
        self.name, self.sockets = name, new_database(name)

    def connect(self, login: str) -> psycopg.Connection[Any]:
        """Return a connection: owner, web, worker, or the superuser."""
        user = login if login == "postgres" else f"icse_{login}"
        return psycopg.connect(make_conninfo("", host=self.sockets, port=5432, user=user, dbname=self.name))

    @contextmanager
    def seen_by(self, officer: UUID) -> Iterator[psycopg.Cursor[Any]]:
        """Ask as the web does for this officer."""
        with self.connect("web") as connection, connection.cursor() as cursor:
            key = os.environ["ICSE_FACT_KEY"]
            fact = sign_fact(officer, backend_pid=connection.info.backend_pid, key=key)
            cursor.execute("SELECT set_config('icse.fact', %s, true)", [fact])
            yield cursor
            connection.rollback()

    def drop(self) -> None:
        """Remove it."""
        drop_database(os.environ["ICSE_TEST_SUPERUSER"], self.name)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The small world, planned."""
    return plan_world(SMALL)


@pytest.fixture(scope="session")
def empty() -> Iterator[Database]:
    """A database in which nothing is but the reference rows; tests leave it so."""
    database = Database(f"icse_empty_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    yield database
    database.drop()
