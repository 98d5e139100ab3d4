"""What is compiled. Arrays are checked by the callers: nothing here looks at bounds.

Hashes are rows of four 64-bit words. All parts stand in this file: numba notices a change of the file, not of what it
imports. Numbers are kept unsigned or signed throughout, since numba makes a float of a mixture.
"""

import functools
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import structlog
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from series.matching.index.arrays import Distances, Positions, Values, Words, read_only
from series.matching.index.compiling import compiled, forget_compiled, inlined

log = structlog.get_logger()

BANDS: Final = 16
BUCKETS: Final = 1 << 16
_MASK: Final = np.uint64(BUCKETS - 1)
#: Below this radius a match agrees in one band altogether: 15 bits cannot touch 16 bands.
_WITHOUT_FLIPS: Final = 16
#: Candidates asked for ahead of their turn. They lie anywhere in memory, and waiting for them is most of the time.
_AHEAD: Final = 16
#: Reading candidates here and there costs as much as this many hashes in a row.
_SCATTERED: Final = 8


@intrinsic  # type: ignore[untyped-decorator]
def _bits(_: Any, word: Any) -> Any:
    """Count the bits of a word, in one instruction."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _fetch_ahead(_: Any, words: Any, row: Any) -> Any:
    """Ask memory for a row that is needed soon."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        array = make_array(kind)(context, builder, arguments[0])
        first = ir.Constant(arguments[1].type, 0)
        place = cgutils.get_item_pointer(context, builder, kind, array, [arguments[1], first])
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [byte, number, number, number]), "llvm.prefetch.p0"
        )
        # For reading, little to be used again, data.
        hints = [ir.Constant(number, 0), ir.Constant(number, 1), ir.Constant(number, 1)]
        builder.call(function, [builder.bitcast(place, byte), *hints])
        return context.get_dummy_value()

    return types.void(words, types.int64), generate


@inlined
def _distance(words: Words, at: int, query: Words) -> Any:
    return (
        _bits(words[at, 0] ^ query[0])
        + _bits(words[at, 1] ^ query[1])
        + _bits(words[at, 2] ^ query[2])
        + _bits(words[at, 3] ^ query[3])
    )


@inlined
def _first_band(words: Words, at: int, query: Words, flips: Any) -> int:
    """The first band in which the two differ in at most ``flips`` bits: a match is told once, from that band."""
    for band in range(BANDS):
        shift = np.uint64((band & 3) * 16)
        if _bits(((words[at, band >> 2] ^ query[band >> 2]) >> shift) & _MASK) <= flips:
            return band
    return BANDS


@inlined
def _are_same(words: Words, one: int, other: int) -> bool:
    for word in range(4):  # noqa: SIM110 - numba compiles no generator here
        if words[one, word] != words[other, word]:
            return False
    return True


@inlined
def _bucket(query: Words, band: int, probe: int) -> int:
    """The value of the query in a band, or the value with one bit changed."""
    value = (query[band >> 2] >> np.uint64((band & 3) * 16)) & _MASK
    if probe > 0:
        value ^= np.uint64(1) << np.uint64(probe - 1)
    return np.int64(value)  # type: ignore[return-value]


@inlined
def _candidates(starts: Positions, query: Words, probes: int) -> int:
    total = 0
    for band in range(BANDS):
        for probe in range(probes):
            bucket = _bucket(query, band, probe)
            total += np.int64(starts[band, bucket + 1]) - np.int64(starts[band, bucket])  # type: ignore[assignment]
    return total


@compiled
def scan(words: Words, queries: Words, radius: int, asked: Positions, at: Positions, distances: Distances) -> int:
    """Compare every row with every query. Return how many match; as many as fit are written down."""
    total = 0
    for row in range(words.shape[0]):
        for number in range(queries.shape[0]):
            distance = np.int64(_distance(words, row, queries[number]))
            if distance <= radius:
                if total < at.shape[0]:
                    asked[total], at[total], distances[total] = number, row, distance
                total += 1
    return total


@compiled
def look_up(
    words: Words,
    starts: Positions,
    positions: Positions,
    queries: Words,
    radius: int,
    asked: Positions,
    at: Positions,
    distances: Distances,
) -> int:
    """Read the buckets that can hold matches. Return how many match; as many as fit are written down.

    ``positions[band]`` are rows in the order of their value in the band, ``starts[band, value]`` says where a bucket
    begins. Of rows that are the same, which stand together, only the first is in the buckets. A query whose buckets
    hold so much that reading everything in order is faster is answered that way: no set of hashes makes it slower.
    """
    total = 0
    probes, flips = (17, np.uint64(1)) if radius >= _WITHOUT_FLIPS else (1, np.uint64(0))
    last = positions.shape[1] - 1
    for number in range(queries.shape[0]):
        query = queries[number]
        if _candidates(starts, query, probes) * _SCATTERED > words.shape[0]:
            for row in range(words.shape[0]):
                distance = np.int64(_distance(words, row, query))
                if distance <= radius:
                    if total < at.shape[0]:
                        asked[total], at[total], distances[total] = number, row, distance
                    total += 1
            continue
        for band in range(BANDS):
            for probe in range(probes):
                bucket = _bucket(query, band, probe)
                for place in range(starts[band, bucket], starts[band, bucket + 1]):
                    _fetch_ahead(words, np.int64(positions[band, min(place + _AHEAD, last)]))
                    row = np.int64(positions[band, place])  # type: ignore[assignment]
                    distance = np.int64(_distance(words, row, query))
                    if distance > radius or _first_band(words, row, query, flips) != band:
                        continue
                    same = row
                    while same < words.shape[0] and (same == row or _are_same(words, same, row)):
                        if total < at.shape[0]:
                            asked[total], at[total], distances[total] = number, same, distance
                        total += 1
                        same += 1
    return total


@compiled
def first_of_each(words: Words, heads: Positions) -> int:
    """Write down the rows that differ from the row before. Return how many."""
    total = 0
    for row in range(words.shape[0]):
        if row == 0 or not _are_same(words, row - 1, row):
            heads[total] = row
            total += 1
    return total


@compiled
def bands_of_word(words: Words, heads: Positions, word: int, values: Values) -> None:
    """Take one word's four bands apart, so that sorting reads 2 bytes a hash and not 32."""
    for number in range(heads.shape[0]):
        value = words[heads[number], word]
        for band in range(4):
            values[band, number] = (value >> np.uint64(band * 16)) & _MASK


@compiled
def sort_band(
    values: Values, heads: Positions, starts: Positions, half: Positions, high: Any, sorted_: Positions
) -> None:
    """Sort rows by their value in a band, by its low and then its high byte; say where each bucket begins.

    Two passes over 256 places stay in the processor's cache; one pass over 65,536 does not.
    """
    low_starts, high_starts = np.zeros(257, np.int64), np.zeros(257, np.int64)
    starts[:] = 0
    for number in range(values.shape[0]):
        value = np.int64(values[number])
        low_starts[(value & 255) + 1] += 1
        high_starts[(value >> 8) + 1] += 1
        starts[value + 1] += np.uint32(1)
    for byte in range(256):
        low_starts[byte + 1] += low_starts[byte]
        high_starts[byte + 1] += high_starts[byte]
    for bucket in range(BUCKETS):
        starts[bucket + 1] += starts[bucket]
    for number in range(values.shape[0]):
        value = np.int64(values[number])
        place = low_starts[value & 255]
        low_starts[value & 255] = place + 1
        half[place] = heads[number]
        high[place] = value >> 8
    for number in range(values.shape[0]):
        byte = np.int64(high[number])  # type: ignore[assignment]
        place = high_starts[byte]
        high_starts[byte] = place + 1
        sorted_[place] = half[number]


@functools.cache
def ready_to_compare() -> None:
    """Have ``scan`` compiled, or read back, once in each process."""
    _made_ready(_exercise_scan)


@functools.cache
def ready_to_look_up() -> None:
    """Have ``look_up`` compiled, or read back, once in each process."""
    _made_ready(_exercise_look_up)


@functools.cache
def ready_to_build() -> None:
    """Have the sorting compiled, or read back, once in each process."""
    _made_ready(_exercise_sorting)


def _made_ready(exercise: Callable[[], None]) -> None:
    """Call kernels with the kinds of arrays that they are called with later. What is kept and damaged is made again."""
    try:
        exercise()
    except Exception as error:  # noqa: BLE001 - damaged pickles and object files raise anything; our own errors return
        log.warning("index.compiled_anew", error=type(error).__name__)
        forget_compiled()
        exercise()


def _exercise_scan() -> None:
    words = read_only(np.zeros((1, 4), np.uint64))
    scan(words, words, 0, *_room())


def _exercise_look_up() -> None:
    words = read_only(np.zeros((1, 4), np.uint64))
    starts, positions = np.zeros((BANDS, BUCKETS + 1), np.uint32), np.zeros((BANDS, 1), np.uint32)
    look_up(words, read_only(starts), read_only(positions), words, 0, *_room())


def _exercise_sorting() -> None:
    words, heads = read_only(np.zeros((1, 4), np.uint64)), np.zeros(1, np.uint32)
    values, starts = np.zeros((4, 1), np.uint16), np.zeros(BUCKETS + 1, np.uint32)
    first_of_each(words, heads)
    bands_of_word(words, heads, 0, values)
    sort_band(values[0], heads, starts, heads.copy(), np.zeros(1, np.uint8), heads.copy())


def _room() -> tuple[Positions, Positions, Distances]:
    return np.zeros(1, np.uint32), np.zeros(1, np.uint32), np.zeros(1, np.uint16)
