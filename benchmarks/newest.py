"""Question: what does row-level security cost the page that everybody opens, the newest 50 items?

A million items of a skewed world: 60 % shown to all members, a quarter national, the rest in groups. Peer: the same
50 rows, read by a login that policies do not bind. Both are asked in turns, on one machine, in one run.
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.world import database
from icse.core.facts import sign_fact
from icse.core.ids import uuid7
from icse.embedded.testing import Servers

ITEMS = 1_000_000
GROUPS = 100
ROUNDS = 200
COLUMNS = "id, name, country_id, state, audience_id, created_at, sha256, width, height"
NEWEST_OF_ALL = f"SELECT {COLUMNS} FROM series_item ORDER BY id DESC LIMIT 50"
#: What accounts.visibility.newest_ids asks, with its rows.
NEWEST = f"""
    SELECT {COLUMNS} FROM series_item WHERE id IN (
        SELECT found.id FROM unnest((SELECT icse_audiences())) AS one(audience)
        CROSS JOIN LATERAL (
            SELECT t.id FROM series_item t WHERE t.audience_id = one.audience ORDER BY t.id DESC LIMIT 50
        ) found ORDER BY found.id DESC LIMIT 50
    ) ORDER BY id DESC
"""


@dataclass(frozen=True)
class World:
    """Who asks: sees most (members, national and every group) or almost nothing (21 rows)."""

    most: UUID
    little: UUID


def load(connection: psycopg.Connection[Any], items: int) -> World:
    """Fill the tables through COPY, keys and constraints in force."""
    random.seed(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_audience WHERE kind = 'members'")
        members = cursor.fetchone()[0]  # type: ignore[index]
        country = {code: _country(cursor, code) for code in ("NL", "FR")}
        groups = [_audience(cursor, "group", f"group {n}", "NL") for n in range(GROUPS)]
        tiny = _audience(cursor, "group", "tiny", "FR")
        most = _officer(cursor, "most", "NL", [members, country["NL"], *groups])
        little = _officer(cursor, "little", "FR", [tiny])
        case, unit = _case(cursor, most, country["NL"])
        cursor.execute("SET session_replication_role = DEFAULT")
        with cursor.copy(
            "COPY series_item (id, created_at, country_id, unit_id, officer_id, audience_id, case_id, name, nature, "
            "sha256, sha1, md5, size, state, stage, reason_code, reason, attempt, media_type, width, height, maker, "
            "model, serial, taken_at, metadata) FROM STDIN"
        ) as copy:
            rare = set(random.sample(range(items), 21))
            for number in range(items):
                audience = tiny if number in rare else _skewed(members, country["NL"], groups)
                copy.write_row(_item(number, audience, case, unit, most))
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE series_item")
    return World(most, little)


def _skewed(members: int, national: int, groups: list[int]) -> int:
    dice = random.random()
    return members if dice < 0.6 else national if dice < 0.85 else random.choice(groups)


def _item(number: int, audience: int, case: UUID, unit: UUID, officer: UUID) -> tuple[Any, ...]:
    sha = f"{number:064x}"
    head = (uuid7(), datetime.now(UTC), "NL", unit, officer, audience, case, f"{number}.jpg", "content")
    return (*head, sha, sha[:40], sha[:32], 1, "ready", "announce", "", "", 1, "image/jpeg", 9, 9, "", "", "", "", "{}")


def _country(cursor: psycopg.Cursor[Any], code: str) -> int:
    cursor.execute("UPDATE accounts_country SET is_connected = true WHERE code = %s", [code])
    return _audience(cursor, "national", f"national {code}", code)


def _audience(cursor: psycopg.Cursor[Any], kind: str, name: str, owner: str) -> int:
    cursor.execute(
        "INSERT INTO accounts_audience (key, kind, name, owner_id) VALUES (gen_random_uuid(), %s, %s, %s) RETURNING id",
        [kind, name, owner],
    )
    return int(cursor.fetchone()[0])  # type: ignore[index]


def _officer(cursor: psycopg.Cursor[Any], name: str, code: str, audiences: list[int]) -> UUID:
    cursor.execute("INSERT INTO auth_group (name) VALUES (%s) RETURNING id", [f"unit {name}"])
    group = cursor.fetchone()[0]  # type: ignore[index]
    unit, officer = uuid7(), uuid7()
    cursor.execute("INSERT INTO accounts_unit VALUES (%s, %s, %s, %s)", [unit, name, code, group])
    cursor.execute(
        "INSERT INTO accounts_officer (id, password, email, name, role, languages, certified_until, is_active, "
        "session_stamp, country_id, unit_id) VALUES (%s, '!', %s, %s, 'analyst', '{}', %s, true, 'x', %s, %s)",
        [officer, f"{name}@example.invalid", name, date(2099, 1, 1), code, unit],
    )
    cursor.execute(
        "INSERT INTO accounts_audiencegroupgrant (permission_id, group_id, content_object_id) "
        "SELECT p.id, %s, a FROM auth_permission p, unnest(%s::int[]) a WHERE p.codename = 'view_audience'",
        [group, audiences],
    )
    return officer


def _case(cursor: psycopg.Cursor[Any], officer: UUID, national: int) -> tuple[UUID, UUID]:
    key = uuid7()
    cursor.execute(
        "INSERT INTO series_case (id, created_at, national_reference, exhibit, source, audience_id, country_id, "
        "officer_id, unit_id) SELECT %s, now(), 'B-1', '', '', %s, country_id, id, unit_id FROM accounts_officer "
        "WHERE id = %s RETURNING unit_id",
        [key, national, officer],
    )
    return key, cursor.fetchone()[0]  # type: ignore[index]


def measure(servers: Servers, world: World, key: str) -> dict[str, Any]:
    """Ask in turns, and return milliseconds: median and 95th percentile of each, and the ratios to the free login."""
    with (
        psycopg.connect(servers.superuser_conninfo("bench")) as free,
        psycopg.connect(servers.conninfo("web", "bench")) as web,
    ):
        questions: dict[str, Callable[[], float]] = {
            "no policies": lambda: _ask(free, NEWEST_OF_ALL),
            "sees most": lambda: _ask(web, NEWEST, world.most, key),
            "sees 21 rows": lambda: _ask(web, NEWEST, world.little, key),
        }
        times: dict[str, list[float]] = {name: [] for name in questions}
        for turn in range(ROUNDS + 20):
            for name, ask in questions.items():
                taken = ask()
                if turn >= 20:  # the first turns warm the caches
                    times[name].append(taken)
    return _summary(times)


def _ask(connection: psycopg.Connection[Any], query: str, who: UUID | None = None, key: str = "") -> float:
    with connection.transaction():
        if who is not None:
            fact = sign_fact(who, backend_pid=connection.info.backend_pid, key=key)
            connection.execute("SELECT set_config('icse.fact', %s, true)", [fact])
        begun = time.perf_counter()
        rows = connection.execute(query).fetchall()
        taken = (time.perf_counter() - begun) * 1000
        assert len(rows) in (21, 50)
    return taken


def _summary(times: dict[str, list[float]]) -> dict[str, Any]:
    base = statistics.median(times["no policies"])
    return {
        name: {
            "median_ms": round(statistics.median(values), 3),
            "p95_ms": round(statistics.quantiles(values, n=20)[-1], 3),
            "more_ms": round(statistics.median(values) - base, 3),
            "ratio": round(statistics.median(values) / base, 2),
        }
        for name, values in times.items()
    }


def run() -> dict[str, Any]:
    """Make the world, measure, print a table, and return the figures."""
    with database("bench") as (servers, key):
        begun = time.perf_counter()
        with psycopg.connect(servers.superuser_conninfo("bench")) as connection:
            world = load(connection, ITEMS)
        print(f"newest 50 of {ITEMS:,} items (loaded in {time.perf_counter() - begun:.0f} s), {ROUNDS} turns")
        found = measure(servers, world, key)
    print(f"{'who asks':<14}{'median ms':>11}{'p95 ms':>9}{'more ms':>9}{'ratio':>7}")
    for name, row in found.items():
        print(f"{name:<14}{row['median_ms']:>11}{row['p95_ms']:>9}{row['more_ms']:>9}{row['ratio']:>7}")
    return found
