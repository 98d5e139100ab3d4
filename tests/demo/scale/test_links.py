"""What speaks for links in a loaded world: as the proposers write it, and seen by who sees all of it."""

import os
from collections.abc import Iterator
from uuid import UUID

import numpy as np
import pytest

from icse.demo.scale.links import plan_reasons
from icse.demo.scale.loading import load_world
from icse.demo.scale.plan import Plan
from tests.demo.scale.conftest import Database, silent


@pytest.fixture(scope="module")
def database(plan: Plan) -> Iterator[Database]:
    database = Database(f"icse_scale_links_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    with database.connect("owner") as connection:
        load_world(connection, plan, silent)
    yield database
    database.drop()


def test_each_hit_of_two_series_speaks_for_the_pair_and_for_each_item(plan: Plan) -> None:
    found = plan_reasons(plan.size, plan.series, plan.items, plan.hits)
    series, (one, other) = plan.items.series, (plan.hits.item, plan.hits.other)
    apart = (series[one] >= 0) & (series[other] >= 0) & (series[one] != series[other])
    alone = (series[one] >= 0) ^ (series[other] >= 0)
    pictures = found.reason == 0
    assert int((pictures & (found.other >= 0)).sum()) == int(apart.sum()) > 5
    assert int((pictures & (found.other < 0)).sum()) == 2 * int(apart.sum()) + int(alone.sum())
    pairs = found.other >= 0
    assert np.all(found.series[pairs] < found.other[pairs])


def test_evidence_lies_where_it_is_said_to_lie(plan: Plan) -> None:
    found = plan_reasons(plan.size, plan.series, plan.items, plan.hits)
    has_items = found.item >= 0
    assert np.array_equal(plan.items.series[found.item[has_items]], found.series[has_items])
    both = has_items & (found.other >= 0)
    assert np.array_equal(plan.items.series[found.other_item[both]], found.other[both])
    assert set(found.reason.tolist()) == {0, 1, 2, 3}


def test_a_reason_is_seen_by_who_sees_both_sides_and_the_evidence(database: Database, plan: Plan) -> None:
    found = plan_reasons(plan.size, plan.series, plan.items, plan.hits)
    sides = (
        *((plan.series.audience, found.series), (plan.series.audience, found.other)),
        *((plan.items.audience, found.item), (plan.items.audience, found.other_item)),
    )
    numbers = set()
    for place in range(plan.size.officers):
        held = plan.people.held(place)
        seen = np.all([(places < 0) | np.isin(audience[places], held) for audience, places in sides], axis=0)
        with database.seen_by(UUID(bytes=plan.people.officer_keys[place].tobytes())) as cursor:
            assert cursor.execute("SELECT count(*) FROM series_linkreason").fetchone() == (int(seen.sum()),)
        numbers.add(int(seen.sum()))
    assert len(numbers) > 3
    assert 0 in numbers


def test_both_sides_of_a_referral_have_a_copy_with_its_steps(database: Database) -> None:
    copies = """
        SELECT count(*), count(*) FILTER (WHERE t.twin = r.id AND t.reference = r.reference AND t.side <> r.side
            AND t.audience_id <> r.audience_id), count(s.n), count(DISTINCT r.reference)
        FROM series_referral r LEFT JOIN series_referral t ON t.id = r.twin
        LEFT JOIN (SELECT referral_id, count(*) AS n FROM series_referralstep GROUP BY 1) s ON s.referral_id = r.id
    """
    with database.connect("postgres") as connection:
        assert connection.execute(copies).fetchone() == (20, 20, 20, 10)
