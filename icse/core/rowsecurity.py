"""Turns rules into PostgreSQL's policies and grants, and reads back what is in force.

What the rules are stands in ``accounts.visibility``; this module only knows how to apply them. After each migrate
everything is dropped and made anew in one transaction, so that the catalogue holds exactly what is listed: a table
nobody listed is closed to everyone but its owner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from icse.core.facts import key_pads

APP, SYSTEM, DEFINER = "icse_app", "icse_system", "icse_definer"
#: Definer functions look nowhere else; pg_temp last, or a temporary table would take a grant table's place.
SEARCH_PATH = "pg_catalog, public, pg_temp"


class RulesIncomplete(RuntimeError):
    """A table has no rule, or a rule has no table: list it in ``accounts.visibility``."""


@dataclass(frozen=True)
class Rule:
    """Who sees and changes the rows of one table.

    ``see``, ``add``, ``edit`` and ``remove`` are SQL conditions for icse_app; None closes that verb. ``edit_columns``
    narrows what an update may touch. ``reason`` is required where the condition is ``true`` or everything is closed.
    ``system`` is what background work may do; ``definer_reads``, ``definer_adds``, ``definer_edits`` (columns) and
    ``definer_removes`` what the definer's functions may.
    ``owner`` lets the migrating login through (rules are forced on it too): Django's bookkeeping only.
    """

    see: str | None = None
    add: str | None = None
    edit: str | None = None
    edit_columns: tuple[str, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    remove: str | None = None
    reason: str = ""
    system: str = "SELECT, INSERT, UPDATE, DELETE"
    definer_reads: bool = False
    definer_adds: bool = False
    definer_edits: tuple[str, ...] = ()
    definer_removes: bool = False
    owner: bool = False


@dataclass(frozen=True)
class Function:
    """A definer function, who may call it, and whether it changes anything (then it is neither stable nor parallel).

    ``settings`` are what it sets for itself beside the search path.
    """

    signature: str
    callers: tuple[str, ...] = (APP, SYSTEM)
    writes: bool = False
    settings: tuple[str, ...] = ()


def apply(
    rules: Mapping[str, Rule],
    functions: Iterable[Function],
    sources: Iterable[Path],
    triggers: Iterable[Path],
    sequences: Iterable[str],
    fact_key: str,
) -> None:
    """Put the rules in force, as the owner of the tables.

    :param sources: SQL files with the definer functions, run as the definer.
    :param triggers: SQL files that hang some of them on tables, run as the owner.
    :raises RulesIncomplete: the tables of the database and of the rules differ.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _compare(cursor, rules)
        _drop_everything(cursor, rules)
        for table, rule in rules.items():
            _definer_rule(cursor, table, rule)
        _create_functions(cursor, functions, sources)
        for source in triggers:
            cursor.execute(source.read_text(encoding="utf-8"))
        for table, rule in rules.items():
            _officer_rule(cursor, table, rule)
            _system_rule(cursor, table, rule)
            _owner_rule(cursor, table, rule)
        for sequence in sequences:
            cursor.execute(f"GRANT USAGE ON SEQUENCE {sequence} TO {DEFINER}")
        _store_fact_key(cursor, fact_key)


def tables(cursor: CursorWrapper) -> set[str]:
    """Return the names of all tables in the schema."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
    )
    return {row[0] for row in cursor.fetchall()}


def _compare(cursor: CursorWrapper, rules: Mapping[str, Rule]) -> None:
    found = tables(cursor)
    missing, extra = found - set(rules), set(rules) - found
    if missing or extra:
        raise RulesIncomplete(
            f"Tables without a rule: {sorted(missing)}; rules without a table: {sorted(extra)}. "
            "List every table in accounts/visibility.py."
        )


def _drop_everything(cursor: CursorWrapper, rules: Mapping[str, Rule]) -> None:
    cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
    for table, policy in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{policy}" ON "{table}"')
    everyone = f"PUBLIC, {APP}, {SYSTEM}, {DEFINER}"
    cursor.execute(f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {DEFINER}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {SYSTEM}, {DEFINER}")
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {everyone}")
    cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {everyone}")
    for table in rules:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def _create_functions(cursor: CursorWrapper, functions: Iterable[Function], sources: Iterable[Path]) -> None:
    """Make the definer's functions as the definer, who may create nothing at any other time."""
    listed = list(functions)
    cursor.execute(f"GRANT CREATE ON SCHEMA public TO {DEFINER}")
    cursor.execute(f"SET LOCAL ROLE {DEFINER}")
    for source in sources:
        cursor.execute(source.read_text(encoding="utf-8"))
    _drop_unlisted(cursor, listed)
    cursor.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    for function in listed:
        for caller in function.callers:
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function.signature} TO {caller}")
    cursor.execute("RESET ROLE")
    cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM {DEFINER}")


def _drop_unlisted(cursor: CursorWrapper, listed: list[Function]) -> None:
    """Remove what an earlier release had, such as the same name with other arguments."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
        "AND proowner = %s::regrole AND oid <> ALL (SELECT to_regprocedure(s)::oid FROM unnest(%s::text[]) s)",
        [DEFINER, [function.signature for function in listed]],
    )
    for (signature,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {signature}")


def _officer_rule(cursor: CursorWrapper, table: str, rule: Rule) -> None:
    if rule.see is not None:
        columns = f" ({', '.join(_columns(cursor, table, rule.hidden_columns))})" if rule.hidden_columns else ""
        cursor.execute(f'GRANT SELECT{columns} ON "{table}" TO {APP}')
        cursor.execute(f'CREATE POLICY see ON "{table}" FOR SELECT TO {APP} USING ({rule.see})')
    if rule.add is not None:
        cursor.execute(f'GRANT INSERT ON "{table}" TO {APP}')
        cursor.execute(f'CREATE POLICY add ON "{table}" FOR INSERT TO {APP} WITH CHECK ({rule.add})')
    if rule.edit is not None:
        columns = f" ({', '.join(rule.edit_columns)})" if rule.edit_columns else ""
        cursor.execute(f'GRANT UPDATE{columns} ON "{table}" TO {APP}')
        cursor.execute(
            f'CREATE POLICY edit ON "{table}" FOR UPDATE TO {APP} USING ({rule.edit}) WITH CHECK ({rule.edit})'
        )
    if rule.remove is not None:
        cursor.execute(f'GRANT DELETE ON "{table}" TO {APP}')
        cursor.execute(f'CREATE POLICY remove ON "{table}" FOR DELETE TO {APP} USING ({rule.remove})')


def _system_rule(cursor: CursorWrapper, table: str, rule: Rule) -> None:
    if rule.system:
        cursor.execute(f'GRANT {rule.system} ON "{table}" TO {SYSTEM}')
        cursor.execute(f'CREATE POLICY system ON "{table}" FOR ALL TO {SYSTEM} USING (true) WITH CHECK (true)')


def _owner_rule(cursor: CursorWrapper, table: str, rule: Rule) -> None:
    if rule.owner:
        cursor.execute(f'CREATE POLICY owner ON "{table}" FOR ALL TO icse_owner USING (true) WITH CHECK (true)')


def _definer_rule(cursor: CursorWrapper, table: str, rule: Rule) -> None:
    if rule.definer_reads:
        cursor.execute(f'GRANT SELECT ON "{table}" TO {DEFINER}')
        cursor.execute(f'CREATE POLICY definer_read ON "{table}" FOR SELECT TO {DEFINER} USING (true)')
    if rule.definer_adds:
        cursor.execute(f'GRANT INSERT ON "{table}" TO {DEFINER}')
        cursor.execute(f'CREATE POLICY definer_add ON "{table}" FOR INSERT TO {DEFINER} WITH CHECK (true)')
    if rule.definer_removes:
        cursor.execute(f'GRANT DELETE ON "{table}" TO {DEFINER}')
        cursor.execute(f'CREATE POLICY definer_remove ON "{table}" FOR DELETE TO {DEFINER} USING (true)')
    if rule.definer_edits:
        cursor.execute(f'GRANT UPDATE ({", ".join(rule.definer_edits)}) ON "{table}" TO {DEFINER}')
        cursor.execute(
            f'CREATE POLICY definer_edit ON "{table}" FOR UPDATE TO {DEFINER} USING (true) WITH CHECK (true)'
        )


def _columns(cursor: CursorWrapper, table: str, hidden: tuple[str, ...]) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", [table]
    )
    return [row[0] for row in cursor.fetchall() if row[0] not in hidden]


def _store_fact_key(cursor: CursorWrapper, fact_key: str) -> None:
    inner, outer = key_pads(fact_key)
    cursor.execute("SET LOCAL ROLE icse_system")
    cursor.execute(
        "INSERT INTO core_factkey (id, inner_pad, outer_pad) VALUES (1, %s, %s) "
        "ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        [inner, outer],
    )
    cursor.execute("RESET ROLE")
