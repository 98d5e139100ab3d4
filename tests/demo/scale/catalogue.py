"""What guards a database, as the catalogue says it: compared before and after a load."""

from typing import Any

import psycopg

_QUERIES = {
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "statistics": "SELECT attrelid::regclass::text, attnum, attstattarget FROM pg_attribute WHERE attstattarget >= 0",
    "invalid indexes": "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready)",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled::text, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE NOT tgisinternal",
    "keys' triggers": "SELECT tgrelid::regclass::text, tgtype, tgenabled::text, "
    "count(*) FROM pg_trigger WHERE tgisinternal GROUP BY 1, 2, 3",
    "guards": "SELECT relname, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    "policies": "SELECT tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies",
    "functions": "SELECT oid::regprocedure::text, proacl::text FROM pg_proc "
    "WHERE pronamespace = 'public'::regnamespace",
}


def catalogue(connection: psycopg.Connection[Any]) -> dict[str, set[tuple[Any, ...]]]:
    """Return everything that guards the rows."""
    found = {name: set(connection.execute(query).fetchall()) for name, query in _QUERIES.items()}
    assert all(rows for name, rows in found.items() if name != "invalid indexes")
    return found
