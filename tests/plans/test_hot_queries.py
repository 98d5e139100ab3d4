"""The questions behind the busiest pages use the indexes made for them, on a skewed world with fresh statistics.

Who asks holds many audiences, or one with almost nothing in it. A plan that reads all of an audience and sorts it, or a
whole table, reads too many rows; one that lost its index does not name it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
import pytest
from django.db.models import Count, QuerySet

from accounts.visibility import newest_query
from forum.models import Post, ThreadSeries
from icse.coordination.board import STATUSES
from icse.coordination.clues import clue_query
from series.models import Hit, Placement, Subject
from series.queries.series import FIRST_PICTURES, LOOKED_AT
from series.queries.stacks import EARLIEST, OF_SERIES, WINDOW
from tests.plans.world import Loaded

PAGE = 51
#: Of the 7,200 series and threads, and 24,000 items, that all members see.
MOST_READ = 2400


@dataclass(frozen=True)
class Used:
    """What a plan used: its indexes, and how many rows it read from each table."""

    indexes: set[str]
    rows: dict[str, int]
    whole: set[str]


def explained(world: Loaded, officer: UUID, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> Used:
    """Run a question as an officer, and return what its plan used."""
    with world.database.seen_by(officer) as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query}", values)
        row = cursor.fetchone()
    used = Used(set(), {}, set())
    _walk((row or [[{}]])[0][0]["Plan"], used)
    return used


def _walk(node: dict[str, Any], used: Used) -> None:
    if "Index Name" in node:
        used.indexes.add(node["Index Name"])
    if "Relation Name" in node:
        read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        name = node["Relation Name"]
        used.rows[name] = used.rows.get(name, 0) + round(read * node["Actual Loops"])
        if node["Node Type"] == "Seq Scan":
            used.whole.add(name)
    for child in node.get("Plans", ()):
        _walk(child, used)


def asked(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return a query as Django sends it."""
    query, values = rows.query.sql_with_params()
    return query, values


NEWEST = [
    ("series_item", "id", "(t.state = 'ready' OR t.country_id = 'NL')", "item_id_audience"),
    ("series_series", "last_activity_at", STATUSES["active"], "series_board"),
    ("series_series", "last_activity_at", STATUSES["all"], "series_newest"),
    ("series_series", "last_activity_at", STATUSES["solved"], "series_newest"),
    ("series_series", "last_activity_at", STATUSES["offenders"], "series_of_offenders"),
    ("series_series", "last_activity_at", STATUSES["claimed"], "series_being_verified"),
    ("series_series", "last_activity_at", "t.active_for_victims AND t.country_id = 'NL'", "series_of_country"),
    ("series_series", "last_activity_at", "t.country_id = 'NL'", "series_of_country"),
    ("series_series", "id", "true", "series_id_audience"),
    ("forum_thread", "last_activity_at", "t.is_active AND t.status = 'open'", "thread_newest"),
    ("forum_thread", "id", "true", "thread_id_audience"),
]


@pytest.mark.parametrize(("table", "order", "where", "index"), NEWEST)
def test_newest_first_lists_read_the_top_of_each_audience(
    world: Loaded, table: str, order: str, where: str, index: str
) -> None:
    for officer in (world.many, world.few):
        used = explained(world, officer, newest_query(table, order, PAGE, where))
        assert used.indexes == {index}
        assert used.whole == set()
        assert used.rows[table] < MOST_READ


def test_the_board_by_clue_reads_the_requests_of_the_kind(world: Loaded) -> None:
    for officer in (world.many, world.few):
        used = explained(world, officer, clue_query(PAGE, STATUSES["active"], "active"), ["wallpaper"])
        assert {"thread_of_kind"} <= used.indexes <= {"thread_of_kind", "forum_threadseries_pkey", "series_series_pkey"}
        assert used.whole == set()
        assert used.rows["forum_thread"] < MOST_READ


def largest_series(world: Loaded) -> UUID:
    place = int(np.argmax(world.plan.series.sizes))
    assert world.plan.series.sizes[place] == 4000
    return UUID(bytes=world.plan.series.keys[place].tobytes())


def longest_thread(world: Loaded) -> UUID:
    place = int(np.argmax(np.bincount(world.plan.posts.thread)))
    return UUID(bytes=world.plan.threads.keys[place].tobytes())


def test_a_page_of_a_large_series_reads_a_page(world: Loaded) -> None:
    rows = Placement.objects.filter(series=largest_series(world)).select_related("item").order_by("-pk")[:PAGE]
    used = explained(world, world.many, *asked(rows))
    assert "placement_by_series" in used.indexes
    assert used.rows["series_placement"] < 4 * PAGE
    assert used.rows["series_item"] <= 4 * PAGE


def test_counting_a_large_series_reads_its_index_alone(world: Loaded) -> None:
    rows = Placement.objects.filter(series=largest_series(world)).values("series_id").annotate(n=Count("pk")).order_by()
    for officer in (world.many, world.few):
        used = explained(world, officer, *asked(rows))
        assert used.indexes == {"placement_by_series"}


def test_counts_of_a_board_read_that_index_alone_and_for_whom_it_is_hidden_nothing(world: Loaded) -> None:
    series = largest_series(world)
    for officer, read in ((world.many, 1), (world.few, 0)):
        with world.database.seen_by(officer) as cursor:
            cursor.execute("SELECT count(*) FROM icse_counts_of_items(ARRAY[%s])", [series])
            assert cursor.fetchone() == (read,)
            assert scans(cursor, "placement_by_series") == read
            assert returned(cursor, "series_placement") == 0


def scans(cursor: psycopg.Cursor[Any], index: str) -> int:
    """Return how often this transaction has used an index, inside functions too."""
    row = cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [index]).fetchone()
    return int((row or [0])[0])


def returned(cursor: psycopg.Cursor[Any], table: str) -> int:
    """Return how many rows this transaction has read by going through the whole table, inside functions too."""
    row = cursor.execute("SELECT pg_stat_get_xact_tuples_returned(%s::regclass)", [table]).fetchone()
    return int((row or [0])[0])


def test_folding_a_large_series_looks_once_at_each_picture(world: Loaded) -> None:
    """From one index, and stops at the first hit that counts; the plan must not look up each key for each picture."""
    rows = Placement.objects.filter(series=largest_series(world)).order_by("-pk").values_list("item_id")
    with world.database.seen_by(world.many) as cursor:
        keys = [row[0] for row in cursor.execute(*asked(rows)).fetchall()]
    assert len(keys) > 1000
    listed = ", ".join(f"'{key}'" for key in keys)
    used = explained(world, world.many, EARLIEST.replace("%(keys)s", f"ARRAY[{listed}]"))
    assert used.indexes == {"hit_once"}
    assert used.whole == set()
    assert used.rows["series_hit"] <= 2 * len(keys)


def test_a_page_of_a_large_series_looks_once_at_each_picture(world: Loaded) -> None:
    """The placements from one index, their hits from another, and no item but those of hits."""
    asked_for = {"series": largest_series(world), "after": None, "start": None, "at_most": PAGE, "window": WINDOW}
    with world.database.seen_by(world.many) as cursor:
        rows = cursor.execute(OF_SERIES, asked_for).fetchall()
        found = {part: sum(row[0] == part for row in rows) for part in ("alone", "end")}
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {OF_SERIES}", asked_for)
        used = Used(set(), {}, set())
        _walk((cursor.fetchone() or [[{}]])[0][0]["Plan"], used)
    assert found == {"alone": PAGE + 1, "end": 0}
    assert (
        {"placement_by_series", "hit_once"} <= used.indexes <= {"placement_by_series", "hit_once", "series_item_pkey"}
    )
    assert used.whole == set()
    assert used.rows["series_placement"] <= WINDOW + 1


def test_the_first_pictures_of_a_large_series_are_looked_at_alone(world: Loaded) -> None:
    with world.database.seen_by(world.many) as cursor:
        cursor.execute(
            f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {FIRST_PICTURES}", [[largest_series(world)], LOOKED_AT, 4]
        )
        used = Used(set(), {}, set())
        _walk((cursor.fetchone() or [[{}]])[0][0]["Plan"], used)
    assert used.whole == set()
    assert used.rows["series_placement"] < 4 * LOOKED_AT
    assert used.rows["series_hit"] < 4 * LOOKED_AT


def test_a_page_of_a_long_request_reads_a_page(world: Loaded) -> None:
    rows = Post.objects.filter(thread=longest_thread(world)).order_by("-pk")[:PAGE]
    used = explained(world, world.many, *asked(rows))
    assert used.indexes == {"post_by_thread"}
    assert used.rows["forum_post"] <= 2 * PAGE


def test_what_hangs_on_a_series_is_found_by_the_series(world: Loaded) -> None:
    series = largest_series(world)
    assert explained(world, world.many, *asked(Subject.objects.filter(series=series))).indexes == {"subject_by_series"}
    ties = ThreadSeries.objects.filter(series=series)
    assert explained(world, world.many, *asked(ties)).indexes == {"thread_by_series"}


def test_hits_of_a_page_of_items_are_found_from_either_side(world: Loaded) -> None:
    keys = [UUID(bytes=one.tobytes()) for one in world.plan.items.keys[-50:]]
    for rows, index in (
        (Hit.objects.filter(item__in=keys), "hit_once"),
        (Hit.objects.filter(other__in=keys), "hit_by_other"),
    ):
        used = explained(world, world.many, *asked(rows))
        assert used.indexes == {index}
        assert used.whole == set()


SEARCH = "SELECT icse_search_series(%s, %s, NULL, NULL, NULL, NULL, 51)"


def fetched(cursor: psycopg.Cursor[Any], table: str) -> int:
    """Return how many rows this transaction has read where an index led to them, inside functions too."""
    row = cursor.execute("SELECT pg_stat_get_xact_tuples_fetched(%s::regclass)", [table]).fetchone()
    return int((row or [0])[0])


@pytest.mark.parametrize("status", STATUSES)
def test_a_search_for_a_rare_word_uses_the_index_of_words(world: Loaded, status: str) -> None:
    with world.database.seen_by(world.many) as cursor:
        cursor.execute(SEARCH, ["kestrelware", status])
        assert scans(cursor, "series_words") == 2
        assert scans(cursor, "series_newest") == scans(cursor, "series_board") == 0
        assert returned(cursor, "series_series") == 0, "the whole table was read"
        assert fetched(cursor, "series_series") < MOST_READ


@pytest.mark.parametrize("status", STATUSES)
def test_a_search_for_a_common_word_reads_the_newest(world: Loaded, status: str) -> None:
    index = {"active": "series_board", "offenders": "series_of_offenders", "claimed": "series_being_verified"}
    with world.database.seen_by(world.many) as cursor:
        for times in range(1, 8):  # a plan that forgets the values comes with the sixth time
            assert len(cursor.execute(SEARCH, ["curtain", status]).fetchall()) == 51
            assert scans(cursor, index.get(status, "series_newest")) > 0
            assert scans(cursor, "series_words") == times, "only to see that it is common"
            assert scans(cursor, "series_series_pkey") < 700 * times, "too many texts were read"
        assert returned(cursor, "series_series") == 0, "the whole table was read"


def test_who_sees_little_reads_little_to_search(world: Loaded) -> None:
    with world.database.seen_by(world.few) as cursor:
        cursor.execute(SEARCH, ["curtain", "all"])
        assert scans(cursor, "series_words") == 1, "only to see that it is common"
        assert fetched(cursor, "series_series") < 1000
        assert returned(cursor, "series_series") == 0, "the whole table was read"


def test_what_is_new_is_read_from_where_the_stream_stands(world: Loaded) -> None:
    query = "SELECT * FROM core_event WHERE id > %s ORDER BY id LIMIT 201"
    used = explained(world, world.few, query, [4900])
    assert used.indexes == {"core_event_pkey"}
