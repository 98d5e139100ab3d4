"""The matrix: who reads, adds, edits and removes which row. Rows for an officer agree with officers for a row."""

from json import loads
from uuid import UUID, uuid4

import pytest

from accounts.visibility import RULES, officers_who_see
from icse.core.doors import acting_as_system
from tests.partition.matrix import ADDED, Line, matrix
from tests.partition.rows import put, seen, system_asks, touched
from tests.partition.small_world import HOLDS, OFFICERS, PERSONAS, SmallWorld

MATRIX = matrix()
SHARED = [table for table, line in MATRIX.items() if line.sees in {"held", "giver and taker", "administered"}]
TABLES = pytest.mark.parametrize("table", MATRIX)
#: Tables whose rows are not named by the column ``id``.
KEYS = {
    "accounts_country": "code",
    "core_event": "key",
    "series_fingerprint": "media_id",
    "series_blindhitother": "blind_hit_id",
    "forum_cluekind": "slug",
    "series_listedhash": "digest",
    "forum_threadseries": "thread_id",
    "forum_notificationsettings": "officer_id",
    "django_session": "session_key",
    "axes_accessattemptexpiration": "access_attempt_id",
}


def test_every_table_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(RULES)


@TABLES
def test_rows_for_officer(small_world: SmallWorld, table: str) -> None:
    found = {who: seen(small_world, who, table, key_of(table)) for who in PERSONAS}
    assert found == {who: expected(small_world, who, table) for who in PERSONAS}


@pytest.mark.parametrize("table", [*SHARED, "core_auditentry", "accounts_apitoken"])
def test_every_row_is_written_down(small_world: SmallWorld, table: str) -> None:
    """Or a row that nobody thought of would be compared with nothing."""
    assert everything(table) == set(small_world.needs[table])
    assert len(small_world.needs[table]) > 1


@TABLES
def test_adding(small_world: SmallWorld, table: str) -> None:
    found = {who: touched(small_world, who, *put(table, new_row(small_world, who, table))) for who in PERSONAS}
    adders = MATRIX[table].adds or frozenset()
    assert found == {who: 1 if who in adders else None for who in PERSONAS}


@TABLES
def test_editing(small_world: SmallWorld, table: str) -> None:
    line = MATRIX[table]
    change = f"UPDATE {table} SET {line.column} = {line.column} {of_the_group(small_world, table)}"
    assert who_can(small_world, change, line.edits)


@TABLES
def test_removing(small_world: SmallWorld, table: str) -> None:
    assert who_can(small_world, f"DELETE FROM {table} {of_the_group(small_world, table)}", MATRIX[table].removes)


@pytest.mark.parametrize("table", SHARED)
def test_officers_for_row(small_world: SmallWorld, table: str) -> None:
    """Who reads a row is who holds all of its audiences, asked the other way round, and nobody else."""
    columns = carriers(table)
    assert columns
    readers = {who: seen(small_world, who, table, key_of(table)) or set() for who in OFFICERS}
    for key, *audiences in system_asks(f"SELECT {key_of(table)}::text, {', '.join(columns)} FROM {table}"):
        found = {small_world.officers[who].pk for who, keys in readers.items() if key in keys}
        needed = (
            list(map(officers_of, flat(audiences))) if audiences[0] else [set()]
        )  # what has no audience is nobody's
        holders = set.intersection(*needed) & {one.pk for one in small_world.officers.values()}
        if MATRIX[table].sees == "giver and taker":
            holders &= {one.pk for one in small_world.officers.values() if one.country_id in of_two(key)}
        if MATRIX[table].sees == "administered" and small_world.audiences["members"].pk in flat(audiences):
            holders.add(small_world.officers["ada"].pk)
        assert found == holders, (table, key)


def expected(world: SmallWorld, who: str, table: str) -> set[str] | None:
    """Return the keys that the persona must read, from what is written down and from nothing else."""
    sees, needs = MATRIX[table].sees, world.needs.get(table, {})
    if sees == "-":
        return None
    if sees == "all":
        return everything(table)
    if who == "anonymous":
        return set()
    held = {key for key, audiences in needs.items() if audiences <= HOLDS[who]}
    me = world.officers[who]
    if sees == "administered" and who == "ada":
        return {key for key, audiences in needs.items() if audiences == {"members"}}
    if sees in {"held", "administered"}:
        return held
    if sees == "giver and taker":
        return {key for key in held if me.country_id in of_two(key)}
    if sees == "own unit":
        return of_the_unit(world, who, table)
    if sees == "own country":
        own = system_asks(f"SELECT id::text FROM {table} WHERE country_id = %s", me.country_id)
        return {row[0] for row in own} if HOLDS[who] else set()
    if sees == "audiences":
        return {str(world.audiences[name].pk) for name in HOLDS[who]}
    if sees == "own":
        mine = f"SELECT {key_of(table)}::text FROM {table} WHERE officer_id = %s"
        return {row[0] for row in system_asks(mine, me.pk)}
    if sees == "own and held":
        return of_the_officer(world, who, table)
    return {row[0] for row in system_asks(COLLEAGUES, me.country_id)}


COLLEAGUES = "SELECT id::text FROM accounts_officer WHERE country_id = %s"


def of_two(permission: str) -> set[str]:
    """Return the country that permits and the one that is permitted."""
    [pair] = system_asks("SELECT country_id, to_country_id FROM series_permission WHERE id = %s", UUID(permission))
    return set(pair)


def of_the_unit(world: SmallWorld, who: str, table: str) -> set[str]:
    """Return the keys of the rows that the persona must read: its unit's, of audiences that it holds."""
    names = {audience.pk: name for name, audience in world.audiences.items()}
    rows = system_asks(
        f"SELECT id::text, {', '.join(carriers(table))} FROM {table} WHERE unit_id = %s", world.officers[who].unit_id
    )
    return {key for key, *some in rows if {names[one] for one in some if one is not None} <= HOLDS[who]}


def of_the_officer(world: SmallWorld, who: str, table: str) -> set[str]:
    """Return the keys of the rows that are the persona's own, of audiences that it holds."""
    names = {audience.pk: name for name, audience in world.audiences.items()}
    query = f"SELECT id::text, {', '.join(carriers(table))} FROM {table} WHERE officer_id = %s"
    rows = system_asks(query, world.officers[who].pk)
    return {key for key, *some in rows if {names[one] for one in some if one is not None} <= HOLDS[who]}


def who_can(world: SmallWorld, statement: str, those: frozenset[str] | None) -> bool:
    """Compare who changes something by it. Where the verb is granted, the others find no row; else they are refused."""
    found = {who: touched(world, who, statement) for who in PERSONAS}
    others = None if those is None else 0
    able = {who for who, rows in found.items() if rows}
    assert able == (those or frozenset())
    assert {rows for who, rows in found.items() if who not in able} <= {others}
    return True


def new_row(world: SmallWorld, who: str, table: str) -> dict[str, object]:
    """Return the group's row once more: another key, in the name of who adds it."""
    rows = system_asks(f"SELECT to_jsonb(t) FROM {table} t {of_the_group(world, table)} LIMIT 1")
    row: dict[str, object] = loads(rows[0][0]) if rows else {}
    me = world.officers["nora" if who == "anonymous" else who]
    changed: dict[str, object] = {"officer_id": me.pk, "unit_id": me.unit_id, "country_id": me.country_id}
    changed |= {name: uuid4() for name in ("twin", "key", "id") if not isinstance(row.get(name), int)}
    changed |= {"reference": uuid4().hex[:20], "digest": uuid4().hex * 2, **ADDED.get(table, {})}
    return row | {name: value for name, value in changed.items() if name in row}


def of_the_group(world: SmallWorld, table: str) -> str:
    """Return the condition that finds the group's own row; nothing for tables without one."""
    keys = [key for key, audiences in world.needs.get(table, {}).items() if "DE" not in audiences]
    return f"WHERE {key_of(table)}::text = '{keys[0]}'" if keys else ""


def key_of(table: str) -> str:
    return KEYS.get(table, "id")


def everything(table: str) -> set[str]:
    return {row[0] for row in system_asks(f"SELECT {key_of(table)}::text FROM {table}")}


def carriers(table: str) -> list[str]:
    """Return the columns that carry audiences, from the catalogue."""
    query = """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
        AND (attname LIKE '%%audience_id' OR attname = 'audiences')"""
    return [row[0] for row in system_asks(query, table)]


def flat(audiences: list[int | list[int] | None]) -> set[int]:
    """Return them singly. The first is never empty here; what a sent request does not have asks for nothing."""
    assert audiences[0] is not None
    return {one for some in audiences if some is not None for one in (some if isinstance(some, list) else [some])}


def officers_of(audience: int) -> set[UUID]:
    with acting_as_system("tests"):
        return officers_who_see(audience)


def test_the_words_of_the_matrix_are_known() -> None:
    known = {
        "held",
        "audiences",
        "all",
        "own",
        "country",
        "giver and taker",
        "own unit",
        "own and held",
        "own country",
        "administered",
        "-",
    }
    lines: list[Line] = list(MATRIX.values())
    assert {line.sees for line in lines} == known
    assert set().union(*(line.adds or () for line in lines)) == set(PERSONAS)
