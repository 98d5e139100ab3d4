"""Raw SQL as the web's login, inside Gregor's own door: everything that injected SQL may try.

It cannot become another officer or another role, and cannot see, count or guess a row that Gregor is not shown. What it
can do, and tell, stands in THREAT_MODEL.md. More of the same, without a world: ``tests/core/test_fact.py``.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from psycopg import errors

from accounts.visibility import RULES
from icse.core.facts import LIFETIME_SECONDS, sign_fact
from series import blobs
from tests.partition.small_world import SmallWorld

Web = psycopg.Connection[Any]
NOBODYS = UUID("01930000-0000-7000-8000-000000000000")


@contextmanager
def web() -> Iterator[Web]:
    """Connect as the web process does; nothing is committed."""
    with psycopg.connect(host=os.environ["ICSE_TEST_SOCKETS"], dbname=database(), user="icse_web") as connection:
        yield connection
        connection.rollback()


def database() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def fact(connection: Web, officer: UUID, **changes: Any) -> str:
    values = {"backend_pid": connection.info.backend_pid, "key": settings.FACT_KEY, **changes}
    return sign_fact(officer, **values)


@contextmanager
def web_of(world: SmallWorld, name: str) -> Iterator[Web]:
    """Connect, and say who asks, as the door does."""
    with web() as connection:
        say(connection, fact(connection, world.officers[name].pk))
        yield connection


def say(connection: Web, what: str, *, local: bool = True) -> None:
    connection.execute("SELECT set_config('icse.fact', %s, %s)", [what, local])


def titles(connection: Web) -> set[str]:
    return {row[0] for row in connection.execute("SELECT title FROM series_series").fetchall()}


SERIES = ("Room", "Hall", "Gone", "Flagged")
GREGORS = {f"{one} of {at}" for one in SERIES for at in ("members", "DE")}
NORAS = {f"{one} of {at}" for one in SERIES for at in ("members", "NL", "group")}


def test_the_world_is_there(committed_world: SmallWorld) -> None:
    for name, expected in (("gregor", GREGORS), ("nora", NORAS), ("ada", set()), ("sven", set())):
        with web_of(committed_world, name) as connection:
            assert titles(connection) == expected


# Becoming another

ROLES = (
    "icse_owner",
    "icse_system",
    "icse_definer",
    "icse_worker",
    "pg_read_all_data",
    "pg_monitor",
    "pg_signal_backend",
)
BECOMING = [
    *(f"SET ROLE {role}" for role in ROLES),
    *(f"SET LOCAL ROLE {role}" for role in ROLES),
    *(f"SET SESSION AUTHORIZATION {role}" for role in ROLES),
    *(f"SELECT set_config('role', '{role}', true)" for role in ROLES),
    *(f"GRANT {role} TO icse_web" for role in ROLES),
    "SELECT set_config('session_authorization', 'icse_owner', true)",
    "ALTER ROLE icse_app BYPASSRLS",
    "ALTER ROLE icse_app SUPERUSER",
    "CREATE ROLE another",
    "SET session_replication_role = 'replica'",
]


@pytest.mark.parametrize("attempt", BECOMING)
def test_it_cannot_become_another_role(committed_world: SmallWorld, attempt: str) -> None:
    with web_of(committed_world, "gregor") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(attempt.encode())


@pytest.mark.parametrize("way_out", ["RESET ROLE", "SET ROLE NONE", "RESET SESSION AUTHORIZATION", "RESET ALL"])
def test_leaving_the_role_shows_no_more(committed_world: SmallWorld, way_out: str) -> None:
    with web_of(committed_world, "gregor") as connection:
        connection.execute(way_out.encode())
        assert titles(connection) <= GREGORS
        for table in ("core_factkey", "series_media", "accounts_audiencegroupgrant"):
            with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                connection.execute(f"SELECT * FROM {table}".encode())


def test_row_security_cannot_be_switched_off(committed_world: SmallWorld) -> None:
    with web_of(committed_world, "gregor") as connection:
        connection.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            titles(connection)


def test_a_fact_is_no_good_elsewhere_or_later(committed_world: SmallWorld) -> None:
    nora = committed_world.officers["nora"].pk
    with web_of(committed_world, "gregor") as connection, web() as other:
        stolen = fact(connection, nora, backend_pid=other.info.backend_pid)
        old = fact(connection, nora, now=time.time() - LIFETIME_SECONDS - 1)
        mine = fact(connection, committed_world.officers["gregor"].pk)
        swapped = ".".join([str(nora), *mine.split(".")[1:]])
        for bad in (stolen, old, swapped, mine.upper(), f" {mine}", f"{mine}\n", ""):
            say(connection, bad)
            assert titles(connection) == set(), bad


def test_a_fact_left_behind_is_not_the_next_officers(committed_world: SmallWorld) -> None:
    """Connections are pooled: what Gregor's request leaves in the session does not reach into Nora's."""
    with web() as connection:
        say(connection, fact(connection, committed_world.officers["gregor"].pk), local=False)
        connection.commit()
        say(connection, fact(connection, committed_world.officers["nora"].pk))
        assert titles(connection) == NORAS
        say(connection, "")
        assert titles(connection) == set()


def test_a_prepared_statement_asks_anew(committed_world: SmallWorld) -> None:
    with web() as connection:
        say(connection, fact(connection, committed_world.officers["nora"].pk))
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute("PREPARE kept AS SELECT title FROM series_series")
        assert {row[0] for row in connection.execute("EXECUTE kept").fetchall()} == NORAS
        say(connection, fact(connection, committed_world.officers["gregor"].pk))
        assert {row[0] for row in connection.execute("EXECUTE kept").fetchall()} == GREGORS


def test_a_cursor_that_outlives_its_request_shows_no_more(committed_world: SmallWorld) -> None:
    with web_of(committed_world, "gregor") as connection:
        connection.execute("DECLARE kept CURSOR WITH HOLD FOR SELECT title FROM series_series")
        connection.commit()
        say(connection, fact(connection, committed_world.officers["nora"].pk))
        assert {row[0] for row in connection.execute("FETCH ALL FROM kept").fetchall()} == GREGORS


# Making and changing things

MAKING = [
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE accounts_officer (id uuid)",
    "CREATE TEMPORARY VIEW mine AS SELECT 1",
    "CREATE VIEW public.mine AS SELECT * FROM series_series",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.icse_officer2() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'",
    "CREATE FUNCTION public.mine(text) RETURNS bool LANGUAGE plpgsql COST 0.0001 AS 'BEGIN RETURN true; END'",
    "CREATE OPERATOR public.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
    "CREATE CAST (text AS int) WITH INOUT AS IMPLICIT",
    "CREATE DOMAIN public.mine AS int",
    "CREATE RULE mine AS ON SELECT TO series_series DO INSTEAD SELECT 1",
    "CREATE TRIGGER mine BEFORE INSERT ON series_series EXECUTE FUNCTION icse_stamp_created()",
    "CREATE INDEX ON series_series (title)",
    "CREATE STATISTICS ON title, summary FROM series_series",
    "CREATE POLICY mine ON series_series USING (true)",
    "ALTER POLICY see ON series_series USING (true)",
    "DROP POLICY see ON series_series",
    "ALTER TABLE series_series OWNER TO icse_app",
    "ALTER TABLE series_series DISABLE TRIGGER ALL",
    "ALTER FUNCTION icse_audiences() SET search_path = pg_temp",
    "ALTER DATABASE {database} SET row_security = off",
    "ALTER SYSTEM SET log_statement = 'all'",
    "COMMENT ON TABLE series_series IS 'x'",
    "GRANT SELECT ON series_media TO icse_app",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE EXTENSION pg_trgm",
    "CREATE LANGUAGE plpython3u",
    "CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw",
    "CREATE PUBLICATION mine FOR TABLE series_series",
    "TRUNCATE series_placement",
    "VACUUM series_series",
    "REFRESH MATERIALIZED VIEW pg_class",
]


@pytest.mark.parametrize("attempt", MAKING)
def test_it_makes_and_changes_no_object(committed_world: SmallWorld, attempt: str) -> None:
    """Temporary ones neither: with one, a function that looks there first would be fooled."""
    refusals = (
        errors.InsufficientPrivilege,
        errors.UndefinedObject,  # an extension that is not installed
        errors.UndefinedFile,
        errors.FeatureNotSupported,
        errors.ActiveSqlTransaction,
        errors.WrongObjectType,
    )
    with web_of(committed_world, "gregor") as connection, pytest.raises(refusals):
        connection.execute(attempt.format(database=database()).encode())


# Files, programs, other sessions

OUTSIDE = [
    "COPY series_series TO '/tmp/series'",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "COPY series_series (title) FROM PROGRAM 'id'",
    "COPY django_session FROM '/etc/passwd'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_read_binary_file('/etc/passwd')",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_ls_waldir()",
    "SELECT pg_ls_logdir()",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/tmp/x')",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_statistic_ext_data",
    "SELECT * FROM pg_largeobject",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_file_settings",
    "SELECT pg_reload_conf()",
    "SELECT pg_rotate_logfile()",
    "SELECT pg_create_physical_replication_slot('mine')",
    "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
    "SELECT pg_promote()",
    "SELECT pg_stat_reset()",
    "SELECT * FROM pg_backend_memory_contexts",
    "SELECT pg_log_backend_memory_contexts(1)",
]


@pytest.mark.parametrize("attempt", OUTSIDE)
def test_it_reaches_no_file_no_program_and_no_secret(committed_world: SmallWorld, attempt: str) -> None:
    refusals = (errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState)
    with web_of(committed_world, "gregor") as connection, pytest.raises(refusals):
        connection.execute(attempt.encode())


def test_statistics_tell_no_values(committed_world: SmallWorld) -> None:
    """The most common values of a column would be content; of a guarded table nobody is shown them."""
    with psycopg.connect(os.environ["ICSE_TEST_SUPERUSER"], dbname=database(), autocommit=True) as superuser:
        superuser.execute("ANALYZE series_series")
        superuser.execute("ANALYZE accounts_audience")
        assert superuser.execute("SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'series_series'").fetchone() == (
            True,
        )
    with web_of(committed_world, "gregor") as connection:
        for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
            found = connection.execute(f"SELECT count(*) FROM {view} WHERE schemaname = 'public'".encode()).fetchone()
            assert found == (0,), view


def test_sequences_are_not_read(committed_world: SmallWorld) -> None:
    """How many audiences or grants there are is told by no counter."""
    with web_of(committed_world, "gregor") as connection:
        query = "SELECT count(*), count(last_value) FROM pg_sequences WHERE schemaname = 'public'"
        number, readable = connection.execute(query).fetchone() or (0, 0)
        assert number > 0
        assert readable == 0


def test_locks_tell_no_hash(committed_world: SmallWorld) -> None:
    """Every login reads pg_locks. Who knows a file's hash does not learn there that somebody sends that file now."""
    item = committed_world.bundles["group"].rows["item"]
    plain = int.from_bytes(bytes.fromhex(item.sha256[:16]), signed=True)
    assert blobs.lock_key(item.sha256) != plain
    with web() as holder, web_of(committed_world, "gregor") as connection:
        holder.execute("SELECT pg_advisory_xact_lock(%s)", [blobs.lock_key(item.sha256)])
        query = """SELECT classid::bigint << 32 | objid::bigint FROM pg_locks JOIN pg_database d ON d.oid = database
            WHERE locktype = 'advisory' AND datname = current_database()"""
        seen = {row[0] for row in connection.execute(query).fetchall()}
        assert seen == {blobs.lock_key(item.sha256)}


# Guessing rows that are hidden: by errors, by estimates, by keys, by functions

LEAKY = [
    "title::int = 1",
    "1 / (length(title) - length(title)) = 1",
    "title ~ ('(' || title)",
    "(title::jsonb) IS NOT NULL",
    "to_date(title, 'YYYY') > now() AND title::date > now()",
    "pg_input_is_valid(title, 'int') = (1 / (length(title) - length(title)) = 1)",
]


@pytest.mark.parametrize("condition", LEAKY)
def test_an_error_tells_nothing_of_a_hidden_row(committed_world: SmallWorld, condition: str) -> None:
    """A condition that fails is asked of visible rows only: PostgreSQL applies the policy before it."""
    query = f"SELECT count(*) FROM series_series WHERE title = 'Room of group' AND {condition}".encode()
    with web_of(committed_world, "gregor") as connection:
        assert connection.execute(query).fetchone() == (0,)
    with web_of(committed_world, "nora") as connection, pytest.raises(errors.DataError):
        connection.execute(query)


def test_a_block_of_code_sees_no_more(committed_world: SmallWorld) -> None:
    code = """DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT * FROM series_series LOOP
            IF one.title LIKE '%group%' THEN RAISE EXCEPTION 'found %', one.title; END IF;
        END LOOP;
    END $$"""
    with web_of(committed_world, "gregor") as connection:
        connection.execute(code)
    with (
        web_of(committed_world, "nora") as connection,
        pytest.raises(errors.RaiseException, match=r"found (Room|Hall|Gone|Flagged)"),
    ):
        connection.execute(code)


def copied(table: str, **changes: str) -> str:
    """Return a statement that adds a visible row of a table once more, with these columns as SQL says."""
    values = ", ".join(f"'{name}', {value}" for name, value in changes.items())
    return f"""INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object(
        'id', gen_random_uuid(), 'officer_id', icse_officer(), {values}))).* FROM {table} t LIMIT 1"""


#: A child under a parent that is not shown, by its key, with an audience that is held: (table, column, hidden key).
UNDER_HIDDEN = [
    ("series_placement", "item_id", "item"),
    ("series_placement", "series_id", "series"),
    ("series_subject", "series_id", "series"),
    ("series_claim", "subject_id", "subject"),
    ("series_subjectstatement", "subject_id", "subject"),
    ("series_itemstatement", "item_id", "item"),
    ("series_depiction", "subject_id", "subject"),
    ("series_depiction", "item_id", "item"),
    ("series_item", "case_id", "case"),
    ("forum_post", "thread_id", "thread"),
    ("forum_cropsource", "item_id", "item"),
    ("forum_credit", "post_id", "post"),
    ("series_permission", "series_id", "series"),
]


@pytest.mark.parametrize(("table", "column", "name"), UNDER_HIDDEN)
def test_a_child_of_a_hidden_parent_is_refused_as_one_of_none(
    committed_world: SmallWorld, table: str, column: str, name: str
) -> None:
    told = []
    for key in (committed_world.keys[name], NOBODYS):
        changes = {column: f"'{key}'", **({"state": "'received'"} if table == "series_item" else {})}
        statements = f"{copied(table, **changes)}; SET CONSTRAINTS ALL IMMEDIATE"
        with web_of(committed_world, "gregor") as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute(statements.encode())
        told.append((refused.value.sqlstate, refused.value.diag.constraint_name, refused.value.diag.message_primary))
    assert told[0] == told[1]


ONLY_HIDDEN = [table for table, rule in RULES.items() if rule.see and rule.see != "true"]


@pytest.mark.parametrize("table", ONLY_HIDDEN)
def test_nobody_sees_nothing(committed_world: SmallWorld, table: str) -> None:
    for way in ("SELECT 1", "SET ROLE NONE"):
        with web() as connection:
            connection.execute(way.encode())
            others = {"forum_threadseries": "thread_id", "series_listedhash": "digest"}
            column = others.get(table, "officer_id" if table == "forum_notificationsettings" else "id")
            assert connection.execute(f"SELECT count({column}) FROM {table}".encode()).fetchone() == (0,)


def test_the_definers_functions_give_no_more(committed_world: SmallWorld) -> None:
    group = committed_world.audiences["group"].pk
    with web_of(committed_world, "gregor") as connection:
        hidden = committed_world.bundles["group"].rows["series"]
        search = "SELECT icse_search_series(%s, 'all', NULL, ARRAY[%s]::uuid[], NULL, NULL, 1000)"
        assert connection.execute(search, [hidden.reference, hidden.pk]).fetchall() == []
        assert connection.execute("SELECT * FROM icse_audience_members(%s)", [group]).fetchall() == []
        assert group not in connection.execute("SELECT icse_audiences()").fetchone()[0]  # type: ignore[index]
        change = "SELECT * FROM icse_change_audience(%s, ARRAY['country'], ARRAY['DE'], ARRAY['contribute'])"
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute(change, [group])


@pytest.mark.parametrize("path", ["pg_temp, public", "pg_temp", "public, pg_catalog"])
def test_the_search_path_does_not_fool_the_definer(committed_world: SmallWorld, path: str) -> None:
    with web_of(committed_world, "gregor") as connection:
        before = connection.execute("SELECT public.icse_audiences(), public.icse_officer()").fetchone()
        connection.execute(f"SET search_path = {path}".encode())
        assert connection.execute("SELECT public.icse_audiences(), public.icse_officer()").fetchone() == before
        found = connection.execute("SELECT title FROM public.series_series").fetchall()
        assert {row[0] for row in found} == GREGORS


def test_moving_a_row_into_sight_is_refused(committed_world: SmallWorld) -> None:
    """Neither is a hidden row found by changing it, nor does an own row go where the officer may not add."""
    group, keys = committed_world.audiences["group"].pk, committed_world.keys
    with web_of(committed_world, "gregor") as connection:
        widened = connection.execute(
            "UPDATE series_series SET audience_id = (SELECT id FROM accounts_audience WHERE kind = 'members') "
            "WHERE id = %s RETURNING title",
            [keys["series"]],
        )
        assert widened.fetchall() == []
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("UPDATE series_series SET audience_id = %s", [group])


def test_plans_name_nothing_that_is_hidden(committed_world: SmallWorld) -> None:
    with web_of(committed_world, "gregor") as connection:
        plan = "EXPLAIN (ANALYZE, VERBOSE, SETTINGS) SELECT * FROM series_series JOIN series_placement ON true"
        text = "\n".join(row[0] for row in connection.execute(plan.encode()).fetchall())
    assert "Room" not in text
    assert not any(str(key) in text for bundle in committed_world.bundles.values() for key in bundle.keys.values())


def test_known_limit_a_plan_tells_that_a_guess_is_right(committed_world: SmallWorld) -> None:
    """PostgreSQL says how many rows the policy took away: who runs SQL and has a hash learns if its file is here."""
    hidden, told = committed_world.bundles["group"].rows["item"].sha256, []
    with web_of(committed_world, "gregor") as connection:
        connection.execute("SET enable_seqscan = off")
        for sha256 in (hidden, "f" * 64):
            query = (
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT name FROM series_item WHERE sha256 = %s"
            )
            asked = psycopg.ClientCursor(connection).execute(query, [sha256])
            told.append(any("Rows Removed by" in row[0] for row in asked.fetchall()))
    assert told == [True, False]
