"""The plan of a large world: equal for equal numbers, and in the shares that it promises."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from icse.demo.scale.loading import all_tables
from icse.demo.scale.people_rows import Reference
from icse.demo.scale.plan import Plan, plan_world
from icse.demo.scale.size import Size, TooSmall
from tests.demo.scale.conftest import SMALL, UNTIL

WIDER = Size(items=60_000, series=3000, countries=20, audiences=80, officers=200, threads=1000, seed=5, until=UNTIL)


@pytest.fixture(scope="module")
def wider() -> Plan:
    return plan_world(WIDER)


def digest(size: Size) -> str:
    plan = plan_world(size)
    groups = {code: number for number, code in enumerate(plan.people.codes, 1)}
    reference = Reference(1, groups, 100, 2, 1, 2, ("wallpaper", "other"))
    made = hashlib.sha256()
    for table in all_tables(plan, reference):
        made.update(repr((table.name, table.columns)).encode())
        for text, _ in table.texts():
            made.update(text.encode())
    return made.hexdigest()


def test_equal_numbers_give_equal_rows_and_another_seed_others() -> None:
    assert digest(SMALL) == digest(SMALL)
    assert digest(SMALL) != digest(replace(SMALL, seed=3))


def test_sixty_percent_are_for_all_members_and_a_quarter_is_national(wider: Plan) -> None:
    for audiences in (wider.items.audience, wider.series.audience, wider.threads.audience):
        members, national = np.mean(audiences == 0), np.mean((audiences > 0) & (audiences <= WIDER.countries))
        assert 0.56 < members < 0.64
        assert 0.21 < national < 0.29


def test_series_have_a_heavy_tail(wider: Plan) -> None:
    sizes = wider.series.sizes
    assert (sizes.min(), sizes.max()) == (1, 5000)
    assert np.median(sizes) <= 5
    assert np.sort(sizes)[-300:].sum() > 0.5 * sizes.sum()
    assert 0.78 < sizes.sum() / WIDER.items < 0.82


def test_forty_percent_are_unsolved(wider: Plan) -> None:
    assert 0.38 < np.mean(wider.settled_series.active_for_victims) < 0.42
    assert np.array_equal(wider.settled_series.active_for_victims, wider.series.unsolved)


def test_keys_carry_the_times_of_ten_years(wider: Plan) -> None:
    for plan in (wider.items, wider.series, wider.threads, wider.posts, wider.subjects):
        milliseconds = np.zeros((len(plan.keys), 8), dtype=np.uint8)
        milliseconds[:, 2:] = plan.keys[:, :6]
        assert np.array_equal(milliseconds.view(">i8").ravel(), plan.times)
        assert len(np.unique(plan.keys, axis=0)) == len(plan.keys)
    years = wider.items.times.astype("datetime64[ms]").astype("datetime64[Y]")
    assert len(np.unique(years)) >= 10
    assert wider.items.times.min() >= WIDER.begin_ms
    assert wider.items.times.max() <= WIDER.end_ms


def test_nobody_shows_anything_to_an_audience_that_he_may_not_contribute_to(wider: Plan) -> None:
    people = wider.people
    for plan in (wider.items, wider.series, wider.threads):
        for place in range(0, len(plan.audience), 7):
            audience, country = int(plan.audience[place]), int(plan.country[place])
            if audience > WIDER.countries:
                group = people.groups[audience - people.newcomers_group]
                assert country in group.members or int(plan.officer[place]) in group.officers
            else:
                assert audience in (0, country + 1)


@pytest.mark.parametrize(
    "change", [{"countries": 3}, {"audiences": 13}, {"officers": 17}, {"items": 89}, {"threads": 9}]
)
def test_sizes_that_do_not_fit_together_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(TooSmall):
        replace(SMALL, **change)  # type: ignore[arg-type]
