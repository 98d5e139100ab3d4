"""Every rule of who sees what, a line a table. The only place: put together here from a module a part.

The rule is always the same: a row carries the audiences needed to see it, and all of them are held. What an officer
holds, ``icse_audiences()`` answers from the grants (``accounts/sql/functions.sql``); the application only says who is
asking, at a door. A table that is not listed cannot be migrated; one that is listed without ``see`` is closed.
"""

from uuid import UUID

from django.db import connection

from accounts.newest import newest_ids as newest_ids
from accounts.newest import newest_query as newest_query
from accounts.rules import countries, files, forum, people, record, series, work
from icse.core.rowsecurity import Rule

RULES: dict[str, Rule] = (
    people.RULES | files.RULES | series.RULES | work.RULES | countries.RULES | forum.RULES | record.RULES
)


def held_audiences() -> list[int]:
    """Return the audiences that the current actor holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_audiences()")
        return list(cursor.fetchone()[0])


def contributable_audiences() -> list[int]:
    """Return the audiences that the current actor may contribute to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_contributable()")
        return list(cursor.fetchone()[0])


def owned_audiences() -> list[int]:
    """Return the groups that the current actor's unit made and the actor may change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_owned_audiences()")
        return list(cursor.fetchone()[0])


def officers_who_see(audience_id: int) -> set[UUID]:
    """Return the keys of the officers who hold this audience now; for the system only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_officers_who_see(%s)", [audience_id])
        return {row[0] for row in cursor.fetchall()}
