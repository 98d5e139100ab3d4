"""Drawing with numpy: each purpose has a stream of its own, so that one more draw here moves nothing there."""

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Rng = np.random.Generator

_GOLDEN = 0.6180339887498949


def stream(seed: int, purpose: str) -> Rng:
    """Return the random numbers of one purpose."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def keys(rng: Rng, moments: Ints) -> Bytes:
    """Return keys as ``icse.core.ids.uuid7`` makes them at these moments (milliseconds): 16 bytes each."""
    made = rng.integers(0, 256, (len(moments), 16), dtype=np.uint8)
    made[:, :6] = moments.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 2:]
    made[:, 6] = made[:, 6] & 0x0F | 0x70
    made[:, 8] = made[:, 8] & 0x3F | 0x80
    return made


def moments(rng: Rng, number: int, begin: int, end: int) -> Ints:
    """Return moments between two, later years busier than earlier ones."""
    drawn: Ints = (begin + (end - begin) * rng.random(number) ** 0.6).astype(np.int64)
    return drawn


def rising(times: Ints) -> Ints:
    """Return sorted times, each at least a millisecond after the one before: keys then sort as times do."""
    steps = np.arange(len(times))
    risen: Ints = np.maximum.accumulate(np.sort(times) - steps) + steps
    return risen


def later(rng: Rng, times: Ints, mean_days: float, end: int) -> Ints:
    """Return a moment some time after each, and before the end: what would come too late lies evenly up to there."""
    waited = (rng.exponential(mean_days, len(times)) * 86_400_000).astype(np.int64) + 1000
    left = (rng.random(len(times)) * np.maximum(end - times, 0)).astype(np.int64)
    found: Ints = times + np.where(times + waited < end, waited, left + 1)
    return found


def spread(number: int, begin: float = 0.0) -> npt.NDArray[np.float64]:
    """Return numbers from 0 to 1 that lie evenly, however few are taken from the front."""
    lying: npt.NDArray[np.float64] = (begin + _GOLDEN * np.arange(1, number + 1, dtype=np.float64)) % 1.0
    return lying


def heavy_tail(rng: Rng, number: int, total: int, most: int) -> Ints:
    """Return sizes from 1 to ``most``, few of them large, one the largest; together about ``total``."""
    shape = 1.0 / (1.0 - rng.random(number))
    low, high = 0.05, 8.0
    for _ in range(60):  # the more the power, the larger the sum
        power = (low + high) / 2
        low, high = (power, high) if np.minimum(shape**power, most).astype(np.int64).sum() < total else (low, power)
    sizes: Ints = np.minimum(shape**low, most).astype(np.int64)
    sizes[np.argmax(sizes)] = most
    return sizes


def chosen(rng: Rng, starts: Ints, counts: Ints) -> Ints:
    """Return one place of each span, at random."""
    picked: Ints = starts + (rng.random(len(starts)) * counts).astype(np.int64)
    return picked


def shares(rng: Rng, number: int, parts: dict[str, float]) -> npt.NDArray[Any]:
    """Return words in these shares."""
    words, weights = list(parts), np.array(list(parts.values()))
    return np.array(words, dtype=object)[rng.choice(len(words), number, p=weights / weights.sum())]
