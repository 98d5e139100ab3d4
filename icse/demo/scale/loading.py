"""Fills an empty database with a planned world, in one transaction of the tables' owner."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

import psycopg
from psycopg import sql

from accounts.visibility import RULES
from icse.core.errors import IcseError
from icse.demo.scale.copying import CHUNK, Table
from icse.demo.scale.link_rows import LinkRows
from icse.demo.scale.people_rows import Reference, people_tables
from icse.demo.scale.plan import Plan
from icse.demo.scale.rows import Rows
from icse.demo.scale.tables import dress, make_bare
from icse.demo.scale.talk_rows import TalkRows
from icse.demo.scale.work_rows import WorkRows

T = TypeVar("T")
#: What every installation has from its first day.
_REFERENCE = frozenset(
    {
        *("accounts_country", "accounts_audience", "auth_group", "auth_permission", "django_content_type"),
        *("django_migrations", "forum_cluekind", "core_factkey"),
    }
)
#: Their numbers are given by sequences, which must go on behind the new rows.
_NUMBERED = ("auth_group", "accounts_audience", "accounts_audiencegroupgrant", "accounts_audienceusergrant")
_MEMORY = {"maintenance_work_mem": "1GB", "work_mem": "256MB", "timezone": "UTC", "synchronous_commit": "off"}
#: Foreign keys refer to them; they already hold rows, so they are not emptied.
_NOT_EMPTIED = frozenset({"auth_group", "accounts_audience"})


class NotEmpty(IcseError):
    """Something is in the database already."""


class Progress(Protocol):
    """Shows how far a step has come: called with the things to do, it gives them on one by one."""

    def __call__(self, things: Iterable[T], label: str, total: int) -> Iterable[T]:
        """Give the things on, showing each."""


def load_world(connection: psycopg.Connection[Any], plan: Plan, progress: Progress) -> dict[str, int]:
    """Write the world, and return how many rows each table got. All or nothing.

    :param connection: the owner's.
    :raises NotEmpty: anything but the reference rows is there.
    """
    with connection.transaction(), connection.cursor() as cursor:
        for name, value in _MEMORY.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        bare = make_bare(cursor, sorted(set(RULES) - {"django_migrations", "core_factkey"}))
        _refuse_what_is_not_empty(cursor)
        reference = read_reference(cursor)
        written = {}
        for table in all_tables(plan, reference):
            _copy(cursor, table, progress)
            written[table.name] = table.rows
        _connect_countries(cursor, plan)
        _move_sequences(cursor, written["core_event"])
        for _ in progress(dress(cursor, bare), "Keys and indexes", bare.steps):
            pass
        cursor.execute("SELECT icse_fill_tallies(), icse_fill_holdings()")
        for name in progress(sorted({*written, "accounts_tally"}), "Statistics", len(written) + 1):
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
    return written


def all_tables(plan: Plan, reference: Reference) -> Iterable[Table]:
    """Give every table with its rows, parents first."""
    yield from people_tables(plan, reference)
    rows = Rows(plan, reference)
    for make in (rows.cases, rows.media, rows.fingerprints, rows.items, rows.hits, rows.series, rows.placements):
        yield make()
    for make in (rows.subjects, rows.claims, rows.identifications):
        yield make()
    talk = TalkRows(rows, reference)
    for make in (talk.threads, talk.ties, talk.posts, talk.record, talk.events):
        yield make()
    links, work = LinkRows(rows), WorkRows(rows)
    for make in (links.reasons, links.decisions, links.links, work.leads, work.tasks, work.indications):
        yield make()
    yield from (*work.notes(), *work.referrals())


def read_reference(cursor: psycopg.Cursor[Any]) -> Reference:
    """Read the numbers that the new rows refer to."""

    def one(query: str) -> Any:
        row = cursor.execute(query).fetchone()
        return row[0] if row else None

    permission = "SELECT id FROM auth_permission WHERE codename = '{}_audience'"
    return Reference(
        members_audience=one("SELECT id FROM accounts_audience WHERE kind = 'members'"),
        country_groups=dict(cursor.execute("SELECT code, group_id FROM accounts_country").fetchall()),
        next_group=one("SELECT max(id) + 1 FROM auth_group"),
        next_audience=one("SELECT max(id) + 1 FROM accounts_audience"),
        view=one(permission.format("view")),
        contribute=one(permission.format("contribute")),
        clue_kinds=tuple(row[0] for row in cursor.execute("SELECT slug FROM forum_cluekind ORDER BY 1").fetchall()),
    )


def _refuse_what_is_not_empty(cursor: psycopg.Cursor[Any]) -> None:
    found = [
        name
        for name in sorted(set(RULES) - _REFERENCE)
        if cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name))).fetchone()
    ]
    if cursor.execute("SELECT 1 FROM accounts_audience WHERE kind <> 'members' LIMIT 1").fetchone():
        found.append("accounts_audience")
    if found:
        raise NotEmpty(f"This database is not empty: there are rows in {', '.join(found)}. Nothing was changed.")


def _copy(cursor: psycopg.Cursor[Any], table: Table, progress: Progress) -> None:
    name = sql.Identifier(table.name)
    freeze = sql.SQL("" if table.name in _NOT_EMPTIED else "(FREEZE)")
    if table.name not in _NOT_EMPTIED:
        cursor.execute(sql.SQL("TRUNCATE {}").format(name))  # what is new in this transaction can be written frozen
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    total = -(-table.rows // CHUNK)
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN {}").format(name, columns, freeze)) as copy:
        for text, _ in progress(table.texts(), table.name, total):
            copy.write(text)


def _connect_countries(cursor: psycopg.Cursor[Any], plan: Plan) -> None:
    codes = list(plan.people.codes)
    cursor.execute("UPDATE accounts_country SET is_connected = true WHERE code = ANY (%s)", [codes])


def _move_sequences(cursor: psycopg.Cursor[Any], events: int) -> None:
    for name in _NUMBERED:
        largest = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))")
        cursor.execute(largest.format(sql.Literal(name), sql.Identifier(name)))
    if events:
        cursor.execute("SELECT setval('icse_event_ids', %s)", [events])
