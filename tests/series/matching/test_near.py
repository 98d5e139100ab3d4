"""The index gives what a plain comparison of everything with everything gives."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from series.matching import near
from series.matching.fingerprints import MATCH_DISTANCE, hamming
from series.matching.near import NearIndex


def rows(hashes: list[bytes]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(len(hashes), 32)


def flipped(bits: bytes, positions: set[int]) -> bytes:
    return (int.from_bytes(bits) ^ sum(1 << position for position in positions)).to_bytes(32)


# A few hashes and neighbours of them: random ones alone would never be near each other.
centres = st.binary(min_size=32, max_size=32)
near_hashes = st.lists(st.sets(st.integers(0, 255), max_size=40), max_size=30)


@given(centres, centres, near_hashes, st.integers(0, 64))
def test_it_finds_exactly_what_brute_force_finds(one: bytes, two: bytes, changes: list[set[int]], radius: int) -> None:
    held = [flipped(centre, change) for change in changes for centre in (one, two)]
    index: NearIndex[int] = NearIndex()
    index.add(range(len(held)), rows(held))

    found = index.search(rows([one, two]), radius)

    for query, answer in zip((one, two), found, strict=True):
        distances = sorted((hamming(query, bits), at) for at, bits in enumerate(held))
        assert answer == [(at, distance) for distance, at in distances if distance <= radius]


def test_the_edge_of_the_radius_is_inside() -> None:
    centre = bytes(32)
    held = [flipped(centre, set(range(many))) for many in (30, 31, 32)]
    index: NearIndex[str] = NearIndex()
    index.add(["thirty", "thirty-one", "thirty-two"], rows(held))

    assert index.search(rows([centre])) == [[("thirty", 30), ("thirty-one", MATCH_DISTANCE)]]


def test_it_keeps_what_it_holds_while_it_grows_past_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "_BLOCK", 500)
    hashes = np.random.default_rng(3).integers(0, 256, (5000, 32), dtype=np.uint8)
    index: NearIndex[int] = NearIndex()
    for start in range(0, 5000, 700):
        part = hashes[start : start + 700]
        index.add(range(start, start + len(part)), part)

    found = index.search(hashes[::50], radius=0)

    assert len(index) == 5000
    assert found == [[(at, 0)] for at in range(0, 5000, 50)]


def test_an_empty_index_finds_nothing() -> None:
    index: NearIndex[int] = NearIndex()

    assert index.search(rows([bytes(32), bytes(32)])) == [[], []]
    assert index.search(np.empty((0, 32), dtype=np.uint8)) == []


def test_hashes_of_another_shape_are_refused() -> None:
    index: NearIndex[int] = NearIndex()

    with pytest.raises(ValueError, match="2 ids for 1 hashes"):
        index.add([1, 2], rows([bytes(32)]))
    with pytest.raises(ValueError, match=r"shape \(n, 32\)"):
        index.add([1], np.zeros((1, 31), dtype=np.uint8))
    with pytest.raises(ValueError, match="uint8"):
        index.search(np.zeros((1, 32), dtype=np.int64))
    assert len(index) == 0
