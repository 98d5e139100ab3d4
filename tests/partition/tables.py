"""The rows themselves, as the database gives them to each officer, and its functions that say who holds what."""

from typing import Any, cast
from weakref import WeakSet

from django.db import connection
from psycopg import Connection

from accounts.visibility import contributable_audiences, held_audiences, officers_who_see
from icse.core.doors import acting_as, acting_as_system
from series.queries.blind import blind_lines
from tests.partition.comparing import compare
from tests.partition.loading import Loader
from tests.partition.oracle import Sight, held, may_add_to
from tests.partition.tallies import check_tallies

#: Table to the column that names its rows in a world.
TABLES = {
    "series_case": "id",
    "series_item": "id",
    "series_series": "id",
    "series_placement": "id",
    "series_hit": "id",
    "series_subject": "id",
    "series_subjectstatement": "id",
    "series_itemstatement": "id",
    "series_depiction": "id",
    "series_claim": "id",
    "series_identification": "id",
    "forum_thread": "id",
    "forum_threadseries": "thread_id",
    "forum_post": "id",
    "forum_crop": "id",
    "forum_cropsource": "id",
    "forum_credit": "id",
    "series_serieslink": "id",
    "series_subjectlink": "id",
    "series_merge": "id",
    "series_linkreason": "id",
    "series_proposaldecision": "id",
    "series_permission": "id",
    "series_seriesinterest": "id",
    "forum_threadinterest": "id",
    "forum_request": "id",
    "forum_requestword": "id",
    "accounts_disclosure": "id",
    "series_hashlist": "id",
    "series_listedhash": "encode(digest, 'hex')::uuid",
    "series_listing": "id",
    "series_hashvote": "id",
    "series_setaside": "id",
    "series_lookup": "id",
    "series_newmaterial": "id",
    "series_indication": "id",
    "series_withholding": "id",
    "series_referral": "id",
    "series_referralstep": "id",
    "series_alert": "id",
    "series_acknowledgement": "id",
    "series_lead": "id",
    "series_note": "id",
    "series_notetext": "id",
    "series_task": "id",
    "series_subjectfact": "id",
    "series_reopening": "id",
    "forum_outcome": "id",
    "core_event": "key",
    "core_auditentry": "id",
    "accounts_officer": "id",
    "accounts_audience": "id",
    "accounts_apitoken": "id",
    "forum_threadcheck": "id",
}
_ALL = " UNION ALL ".join(f"SELECT '{table}', {key}::text FROM {table}" for table, key in TABLES.items())


#: Connections that know the statement. It is planned once, not for each officer; its rules are asked each time.
_PREPARED: "WeakSet[Connection[Any]]" = WeakSet()


def check_tables(loader: Loader, sight: Sight) -> None:
    """Compare every table's visible keys, the tallies, and the two functions, for one officer."""
    who = f"{sight.who.role} {sight.who.key}"
    with acting_as(sight.who.key):
        rows = read_all()
        lines = blind_lines(loader.world.items)
        holds, adds = held_audiences(), contributable_audiences()
        check_tallies(sight)
    shown: dict[str, set[str]] = {table: set() for table in TABLES}
    for table, key in rows:
        shown[table].add(loader.names.get(int(key), key) if table == "accounts_audience" else key)
    for table in TABLES:
        compare(f"table {table} for {who}", shown[table], sight.tables[table])
    told = [(str(key), line.country) for key, found in lines.items() for line in found]
    compare(f"hidden matches told to {who}", sorted(told), sorted(sight.blind_lines))
    compare(f"audiences held by {who}", {loader.names.get(n, "another") for n in holds}, sight.held)
    expected = may_add_to(loader.world, sight.who)
    compare(f"contributable audiences of {who}", {loader.names.get(n, "another") for n in adds}, expected)


def read_all() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        if connection.connection not in _PREPARED:
            cursor.execute(f"PREPARE every_visible_key AS {_ALL}")
            _PREPARED.add(connection.connection)
        cursor.execute("EXECUTE every_visible_key")
        return cast(list[tuple[str, str]], cursor.fetchall())


def check_inverse(loader: Loader) -> None:
    """Compare, for each audience, which of the world's officers hold it."""
    people = loader.world.people
    with acting_as_system("tests"):
        for name, number in loader.audiences.items():
            shown = officers_who_see(number) & set(people)
            expected = {key for key, who in people.items() if name in held(loader.world, who)}
            compare(f"officers who see {name}", shown, expected)
