"""The database's catalogue is exactly what ``accounts.visibility`` lists, in both directions."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection

from accounts.definers import FUNCTIONS, SEQUENCES
from accounts.visibility import RULES
from icse.core.doors import acting_as_system
from icse.core.rowsecurity import SEARCH_PATH, tables

ROLES = ("icse_app", "icse_system", "icse_definer")
#: What a function sets beside its search path, which is about plans and not about rights.
SETTINGS = {"icse_search_series": ["plan_cache_mode=force_custom_plan"]}


def rows(query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def test_every_table_is_listed_and_every_listed_table_is_there(db: object) -> None:
    with connection.cursor() as cursor:
        assert tables(cursor) == set(RULES)


def test_every_table_is_guarded_and_forced(db: object) -> None:
    loose = rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        "AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    assert loose == []


def test_policies_are_exactly_the_listed_ones(db: object) -> None:
    expected = set()
    for table, rule in RULES.items():
        verbs = {"see": rule.see, "add": rule.add, "edit": rule.edit, "remove": rule.remove}
        expected |= {(table, name) for name, condition in verbs.items() if condition is not None}
        expected |= {(table, "system")} if rule.system else set()
        expected |= {(table, "definer_read")} if rule.definer_reads else set()
        expected |= {(table, "definer_add")} if rule.definer_adds else set()
        expected |= {(table, "definer_edit")} if rule.definer_edits else set()
        expected |= {(table, "definer_remove")} if rule.definer_removes else set()
        expected |= {(table, "owner")} if rule.owner else set()
    assert set(rows("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")) == expected


@pytest.mark.parametrize("table", sorted(RULES))
def test_privileges_are_exactly_the_listed_ones(db: object, table: str) -> None:
    rule = RULES[table]
    app = {
        verb
        for verb, condition in {
            "SELECT": rule.see,
            "INSERT": rule.add,
            "UPDATE": rule.edit,
            "DELETE": rule.remove,
        }.items()
        if condition is not None
    }
    expected = {("icse_app", verb) for verb in app}
    expected |= {("icse_system", verb.strip()) for verb in rule.system.split(",") if verb.strip()}
    expected |= {("icse_definer", "SELECT")} if rule.definer_reads else set()
    expected |= {("icse_definer", "INSERT")} if rule.definer_adds else set()
    expected |= {("icse_definer", "UPDATE")} if rule.definer_edits else set()
    expected |= {("icse_definer", "DELETE")} if rule.definer_removes else set()
    found = rows(
        "SELECT r, v FROM unnest(%s::text[]) r, "
        "unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) v "
        "WHERE has_table_privilege(r, %s, v) OR (v IN ('SELECT','INSERT','UPDATE','REFERENCES') "
        "AND has_any_column_privilege(r, %s, v))",
        list(ROLES),
        table,
        table,
    )
    assert set(found) == expected


def test_hidden_and_editable_columns(db: object) -> None:
    for table, rule in RULES.items():
        for column in rule.hidden_columns:
            assert rows("SELECT has_column_privilege('icse_app', %s, %s, 'SELECT')", table, column) == [(False,)]
        if rule.edit_columns:
            found = rows(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
                "AND has_column_privilege('icse_app', attrelid, attnum, 'UPDATE')",
                table,
            )
            assert {row[0] for row in found} == set(rule.edit_columns)


def test_open_and_closed_tables_say_why() -> None:
    unexplained = [t for t, r in RULES.items() if (r.see in (None, "true")) and not r.reason]
    assert unexplained == []


def test_functions_are_exactly_the_listed_ones_and_safe(db: object) -> None:
    found = rows(
        "SELECT p.oid::regprocedure::text, r.rolname, p.prosecdef, p.provolatile::text, p.proparallel::text, "
        "p.proconfig, "
        "has_function_privilege('public', p.oid, 'EXECUTE') "
        "FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.pronamespace = 'public'::regnamespace"
    )
    spelled = {"int": "integer", "int[]": "integer[]"}

    def normal(signature: str) -> str:
        name, arguments = signature.rstrip(")").split("(")
        parts = [spelled.get(a.strip(), a.strip()) for a in arguments.split(",") if a.strip()]
        return f"{name}({','.join(parts)})"

    writers = {normal(f.signature): f.writes for f in FUNCTIONS}
    settings = {normal(f.signature): f.settings for f in FUNCTIONS}
    assert {row[0] for row in found} == set(writers)
    for name, owner, definer, volatile, parallel, config, public in found:
        assert (owner, definer, public) == ("icse_definer", True, False), name
        assert config == [f"search_path={SEARCH_PATH}", *settings[name], *SETTINGS.get(name.split("(")[0], [])], name
        assert (volatile, parallel) == (("v", "u") if writers[name] else ("s", "s")), name


def test_callers_of_functions_are_exactly_the_listed_ones(db: object) -> None:
    for function in FUNCTIONS:
        found = rows(
            "SELECT r FROM unnest(ARRAY['icse_app', 'icse_system', 'icse_owner']) r "
            "WHERE has_function_privilege(r, %s, 'EXECUTE')",
            function.signature,
        )
        assert {row[0] for row in found} == set(function.callers), function.signature


def test_sequences(db: object) -> None:
    found = rows(
        "SELECT s.sequencename, has_sequence_privilege('icse_app', s.sequencename::text, 'USAGE'), "
        "has_sequence_privilege('icse_app', s.sequencename::text, 'SELECT') "
        "FROM pg_sequences s WHERE s.schemaname = 'public'"
    )
    assert {name for name, *rights in found if any(rights)} == set()
    listed = rows("SELECT has_sequence_privilege('icse_definer', s, 'USAGE') FROM unnest(%s::text[]) s", [*SEQUENCES])
    assert listed == [(True,)] * len(SEQUENCES)


def test_nobody_creates_anything_in_the_schema(db: object) -> None:
    found = rows(
        "SELECT r FROM unnest(%s::text[]) r WHERE has_schema_privilege(r, 'public', 'CREATE')",
        [*ROLES, "icse_web", "icse_worker", "public"],
    )
    assert found == []


def test_no_default_privileges(db: object) -> None:
    assert rows("SELECT count(*) FROM pg_default_acl") == [(0,)]


def test_a_table_that_nobody_listed_is_closed(db: object) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("CREATE TABLE public.unlisted (id int)")


def test_roles_have_no_more_than_they_need(db: object) -> None:
    found = rows(
        "SELECT rolname, rolcanlogin, rolinherit FROM pg_roles WHERE rolname LIKE 'icse%%' "
        "AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)"
    )
    assert set(found) == {
        ("icse_owner", True, True),
        ("icse_web", True, True),
        ("icse_worker", True, False),
        ("icse_app", False, True),
        ("icse_system", False, True),
        ("icse_definer", False, True),
    }
    members = rows(
        "SELECT m.rolname, r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member "
        "JOIN pg_roles r ON r.oid = a.roleid WHERE m.rolname LIKE 'icse%%'"
    )
    assert set(members) == {
        ("icse_web", "icse_app"),
        ("icse_worker", "icse_app"),
        ("icse_worker", "icse_system"),
        ("icse_owner", "icse_definer"),
        ("icse_owner", "icse_system"),
    }


def test_the_worker_without_a_role_sees_nothing(db: object) -> None:
    with acting_as_system("tests"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM accounts_officer")
        assert cursor.fetchone() == (True,)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SELECT current_user, has_schema_privilege('public', 'USAGE')")
        assert cursor.fetchone() == ("icse_worker", False)
        with pytest.raises(ProgrammingError):
            cursor.execute("SELECT * FROM accounts_officer")
