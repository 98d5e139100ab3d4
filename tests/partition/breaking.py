"""How one thing is broken, and mended again: in the test database by its superuser, or in Python."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

import psycopg

from icse.core.actor import current_actor
from icse.core.doors import acting_as_system

P = ParamSpec("P")
T = TypeVar("T")


class NothingBroken(RuntimeError):
    """A fault does not fit the code any more: what it wants to break is not there."""


@contextmanager
def policy(table: str, condition: str) -> Iterator[None]:
    """Let officers see the rows of a table under another condition."""
    found = _ask("SELECT qual FROM pg_policies WHERE tablename = %s AND policyname = 'see'", table)
    _run(f"ALTER POLICY see ON {table} USING ({condition})")
    try:
        yield
    finally:
        _run(f"ALTER POLICY see ON {table} USING ({found})")


@contextmanager
def function(name: str, old: str, new: str) -> Iterator[None]:
    """Replace a part of a function's text."""
    text = _ask("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", name)
    if old not in text:
        raise NothingBroken(f"{name} has no {old!r}")
    _run(text.replace(old, new))
    try:
        yield
    finally:
        _run(text)


@contextmanager
def loose_copy(table: str, column: str, parent: str | None = None) -> Iterator[None]:
    """Drop the composite key that keeps this copy of a parent's audience equal to the parent's."""
    query = """SELECT c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_attribute a
        ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
        WHERE c.conrelid = %s::regclass AND c.contype = 'f' AND c.confupdtype = 'c' AND a.attname = %s
        AND cardinality(c.conkey) = 2 AND (%s::text IS NULL OR c.confrelid = %s::text::regclass)"""
    with _superuser() as connection:
        rows = connection.execute(query, [table, column, parent, parent]).fetchall()
    if len(rows) != 1:
        raise NothingBroken(f"{table} has {len(rows)} such keys on {column}")
    [(name, definition)] = rows
    _run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        _run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


@contextmanager
def everywhere(broken: Callable[..., Any], replacement: Callable[..., Any]) -> Iterator[None]:
    """Put another function in the place of this one, in every module that knows it."""
    name = broken.__name__
    modules = [m for m in list(sys.modules.values()) if getattr(m, "__dict__", {}).get(name) is broken]
    if not modules:
        raise NothingBroken(f"no module has {name}")
    with ExitStack() as patches:
        for module in modules:
            patches.enter_context(patch.object(module, name, replacement))
        yield


def with_system_rights(broken: Callable[P, T]) -> Callable[[], Any]:
    """Return the fault in which this query is asked as the system."""

    @wraps(broken)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        with acting_as_system("fault"):
            return broken(*args, **kwargs)

    return lambda: everywhere(broken, asked)


def remembered(broken: Callable[P, T]) -> Callable[[], Any]:
    """Return the fault in which this query's first answer to an officer is kept and given again."""

    def fault() -> Any:
        kept: dict[Any, Any] = {}

        @wraps(broken)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            place = (current_actor(), repr(args), repr(kwargs))
            if place not in kept:
                kept[place] = broken(*args, **kwargs)
            answer: T = kept[place]
            return answer

        return everywhere(broken, asked)

    return fault


def _superuser() -> psycopg.Connection[Any]:
    return psycopg.connect(os.environ["ICSE_TEST_SUPERUSER"], dbname=os.environ["ICSE_TEST_DATABASE"], autocommit=True)


def _run(statement: str) -> None:
    with _superuser() as connection:
        connection.execute(statement)


def _ask(query: str, value: str) -> str:
    with _superuser() as connection:
        row = connection.execute(query, [value]).fetchone()
    if row is None:
        raise NothingBroken(value)
    return str(row[0])
