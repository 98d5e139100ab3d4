"""The cluster's roles and the database, made once by a superuser before anything else.

Plain psycopg, no Django: the embedded servers, the tests and an operator's first day all call these two functions.

=============== ======= ==============================================================================================
role            login   what it may
=============== ======= ==============================================================================================
icse_owner      yes     owns the tables; migrates; nothing else runs as it
icse_web        yes     becomes icse_app; never anything else
icse_worker     yes     NOINHERIT; becomes icse_app at sign-in, icse_system for one transaction when a task says so
icse_app        no      what officers' requests run as: sees what the policies show
icse_system     no      sees across countries; background work only
icse_definer    no      owns the functions that answer who holds what; reads exactly the tables that they need
=============== ======= ==============================================================================================
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

LOGINS = ("icse_owner", "icse_web", "icse_worker")
ROLES = ("icse_app", "icse_system", "icse_definer")

#: Held while roles are made, so that two set-ups of one cluster do not collide.
_LOCK = 7_243_001

#: (member, of, inherit): what each login may become. Only the owner may hand functions to the definer.
MEMBERSHIPS = (
    ("icse_web", "icse_app", True),
    ("icse_worker", "icse_app", False),
    ("icse_worker", "icse_system", False),
    ("icse_owner", "icse_definer", False),
    ("icse_owner", "icse_system", False),
)


def create_roles(conninfo: str, passwords: dict[str, str] | None = None) -> None:
    """Make or mend the six roles and their memberships.

    :param conninfo: a superuser's connection string (or one with CREATEROLE).
    :param passwords: login name to password, for servers that are reached over a network.
    :raises psycopg.Error: the connection was refused, or may not create roles.
    """
    with _connected(conninfo) as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for role in (*LOGINS, *ROLES):
            _ensure_role(cursor, role)
        for member, role, inherits in MEMBERSHIPS:
            cursor.execute(
                sql.SQL("GRANT {} TO {} WITH INHERIT {}, SET TRUE").format(
                    sql.Identifier(role), sql.Identifier(member), sql.SQL("TRUE" if inherits else "FALSE")
                )
            )
        for login in ("icse_web", "icse_worker"):
            cursor.execute(sql.SQL("ALTER ROLE {} SET role = 'icse_app'").format(sql.Identifier(login)))
            # Sessions of one login see each other's statements, and so each other's values, in pg_stat_activity.
            cursor.execute(sql.SQL("ALTER ROLE {} SET track_activities = off").format(sql.Identifier(login)))
        for login, password in (passwords or {}).items():
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login), sql.Literal(password)))


def create_database(conninfo: str, name: str, template: str = "template0") -> bool:
    """Make the database, owned by icse_owner, that only our roles may enter. Return False if it is there already.

    :param conninfo: a superuser's connection string to another database of the cluster.
    :param template: the database to copy; ``template0`` for an empty one.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found:
            return False
        encoding = sql.SQL(" ENCODING 'UTF8'") if template == "template0" else sql.SQL("")
        database = sql.Identifier(name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER icse_owner TEMPLATE {}").format(database, sql.Identifier(template))
            + encoding
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO icse_web, icse_worker").format(database))
    return True


def drop_database(conninfo: str, name: str) -> None:
    """Remove the database with whoever is connected to it. For tests."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _connected(conninfo: str) -> Iterator[psycopg.Cursor]:
    with psycopg.connect(conninfo) as connection, connection.cursor() as cursor:
        yield cursor


def _ensure_role(cursor: psycopg.Cursor, role: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    login = "LOGIN" if role in LOGINS else "NOLOGIN"
    inherit = "NOINHERIT" if role == "icse_worker" else "INHERIT"
    cursor.execute(
        sql.SQL(
            f"{verb} ROLE {{}} {login} {inherit} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        ).format(sql.Identifier(role))
    )
