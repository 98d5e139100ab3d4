"""Tables made bare for COPY, and put back exactly as they were: keys, indexes, triggers, row security.

Everything in one transaction of the tables' owner, who holds their locks until the end: nobody sees a table without
its guard, and whatever goes wrong leaves no trace.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

Cursor = psycopg.Cursor[Any]

_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f',
           array_position(%s, contype::text)
    FROM pg_constraint
    WHERE contype IN ('p', 'u', 'f') AND connamespace = 'public'::regnamespace
      AND (conrelid::regclass::text = ANY (%s) OR contype = 'f' AND confrelid::regclass::text = ANY (%s))
    ORDER BY 5, 1, 2
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
    WHERE indrelid::regclass::text = ANY (%s)
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    ORDER BY 1
"""
#: How much is to be known of the values of an index's columns, where somebody said it.
_STATISTICS = """
    SELECT format('ALTER INDEX %%s ALTER COLUMN %%s SET STATISTICS %%s', attrelid::regclass, attnum, attstattarget)
    FROM pg_attribute WHERE attrelid::regclass::text = ANY (%s) AND attstattarget >= 0
    ORDER BY attrelid::regclass::text, attnum
"""
#: A list of words as the catalogue tells it; read again, it would come out in still other words.
_LISTED = re.compile(r"\((\w+)\)::text = ANY \(\(ARRAY\[([^\]]*)\]\)::text\[\]\)")


@dataclass(frozen=True)
class Constraint:
    """A key of a table, as the catalogue defines it."""

    table: str
    name: str
    definition: str
    is_foreign: bool


@dataclass(frozen=True)
class Bare:
    """What was taken from tables, in the order in which it comes back."""

    tables: tuple[str, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[str, ...]
    statistics: tuple[str, ...]

    @property
    def steps(self) -> int:
        """How many things are built anew."""
        return len(self.constraints) + len(self.indexes)


def make_bare(cursor: Cursor, tables: Iterable[str]) -> Bare:
    """Take keys, indexes, triggers and the guard against the owner off some tables, until ``dress``."""
    names = list(tables)
    cursor.execute(_KEYS, [["p", "u", "f"], names, names])
    constraints = tuple(Constraint(*row[:4]) for row in cursor.fetchall())
    cursor.execute(_INDEXES, [names])
    indexes = cursor.fetchall()
    cursor.execute(_STATISTICS, [[name for name, _ in indexes]])
    statistics = tuple(row[0] for row in cursor.fetchall())
    for one in reversed(constraints):
        _alter(cursor, one.table, sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(one.name)))
    for name, _ in indexes:
        cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    for name in names:
        _alter(cursor, name, sql.SQL("NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER"))
    return Bare(tuple(names), constraints, tuple(_as_written(one) for _, one in indexes), statistics)


def dress(cursor: Cursor, bare: Bare) -> Iterable[str]:
    """Put everything back; say before each step what is built. Foreign keys come last and are checked row by row.

    :raises psycopg.IntegrityError: a row breaks a key.
    """
    own = [one for one in bare.constraints if not one.is_foreign]
    for one in own:
        yield f"{one.table}: {one.name}"
        _add(cursor, one)
    for definition in bare.indexes:
        yield definition.split(" ON ")[0]
        cursor.execute(definition)
    for change in bare.statistics:
        cursor.execute(change)
    for one in bare.constraints[len(own) :]:
        yield f"{one.table}: {one.name}"
        _add(cursor, one)
    for name in bare.tables:
        _alter(cursor, name, sql.SQL("FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER"))


def _as_written(definition: str) -> str:
    """Return it in words that come out of the catalogue as they were."""
    return _LISTED.sub(lambda found: f"{found[1]} IN ({found[2].replace('::character varying', '')})", definition)


def _add(cursor: Cursor, one: Constraint) -> None:
    definition = sql.SQL(one.definition)  # the catalogue's own words
    _alter(cursor, one.table, sql.SQL("ADD CONSTRAINT {} {}").format(sql.Identifier(one.name), definition))


def _alter(cursor: Cursor, table: str, change: sql.Composable) -> None:
    cursor.execute(sql.SQL("ALTER TABLE {} {}").format(sql.Identifier(table), change))
