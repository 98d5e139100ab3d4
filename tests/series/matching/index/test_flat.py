"""The newest hashes, compared one by one, give what a comparison by hand gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from series.matching.fingerprints import MATCH_DISTANCE
from series.matching.index.arrays import Rows
from series.matching.index.flat import Flat
from tests.series.matching.index.making import as_array, by_hand, flipped, random_hashes, rows, told

# A few hashes and neighbours of them: random ones alone would never be near each other.
centres = st.binary(min_size=32, max_size=32)
changes = st.lists(st.sets(st.integers(0, 255), max_size=40), max_size=30)


@given(centres, centres, changes, st.integers(0, 64))
def test_it_finds_exactly_what_is_there(one: bytes, two: bytes, changed: list[set[int]], radius: int) -> None:
    held = [flipped(centre, change) for change in changed for centre in (one, two)]
    flat = Flat()
    flat.add(rows(held))
    assert told(flat.search(as_array([one, two]), radius)) == by_hand(held, [one, two], radius)


def test_the_edge_of_the_radius_is_inside() -> None:
    centre = bytes(32)
    flat = Flat()
    flat.add(rows([flipped(centre, range(many)) for many in (30, 31, 32)]))
    assert told(flat.search(as_array([centre]))) == [(0, 0, 30), (0, 1, MATCH_DISTANCE)]


def test_it_keeps_what_it_holds_while_it_grows() -> None:
    hashes = random_hashes(5000, seed=3)
    whole, flat = rows(hashes), Flat()
    for start in range(0, 5000, 700):
        flat.add(Rows(whole.ids[start : start + 700], whole.words[start : start + 700]))
    assert len(flat) == 5000
    assert told(flat.search(as_array(hashes[::50]), 0)) == [(n, at, 0) for n, at in enumerate(range(0, 5000, 50))]


def test_nothing_finds_nothing() -> None:
    assert told(Flat().search(as_array([bytes(32), bytes(32)]))) == []
    assert told(Flat().search(np.empty((0, 32), dtype=np.uint8))) == []


def test_hashes_of_another_shape_are_refused() -> None:
    flat = Flat()
    with pytest.raises(ValueError, match="2 ids for 1 hashes"):
        flat.add(Rows(np.zeros((2, 16), np.uint8), np.zeros((1, 4), np.uint64)))
    with pytest.raises(ValueError, match=r"shape \(n, 32\)"):
        flat.search(np.zeros((1, 31), dtype=np.uint8))
    with pytest.raises(ValueError, match="uint8"):
        flat.search(np.zeros((1, 32), dtype=np.int64))
    assert len(flat) == 0
