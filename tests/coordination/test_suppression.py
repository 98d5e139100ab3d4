"""What is published by region tells no small number, alone or together with the total and the months around it."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from icse.coordination.suppression import SMALL, suppress

Table = list[dict[str, int]]


def table(**columns: list[int]) -> Table:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_large_numbers_and_zeros_are_shown() -> None:
    rows = table(A=[5, 12], B=[0, 0], C=[9, 14])
    assert suppress(rows) == rows


def test_a_small_number_is_hidden_with_the_largest() -> None:
    assert suppress(table(A=[3], B=[20], C=[7])) == [{"A": None, "B": None, "C": 7}]


def test_two_small_numbers_protect_each_other() -> None:
    assert suppress(table(A=[3], B=[1], C=[7])) == [{"A": None, "B": None, "C": 7}]


def test_a_small_change_is_hidden_like_a_small_number() -> None:
    assert suppress(table(A=[10, 11], B=[20, 20], C=[0, 0]))[1] == {"A": None, "B": None, "C": 0}


def test_who_protected_stays_hidden_until_it_has_moved_itself() -> None:
    shown = suppress(table(A=[0, 3, 8, 9], B=[20, 20, 20, 25], C=[0, 0, 0, 0]))
    assert [row["B"] for row in shown] == [20, None, None, 25]
    assert [row["A"] for row in shown] == [0, None, None, 9]


grown = st.lists(
    st.tuples(*[st.sampled_from([0, 0, 1, 2, 4, 5, 9])] * 4),
    min_size=1,
    max_size=8,
)


def cumulative(steps: list[tuple[int, ...]]) -> Table:
    totals = [0] * 4
    rows = []
    for step in steps:
        totals = [total + more for total, more in zip(totals, step, strict=True)]
        rows.append(dict(zip("ABCD", totals, strict=True)))
    return rows


@settings(max_examples=300, deadline=None)
@given(grown)
def test_no_shown_number_or_change_is_small_and_none_is_hidden_alone(steps: list[tuple[int, ...]]) -> None:
    rows = cumulative(steps)
    last = dict.fromkeys("ABCD", 0)
    for true, shown in zip(rows, suppress(rows), strict=True):
        assert sum(value is None for value in shown.values()) != 1
        for region, value in shown.items():
            if value is not None:
                assert value == true[region]
                assert value == last[region] or value - last[region] >= SMALL
                last[region] = value


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from([0, 1, 3, 6])] * 3), min_size=1, max_size=4))
def test_no_hidden_number_follows_from_the_totals_and_the_months_around(steps: list[tuple[int, ...]]) -> None:
    rows = [{k: v for k, v in row.items() if k != "D"} for row in cumulative([(*s, 0) for s in steps])]
    shown = suppress(rows)
    for number, row in enumerate(shown):
        for region, value in row.items():
            if value is None:
                assert len(_possible(region, number, rows, shown)) > 1


def _possible(region: str, number: int, rows: Table, shown: list[dict[str, int | None]]) -> set[int]:
    """Every value that fits the month's total, given that cumulative numbers only grow."""
    total = sum(rows[number].values())
    ranges = [range(_below(r, number, shown), _above(r, number, shown, total) + 1) for r in rows[number]]
    place = list(rows[number]).index(region)
    return {values[place] for values in product(*ranges) if sum(values) == total}


def _below(region: str, number: int, shown: list[dict[str, int | None]]) -> int:
    return max((row[region] or 0 for row in shown[: number + 1]), default=0)


def _above(region: str, number: int, shown: list[dict[str, int | None]], total: int) -> int:
    later = [value for row in shown[number:] if (value := row[region]) is not None]
    return min([*later, total])
