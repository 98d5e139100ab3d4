"""The queue of proposed links reads what is open and best of each audience, from its index, and looks at few series."""

from typing import Any

import pytest

from series.models import LinkReason, ProposalDecision
from series.queries import proposals
from series.queries.proposals import _BEST_OF_ALL, _BEST_OF_OWN, _CHOSEN, _LINES
from tests.plans.test_hot_queries import Used, asked, explained, scans
from tests.plans.world import Loaded

MOST = 100
LIMITS: dict[str, Any] = {
    "most": MOST,
    "most_of_items": MOST,
    "of_each": MOST // 5,
    "of_each_of_items": MOST // 5,
    "without": [],
    "lists": None,
    "reasons": LinkReason.Reason.values,
}


def read(world: Loaded, query: str, **values: Any) -> Used:
    return explained(world, world.many, query, {**LIMITS, "country": "NL", **values})


def test_what_is_open_is_read_from_its_index_alone(world: Loaded) -> None:
    used = read(world, _BEST_OF_ALL)
    assert used.indexes == {"link_reason_open"}
    assert used.whole == set()


def test_what_is_own_is_read_from_its_own_indexes(world: Loaded) -> None:
    used = read(world, _BEST_OF_OWN)
    assert used.indexes == {"link_reason_of_owner", "link_reason_of_other_owner"}
    assert used.whole == set()


def test_who_sees_little_reads_little(world: Loaded) -> None:
    with world.database.seen_by(world.few) as cursor:
        cursor.execute(_BEST_OF_ALL, {**LIMITS, "country": "NL"})
        assert scans(cursor, "link_reason_open") <= 2 * len(LIMITS["reasons"]) * 2


def test_a_page_looks_at_each_chosen_reason_by_its_keys(world: Loaded) -> None:
    with world.database.seen_by(world.many) as cursor:
        [(chosen, is_cut, _, _)] = cursor.execute(_BEST_OF_ALL, {**LIMITS, "country": "NL"}).fetchall()
    assert is_cut
    assert MOST < len(chosen) <= 2 * MOST
    bounds = {"read": proposals.MOST_READ, "of_owners": proposals.MOST_READ // 4}
    page = {"after": None, "rows": 51, "reason": "", "own": False, "chosen": chosen, **bounds}
    used = read(world, _LINES.format(source=_CHOSEN), **page)
    assert not used.whole & {"series_linkreason", "series_series", "series_item", "series_placement"}
    assert used.rows["series_linkreason"] <= 2 * MOST
    assert used.rows["series_series"] <= 6 * MOST


@pytest.mark.parametrize("officer", ["many", "few"])
def test_the_queue_is_not_empty_for_who_sees_much(world: Loaded, officer: str) -> None:
    with world.database.seen_by(getattr(world, officer)) as cursor:
        [(chosen, _, _, _)] = cursor.execute(_BEST_OF_ALL, {**LIMITS, "country": "NL"}).fetchall()
    assert (len(chosen) > 0) == (officer == "many")


def test_what_a_country_decided_is_read_newest_first(world: Loaded) -> None:
    rows = ProposalDecision.objects.filter(country="NL").order_by("-pk")[:51]
    used = explained(world, world.many, *asked(rows))
    assert used.indexes == {"proposal_decision_newest"}
