"""One verb of SQL, tried by one persona on one row, and undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import dumps
from typing import Any

from django.db import IntegrityError, ProgrammingError, connection, transaction

from icse.core.actor import Actor
from icse.core.doors import acting_as, acting_as_system
from tests.partition.small_world import SmallWorld


@contextmanager
def asking(world: SmallWorld, persona: str) -> Iterator[Actor | None]:
    """Stand behind the persona's door; nobody stands behind none."""
    if persona == "anonymous":
        yield None
    else:
        with acting_as(world.officers[persona].pk) as actor:
            yield actor


def system_asks(query: str, *params: Any) -> list[tuple[Any, ...]]:
    """Return what the system reads."""
    with acting_as_system("tests"), connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def seen(world: SmallWorld, persona: str, table: str, key: str) -> set[str] | None:
    """Return the keys of the rows that the persona reads; None where reading is refused."""
    with transaction.atomic(), asking(world, persona), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f"SELECT {key}::text FROM {table}")
        except ProgrammingError as error:
            _raise_unless_refused(error)
            return None
        return {row[0] for row in cursor.fetchall()}


def touched(world: SmallWorld, persona: str, statement: str, *params: Any) -> int | None:
    """Return how many rows a statement changed before it was undone; None where it was refused.

    A row that breaks a key or a constraint counts: these are looked at after the rules, which let it through.
    """
    with transaction.atomic():
        try:
            with asking(world, persona), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, params)
                return int(cursor.rowcount)
        except IntegrityError:
            return 1
        except ProgrammingError as error:
            _raise_unless_refused(error)
            return None
        finally:
            transaction.set_rollback(True)


def put(table: str, row: dict[str, object]) -> tuple[str, str]:
    """Return the statement that adds this row, and its parameter."""
    return f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s::jsonb)", dumps(row, default=str)


def _raise_unless_refused(error: ProgrammingError) -> None:
    """Take only "permission denied" and "violates row-level security" for a refusal."""
    if getattr(error.__cause__, "sqlstate", "") != "42501":
        raise error
