"""Hashes for the tests of the index, and what a plain comparison of everything gives."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from series.matching.fingerprints import hamming
from series.matching.index.arrays import Bytes, Found, Rows

DATABASE = b"d" * 32


def as_array(hashes: Iterable[bytes]) -> Bytes:
    """Return one row a hash."""
    return np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, 32)


def rows(hashes: Iterable[bytes]) -> Rows:
    """Return the hashes with their numbers as ids."""
    array = as_array(hashes)
    ids = np.zeros((len(array), 2), ">u8")
    ids[:, 1] = np.arange(len(array))
    return Rows(ids.view(np.uint8), array.copy().view(np.uint64))


def flipped(bits: bytes, positions: Iterable[int]) -> bytes:
    """Return a hash that differs in exactly these bits."""
    return (int.from_bytes(bits) ^ sum(1 << position for position in positions)).to_bytes(32)


def told(found: Found) -> list[tuple[int, int, int]]:
    """Return query, number of the hash and distance of each match, sorted; a match told twice stands there twice."""
    numbers = found.ids.copy().view(">u8")[:, 1]
    return sorted(zip(found.asked.tolist(), numbers.tolist(), found.distances.tolist(), strict=True))


def by_hand(held: list[bytes], queries: list[bytes], radius: int) -> list[tuple[int, int, int]]:
    """Compare everything with everything."""
    distances = ((q, at, hamming(query, bits)) for q, query in enumerate(queries) for at, bits in enumerate(held))
    return sorted(one for one in distances if one[2] <= radius)


def random_hashes(count: int, seed: int) -> list[bytes]:
    """Return hashes that resemble each other no more than chance has it."""
    drawn: npt.NDArray[np.uint8] = np.random.default_rng(seed).integers(0, 256, (count, 32), dtype=np.uint8)
    return [row.tobytes() for row in drawn]
