"""The one search reads its indexes alone, whoever asks, and stops where the page is full."""

import json

import pytest

from tests.plans.test_hot_queries import returned, scans
from tests.plans.world import Loaded

INDEXES = {
    "series": ("series_found", "series_series"),
    "subject": ("subject_found", "series_subject"),
    "item": ("item_found", "series_item"),
    "thread": ("thread_found", "forum_thread"),
    "post": ("post_found", "forum_post"),
    "case": ("case_found", "series_case"),
}


@pytest.mark.parametrize("thing", INDEXES)
@pytest.mark.parametrize(("words", "close"), [("kestrelware", False), ("kestrelwaer", True), ("curtain", False)])
def test_a_search_reads_its_index_and_no_table(world: Loaded, thing: str, words: str, close: bool) -> None:
    index, table = INDEXES[thing]
    for officer in (world.many, world.few):
        with world.database.seen_by(officer) as cursor:
            before = scans(cursor, index)
            cursor.execute(
                "SELECT count(*) FROM icse_find(%s, %s, %s, %s::jsonb, NULL, NULL, 51)",
                [thing, words, close, json.dumps({"status": "all"})],
            )
            asked = scans(cursor, index) - before
            # Who is shown nothing of a kind is answered without a look.
            assert asked > 0 or officer == world.few
            assert asked <= 12
            assert returned(cursor, table) == 0, "the whole table was read"
            for other in ("series_of_unit", "item_of_unit", "series_newest", "item_id_audience", "series_id_audience"):
                assert scans(cursor, other) <= 400
