"""What is asked of the database for one file: no whole table is read, not even where all were empty at first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest.work import Tools
from series.models import Hit
from tests import media
from tests.series.making import ingested, receive

#: Those that grow with every file.
GROWING = {
    *("series_item", "series_media", "series_fingerprint", "series_frame", "series_hit", "series_blindhit"),
    *("series_blindhitother", "series_placement", "series_listedhash", "series_listing", "series_setaside"),
    *("series_newmaterial", "series_stone", "series_subject", "core_event", "core_auditentry"),
}


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


class Plans:
    """Explains every statement before it is run, and keeps which tables are read whole."""

    def __init__(self) -> None:
        self.asked = 0
        self.whole: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if "series_" in sql and "set_config" not in sql:
            self.asked += 1
            execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
            [(plan,)] = context["cursor"].fetchall()
            self.whole |= read_whole((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        return execute(sql, params, many, context)


def read_whole(node: dict[str, Any]) -> set[str]:
    own = {node["Relation Name"]} if node["Node Type"] == "Seq Scan" else set()
    return own.union(*(read_whole(child) for child in node.get("Plans", ())))


def test_an_item_that_is_held_asks_by_indexes_only(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    same = media.as_bytes(media.pattern(1))
    ingested(
        tools,
        receive(nora, audiences["NL"], same),
        receive(nora, audiences["members"], media.as_bytes(media.recompressed(media.pattern(1)))),
    )
    later = receive(fleur, audiences["FR"], same)
    plans = Plans()
    with connection.execute_wrapper(plans):
        [item] = ingested(tools, later)
    assert item.state == "ready"
    assert plans.asked > 15
    assert plans.whole & GROWING == set()
    with acting_as_system("tests"):
        assert Hit.objects.filter(item=item).count() == 2


@pytest.mark.django_db
def test_the_reader_of_plans_notices_a_table_that_is_read_whole() -> None:
    plans = Plans()
    with acting_as_system("tests"), connection.execute_wrapper(plans), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM series_item WHERE name = %s", ["there is no index of names"])
    assert plans.whole == {"series_item"}
