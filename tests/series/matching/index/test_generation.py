"""A built file gives what a comparison by hand gives: every match, once, and nothing else."""

import random
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from series.matching.index import build
from series.matching.index.generation import Generation
from tests.series.matching.index.making import DATABASE, as_array, by_hand, flipped, random_hashes, rows, told

Build = Callable[[list[bytes]], Generation]


@pytest.fixture
def built(tmp_path: Path) -> Build:
    """Build a file of these hashes, and map it."""

    def make(hashes: list[bytes]) -> Generation:
        path = tmp_path / f"{uuid4()}.pdq"
        build.write(path, build.Name(1, 7, DATABASE), rows(hashes))
        return Generation(path, DATABASE)

    return make


@pytest.fixture(scope="module")
def background() -> list[bytes]:
    return random_hashes(3000, seed=1)


centres = st.binary(min_size=32, max_size=32)
sameness = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@sameness
@given(centre=centres, seed=st.integers(0, 2**32))
def test_every_distance_is_found_and_decoys_are_not(
    built: Build, background: list[bytes], centre: bytes, seed: int
) -> None:
    """At each distance from 0 to 31 one planted, from 32 to 40 decoys; the bits anywhere, or spread over the bands."""
    draw = random.Random(seed)
    held = list(background)
    planted = {}
    for distance in range(41):
        spread = [16 * band + draw.randrange(16) for band in draw.sample(range(16), 16)]
        rest = draw.sample([bit for bit in range(256) if bit not in spread], 25)
        for bits in (draw.sample(range(256), distance), (spread + rest)[:distance]):
            planted[len(held)] = distance
            held.append(flipped(centre, bits))
    found = told(built(held).search(as_array([centre])))
    assert found == by_hand(held, [centre], 31)
    assert {(at, distance) for _, at, distance in found} >= {(at, far) for at, far in planted.items() if far <= 31}
    assert {at for _, at, _ in found}.isdisjoint(at for at, far in planted.items() if far > 31)


@sameness
@given(
    held=st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.sets(st.integers(0, 255), max_size=40)), max_size=60),
    radius=st.integers(0, 31),
)
def test_every_radius_finds_exactly_what_is_there(built: Build, held: list[tuple[int, set[int]]], radius: int) -> None:
    middles = [bytes(32), b"\xff" * 32, bytes(range(32))]
    hashes = [flipped(middles[middle], bits) for middle, bits in held]
    assert told(built(hashes).search(as_array(middles), radius)) == by_hand(hashes, middles, radius)


@pytest.mark.parametrize("edge", ["one bit in 15 bands and 16 in one", "two bits in 15 bands and one in one"])
def test_matches_that_agree_in_one_band_only(built: Build, background: list[bytes], edge: str) -> None:
    """31 bits spread so that exactly one band holds the match, each band in turn, each of its bits in turn."""
    centre = random_hashes(1, seed=9)[0]
    held = list(background)
    for band in range(16):
        others = [16 * other + bit for other in range(16) if other != band for bit in (3, 11)]
        for bit in range(16):
            held.append(flipped(centre, [*others, 16 * band + bit] if "two" in edge else others))
    found = told(built(held).search(as_array([centre])))
    assert found == by_hand(held, [centre], 31)
    assert len(found) == 256


def test_random_hashes_find_themselves_only(built: Build, background: list[bytes]) -> None:
    found = told(built(background).search(as_array(background[::7])))
    assert found == [(number, at, 0) for number, at in enumerate(range(0, 3000, 7))]


def test_one_hash_a_hundred_thousand_times(built: Build, background: list[bytes]) -> None:
    """All are told, each once, and the buckets hold it once: others pay nothing for it."""
    common = random_hashes(1, seed=5)[0]
    index = built([*background, *([common] * 100_000), flipped(common, [0, 100])])
    assert index.header.distinct == 3002
    found = told(index.search(as_array([flipped(common, range(31))])))
    assert found == [*((0, at, 31) for at in range(3000, 103_000)), (0, 103_000, 31)]
    assert told(index.search(as_array([background[4]]))) == [(0, 4, 0)]


def test_hashes_with_little_in_them(built: Build) -> None:
    """Nearly all in the same buckets: answered by reading everything once, as exactly."""
    draw = random.Random(3)
    held = [flipped(bytes(32), draw.sample(range(0, 256, 8), draw.randrange(9))) for _ in range(3000)]
    queries = [bytes(32), held[17], flipped(bytes(32), range(40))]
    assert told(built(held).search(as_array(queries))) == by_hand(held, queries, 31)


def test_buckets_that_are_skewed_but_not_full(built: Build, background: list[bytes]) -> None:
    """A band in which every tenth hash has the same value."""
    held = [one if at % 10 else b"\x12\x34" * 2 + one[4:] for at, one in enumerate(background)]
    queries = [held[0], held[1], flipped(held[10], range(31))]
    assert told(built(held).search(as_array(queries))) == by_hand(held, queries, 31)


@pytest.mark.parametrize("hashes", [[], [bytes(32)], [b"\xff" * 32] * 2])
def test_very_few(built: Build, hashes: list[bytes]) -> None:
    index = built(hashes)
    assert len(index) == len(hashes)
    assert told(index.search(as_array([bytes(32)]))) == by_hand(hashes, [bytes(32)], 31)
    assert told(index.search(np.empty((0, 32), np.uint8))) == []


def test_above_31_it_does_not_answer(built: Build) -> None:
    with pytest.raises(ValueError, match="0 to 31 bits, not 32"):
        built([bytes(32)]).search(as_array([bytes(32)]), 32)


def test_writing_takes_no_place_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "near.pdq"
    build.write(path, build.Name(1, 7, DATABASE), rows([bytes(32)]))
    with pytest.raises(FileExistsError):
        build.write(path, build.Name(2, 8, DATABASE), rows([]))
    assert Generation(path, DATABASE).header.generation == 1
    assert [one.name for one in tmp_path.iterdir()] == ["near.pdq"]
