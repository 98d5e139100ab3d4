"""A loaded world: whole, guarded, settled, and seen by exactly who should see it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
import pytest
from django.core.management import CommandError, call_command

from icse.demo.scale.loading import NotEmpty, load_world
from icse.demo.scale.plan import Plan
from icse.demo.scale.tables import dress, make_bare
from series.matching.fingerprints import MATCH_DISTANCE
from tests.demo.scale.catalogue import catalogue
from tests.demo.scale.conftest import ROOT, Database, silent


@pytest.fixture(scope="module")
def loaded(plan: Plan) -> Iterator["Loaded"]:
    """The small world, loaded; how many rows each table got; and what of the catalogue has changed."""
    database = Database(f"icse_scale_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    with database.connect("owner") as connection:
        before = catalogue(connection)
        connection.rollback()
        written = load_world(connection, plan, silent)
        after = catalogue(connection)
        changed = {name: after[name] ^ rows for name, rows in before.items() if after[name] != rows}
    yield database, written, changed
    database.drop()


Loaded = tuple[Database, dict[str, int], dict[str, set[tuple[Any, ...]]]]


def officer_key(plan: Plan, place: int) -> UUID:
    return UUID(bytes=plan.people.officer_keys[place].tobytes())


def test_every_guard_key_index_and_trigger_is_back(loaded: Loaded) -> None:
    assert loaded[2] == {}


def test_every_table_has_the_planned_rows(loaded: Loaded, plan: Plan) -> None:
    database, written, _ = loaded
    with database.connect("postgres") as connection:
        counted = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in written}
    added = {"auth_group", "accounts_audience"}  # reference rows are there too
    assert {name: (rows,) for name, rows in written.items() if name not in added} == {
        name: rows for name, rows in counted.items() if name not in added
    }
    assert written["series_item"] == plan.size.items
    assert all(written.values())


def test_statistics_are_fresh(loaded: Loaded) -> None:
    with loaded[0].connect("postgres") as connection:
        query = "SELECT count(*) FROM pg_statistic WHERE starelid = 'series_item'::regclass"
        assert connection.execute(query).fetchone() != (0,)


def test_each_officer_sees_what_the_plan_says(loaded: Loaded, plan: Plan) -> None:
    database, items, series, talk = loaded[0], plan.items, plan.series, plan.threads
    shown = series.audience[items.series]
    numbers = set()
    for place in range(plan.size.officers):
        held = plan.people.held(place)
        placed = (items.series >= 0) & np.isin(items.audience, held) & np.isin(shown, held)
        threads = np.isin(talk.audience, held)
        tied = (talk.series >= 0) & threads & np.isin(series.audience[talk.series], held)
        expected = (
            *(int(np.isin(items.audience, held).sum()), int(np.isin(series.audience, held).sum())),
            *(int(placed.sum()), int(threads.sum()), int(tied.sum()), int(threads[plan.posts.thread].sum())),
            int((np.isin(items.audience[plan.hits.item], held) & np.isin(items.audience[plan.hits.other], held)).sum()),
        )
        with database.seen_by(officer_key(plan, place)) as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM series_item), (SELECT count(*) FROM series_series), "
                "(SELECT count(*) FROM series_placement), (SELECT count(*) FROM forum_thread), "
                "(SELECT count(*) FROM forum_threadseries), (SELECT count(*) FROM forum_post), "
                "(SELECT count(*) FROM series_hit)"
            )
            assert cursor.fetchone() == expected
        numbers.add(expected)
    assert len(numbers) > 5
    assert (0,) * 7 in numbers


def test_the_newest_country_sees_almost_nothing(loaded: Loaded, plan: Plan) -> None:
    place = int(np.flatnonzero(plan.people.officer_country == plan.people.newcomer)[0])
    with loaded[0].seen_by(officer_key(plan, place)) as cursor:
        assert cursor.execute("SELECT count(*) FROM series_item").fetchone() == (21,)


def test_settled_columns_are_what_the_triggers_settle(loaded: Loaded) -> None:
    columns = (
        "SELECT id, active_for_victims, active_for_offenders, being_verified, victims, victims_identified, "
        "offenders, offenders_identified FROM series_series ORDER BY id"
    )
    subjects = "SELECT id, status, status_country_id, identified_at FROM series_subject ORDER BY id"
    threads = "SELECT id, is_active FROM forum_thread ORDER BY id"
    with loaded[0].connect("postgres") as connection:
        before = [connection.execute(query).fetchall() for query in (columns, subjects, threads)]
        # Everything is spoilt first, so that what comes back was settled by the triggers.
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE series_subject SET status = 'unidentified', status_country_id = NULL")
        connection.execute("UPDATE series_series SET victims = -1, offenders = -1, being_verified = NOT being_verified")
        connection.execute("UPDATE forum_thread SET is_active = NOT is_active")
        connection.execute("SET session_replication_role = origin")
        connection.execute("UPDATE series_claim SET withdrawn_at = withdrawn_at")
        connection.execute("UPDATE series_identification SET confirmed_at = confirmed_at")
        connection.execute("UPDATE series_subject SET status = status")
        connection.execute("SELECT icse_settle_series_now(id) FROM series_series")
        connection.execute(
            "UPDATE forum_thread t SET is_active = true WHERE NOT EXISTS "
            "(SELECT 1 FROM forum_threadseries l WHERE l.thread_id = t.id)"
        )
        after = [connection.execute(query).fetchall() for query in (columns, subjects, threads)]
        connection.rollback()
    assert before == after
    assert len({row[1:] for row in before[0]}) > 3
    assert {row[1] for row in before[1]} == {"unidentified", "claimed", "identified"}
    assert {row[1] for row in before[2]} == {True, False}


def test_last_activity_is_that_of_the_last_act_that_counts(loaded: Loaded) -> None:
    wrong = """
        SELECT s.id FROM series_series s WHERE s.last_activity_at IS DISTINCT FROM (
            SELECT max(at) FROM (
                SELECT s.created_at AS at
                UNION ALL SELECT b.created_at FROM series_subject b WHERE b.series_id = s.id
                UNION ALL SELECT greatest(c.created_at, c.withdrawn_at)
                    FROM series_claim c JOIN series_subject b ON b.id = c.subject_id WHERE b.series_id = s.id
                UNION ALL SELECT greatest(i.created_at, i.confirmed_at)
                    FROM series_identification i JOIN series_subject b ON b.id = i.subject_id WHERE b.series_id = s.id
                UNION ALL SELECT p.created_at FROM series_placement p
                    WHERE p.series_id = s.id AND p.item_audience_id = s.audience_id
                UNION ALL SELECT greatest(t.created_at, p.created_at)
                    FROM forum_threadseries l JOIN forum_thread t ON t.id = l.thread_id
                    LEFT JOIN forum_post p ON p.thread_id = t.id
                    WHERE l.series_id = s.id AND l.thread_audience_id = l.series_audience_id
            ) acts
        )
        UNION ALL
        SELECT t.id FROM forum_thread t WHERE t.last_activity_at IS DISTINCT FROM
            greatest(t.created_at, (SELECT max(p.created_at) FROM forum_post p WHERE p.thread_id = t.id))
    """
    with loaded[0].connect("postgres") as connection:
        assert connection.execute(wrong).fetchall() == []


def test_brute_force_finds_exactly_the_planted_neighbours(loaded: Loaded, plan: Plan) -> None:
    with loaded[0].connect("postgres") as connection:
        rows = connection.execute("SELECT media_id, bits FROM series_fingerprint ORDER BY media_id").fetchall()
        hits = connection.execute(
            "SELECT i.media_id, o.media_id, h.distance, h.kind FROM series_hit h "
            "JOIN series_item i ON i.id = h.item_id JOIN series_item o ON o.id = h.other_id "
            "WHERE h.item_id > h.other_id"
        ).fetchall()
    bits = np.unpackbits(np.frombuffer(b"".join(row[1] for row in rows), dtype=np.uint8).reshape(-1, 32), axis=1)
    apart = (bits[:, None, :] != bits[None, :, :]).sum(axis=2)
    close = np.argwhere(np.triu(apart <= MATCH_DISTANCE, k=1))
    found = {(rows[a][0], rows[b][0]): int(apart[a, b]) for a, b in close.tolist()}
    near = {(min(a, b), max(a, b)): distance for a, b, distance, kind in hits if kind == "near"}
    assert near == found
    assert len(found) > 10
    assert {(a == b, distance) for a, b, distance, kind in hits if kind == "exact"} == {(True, 0)}
    assert len(hits) == len(plan.hits.item)
    assert np.any((apart > MATCH_DISTANCE) & (apart < 70)), "some resemble each other a little less than that"


def test_six_scripts_a_rare_word_and_a_common_one(loaded: Loaded) -> None:
    words = "to_tsvector('simple', title || ' ' || summary)"
    matches = f"SELECT count(*) FROM series_series WHERE {words} @@ to_tsquery('simple', %s)"
    scripts = ("[a-z]{4}", "[а-я]{4}", "[ء-ي]{3}", "[一-龥]{2}", "[ऀ-ॿ]{3}", "[ก-๙]{3}")
    with loaded[0].connect("postgres") as connection:
        assert connection.execute(matches, ["kestrelware"]).fetchone() == (3,)
        assert (connection.execute(matches, ["curtain"]).fetchone() or [0])[0] > 3
        for script in scripts:
            query = "SELECT count(*) FROM forum_post WHERE body ~ %s"
            assert (connection.execute(query, [script]).fetchone() or [0])[0] > 5, script


def test_what_is_marked_red_is_for_named_officers(loaded: Loaded) -> None:
    query = "SELECT DISTINCT a.named_only FROM series_item i JOIN accounts_audience a ON a.id = i.audience_id "
    with loaded[0].connect("postgres") as connection:
        assert connection.execute(query + "WHERE i.tlp = 'red'").fetchall() == [(True,)]
        assert connection.execute(query + "WHERE i.tlp <> 'red'").fetchall() == [(False,)]


def test_numbers_go_on_behind_the_loaded_ones(loaded: Loaded) -> None:
    with loaded[0].connect("postgres") as connection:
        connection.execute("INSERT INTO auth_group (name) VALUES ('one more')")
        connection.execute(
            "INSERT INTO core_event (key, type, about, audiences) "
            "VALUES (gen_random_uuid(), 'item.progressed', ARRAY[gen_random_uuid()], ARRAY[1])"
        )
        query = "SELECT id = (SELECT count(*) FROM core_event) FROM core_event ORDER BY id DESC LIMIT 1"
        assert connection.execute(query).fetchone() == (True,)
        connection.rollback()


def test_a_database_with_anything_in_it_is_refused_and_stays_as_it_is(loaded: Loaded, plan: Plan) -> None:
    with loaded[0].connect("owner") as connection, loaded[0].connect("postgres") as superuser:
        before = catalogue(connection), superuser.execute("SELECT count(*) FROM series_item").fetchone()
        superuser.rollback()
        connection.rollback()
        with pytest.raises(NotEmpty, match=r"not empty: there are rows in .*series_item.* Nothing was changed"):
            load_world(connection, plan, silent)
        assert (catalogue(connection), superuser.execute("SELECT count(*) FROM series_item").fetchone()) == before


def test_one_country_audience_is_enough_to_refuse(empty: Database, plan: Plan) -> None:
    with empty.connect("owner") as connection, empty.connect("postgres") as superuser:
        superuser.execute(
            "INSERT INTO accounts_audience (key, kind, name, owner_id, named_only, lists_members) "
            "VALUES (gen_random_uuid(), 'national', 'x', 'NL', false, false)"
        )
        superuser.commit()
        with pytest.raises(NotEmpty, match="accounts_audience"):
            load_world(connection, plan, silent)
        superuser.execute("DELETE FROM accounts_audience WHERE kind = 'national'")


def test_a_row_that_breaks_a_key_is_found_when_keys_come_back(empty: Database) -> None:
    """Row security must not hide the rows from the check of the keys."""
    with empty.connect("owner") as connection, connection.cursor() as cursor:
        before = catalogue(connection)
        connection.rollback()
        bare = make_bare(cursor, ["series_placement", "accounts_unit", "accounts_country"])
        cursor.execute("INSERT INTO accounts_unit VALUES (gen_random_uuid(), 'nowhere', 'NL', -1, false, false, false)")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            list(dress(cursor, bare))
        connection.rollback()
        assert catalogue(connection) == before


def test_the_command_refuses_without_the_word_and_without_the_owner(db: object) -> None:
    with pytest.raises(CommandError, match="--yes-this-is-not-production"):
        call_command("load_world")
    with pytest.raises(CommandError, match="ICSE_LOGIN=owner"):
        call_command("load_world", yes_this_is_not_production=True)


def test_the_command_loads_as_the_owner_and_prints_what_it_wrote(empty: Database, plan: Plan) -> None:
    url = f"postgresql:///{empty.name}?host={empty.sockets}"
    size = plan.size
    numbers = ("items", "series", "countries", "audiences", "officers", "threads", "seed")
    arguments = [f"--{name}={getattr(size, name)}" for name in numbers]
    done = subprocess.run(
        [sys.executable, "manage.py", "load_world", "--yes-this-is-not-production", *arguments],
        cwd=ROOT,
        env={**os.environ, "ICSE_LOGIN": "owner", "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = dict(line.split() for line in done.stdout.splitlines() if line.startswith("series_"))
    assert lines["series_item"] == "600"
    with empty.connect("postgres") as connection:
        assert connection.execute("SELECT count(*) FROM series_item").fetchone() == (600,)
