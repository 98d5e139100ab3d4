"""What the processes of ``benchmarks.lookups`` do: make hashes, build, look up, compare with peers."""

import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import psycopg
from PIL import Image

from icse.core.doors import acting_as_system
from series.matching.fingerprints import MATCH_DISTANCE, fingerprint
from series.matching.index import build, keeping, kernels, proving
from series.matching.index.arrays import Rows
from series.matching.index.generation import Generation
from series.matching.tail import Matcher
from series.models import Fingerprint, Media

QUERIES = 128
AT_RANDOM = 384
DECOYS = range(MATCH_DISTANCE + 1, 41)
#: So many answers are compared with a plain comparison of everything.
CHECKED = 12
#: The peers are slow: so many look-ups of each.
ASKED_OF_PEERS = 100
REPEATED = 100_000
PICTURES = 2000
_DATABASE = b"b" * 32

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class World:
    """Hashes, and what is asked; ``planted`` says for each of the first queries which rows lie how far."""

    hashes: Bytes
    queries: Bytes
    planted: list[dict[int, int]]


def main() -> None:
    """Do what the arguments say, and answer with one line of JSON."""
    step, *numbers = sys.argv[1:]
    steps: dict[str, Callable[..., dict[str, Any]]] = {"random": random, "skewed": skewed, "stored": stored}
    print(json.dumps(steps[step](*map(int, numbers))))


def random(size: int, with_peers: int) -> dict[str, Any]:
    """Random background, with everything planted."""
    draw = np.random.default_rng(1)
    world = plant(draw.integers(0, 256, (size, 32), dtype=np.uint8), draw)
    return measure(world, bool(with_peers))


def skewed(size: int, with_peers: int) -> dict[str, Any]:
    """Hashes of pictures, copies of them with some bits changed, and one of them very often."""
    draw = np.random.default_rng(2)
    made = np.array([_picture_hash(draw) for _ in range(PICTURES)])
    hashes = _with_changes(made[draw.integers(0, PICTURES, size)], draw.integers(0, 90, size), draw)
    hashes[:REPEATED] = made[0]
    draw.shuffle(hashes)
    world = plant(hashes, draw)
    often = _with_changes(np.repeat(made[:1], 16, axis=0), np.full(16, 10), draw)
    pictures = _with_changes(made[draw.integers(0, PICTURES, 240)], draw.integers(0, 32, 240), draw)
    return measure(
        World(world.hashes, np.concatenate([world.queries[:QUERIES], often, pictures]), world.planted), False
    )


def plant(hashes: Bytes, draw: np.random.Generator) -> World:
    """Put near-duplicates of some queries at every distance, and decoys, anywhere among the hashes."""
    queries = draw.integers(0, 256, (QUERIES, 32), dtype=np.uint8)
    places = iter(draw.permutation(len(hashes))[: QUERIES * (DECOYS.stop)].tolist())
    planted: list[dict[int, int]] = [{} for _ in queries]
    for query, mine in zip(queries, planted, strict=True):
        far = np.arange(DECOYS.stop)
        for distance, changed in enumerate(_with_changes(np.repeat(query[np.newaxis], len(far), axis=0), far, draw)):
            at = next(places)
            hashes[at], mine[at] = changed, distance
    others = draw.integers(0, 256, (AT_RANDOM, 32), dtype=np.uint8)
    return World(hashes, np.concatenate([queries, others]), planted)


def measure(world: World, with_peers: bool) -> dict[str, Any]:
    """Build, look up, check, and ask the peers."""
    kernels.ready_to_build()
    kernels.ready_to_look_up()
    size = len(world.hashes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "near.pdq"
        rows = Rows(_ids(size), world.hashes.view(np.uint64).copy())
        before = _peak_mb()
        begun, worked = time.perf_counter(), time.process_time()
        build.write(path, build.Name(1, 1, _DATABASE), rows)
        found: dict[str, Any] = {
            "build_seconds": round(time.perf_counter() - begun, 1),
            "build_processor_seconds": round(time.process_time() - worked, 1),
        }
        # Of the process less the benchmark's own copy of the hashes, before the index is mapped.
        found["build_peak_mb"] = round(_peak_mb() - size * 32 / 1e6)
        found["before_build_mb"] = round(before - size * 32 / 1e6)
        begun = time.perf_counter()
        index = Generation(path, _DATABASE)
        found |= {"open_seconds": round(time.perf_counter() - begun, 2), "file_mb": round(path.stat().st_size / 1e6)}
        found["ours"] = _timed(world.queries, lambda query: len(index.search(query)))
        found |= _checked(index, world)
    if with_peers:
        found |= _peers(world, found["ours"]["median_ms"])
    return found


def _checked(index: Generation, world: World) -> dict[str, Any]:
    """Everything planted, no decoy, and equal to a plain comparison."""
    for number, mine in enumerate(world.planted):
        told = _told(index, world.queries[number])
        near = {at: distance for at, distance in mine.items() if distance <= MATCH_DISTANCE}
        assert {at: told.get(at) for at in near} == near, "something planted was missed"
        assert max(told.values()) <= MATCH_DISTANCE
        assert told.keys().isdisjoint(mine.keys() - near.keys()), "a decoy was told"
    sample = [*range(CHECKED // 2), *range(len(world.queries) - CHECKED // 2, len(world.queries))]
    matches = 0
    for number in [*sample, *range(QUERIES, min(QUERIES + 2, len(world.queries)))]:
        plain = np.bitwise_count(world.hashes.view(np.uint64) ^ world.queries[number].view(np.uint64)).sum(axis=1)
        expected = {int(at): int(plain[at]) for at in np.flatnonzero(plain <= MATCH_DISTANCE)}
        assert _told(index, world.queries[number]) == expected, "not equal to a plain comparison"
        matches += len(expected)
    return {
        "planted_found": QUERIES * (MATCH_DISTANCE + 1),
        "equal_to_plain_comparison": len(sample) + 2,
        "of": matches,
    }


def _told(index: Generation, query: Bytes) -> dict[int, int]:
    found = index.search(query[np.newaxis])
    at = found.ids.copy().view(np.uint64)[:, 0].tolist()
    assert len(set(at)) == len(at), "something was told twice"
    return dict(zip(at, found.distances.tolist(), strict=True))


def _peers(world: World, ours: float) -> dict[str, Any]:
    try:
        faiss = import_module("faiss")
    except ImportError:
        return {"peers": "faiss is not installed here"}
    faiss.omp_set_num_threads(1)
    multi = faiss.IndexBinaryMultiHash(256, 16, 16)
    begun = time.perf_counter()
    multi.add(world.hashes)
    seconds = round(time.perf_counter() - begun, 1)
    multi.nflip = 1
    flat = faiss.IndexBinaryFlat(256)
    flat.add(world.hashes)
    # FAISS tells what lies below the radius.
    asked = world.queries[:ASKED_OF_PEERS]
    figures = {
        "multihash": _timed(asked, lambda query: int(multi.range_search(query, MATCH_DISTANCE + 1)[0][-1])),
        "flat": _timed(asked, lambda query: int(flat.range_search(query, MATCH_DISTANCE + 1)[0][-1])),
    }
    figures["multihash"]["build_seconds"] = seconds
    ratios = {name: round(one["median_ms"] / ours, 1) for name, one in figures.items()}
    return {**figures, "ratios": ratios, "peers": f"faiss {faiss.__version__}, one thread"}


def _timed(queries: Bytes, ask: Callable[[Bytes], int]) -> dict[str, Any]:
    """Count the processor's time: what else runs on the machine then hardly matters."""
    times, matches = [], 0
    for number in range(len(queries)):
        begun = time.thread_time()
        matches += ask(queries[number : number + 1])
        times.append((time.thread_time() - begun) * 1000)
    cuts = statistics.quantiles(times, n=100)
    return {
        "median_ms": round(statistics.median(times), 3),
        "p95_ms": round(cuts[94], 3),
        "most_ms": round(max(times), 3),
        "matches": matches,
    }


def stored(count: int) -> dict[str, Any]:
    """Write fingerprints into the database, build from it, look up beside it, and find what has just come."""
    with psycopg.connect(os.environ["BENCH_SUPERUSER"]) as connection:
        connection.execute(
            "INSERT INTO series_media (id, sha256, sha1, md5, size, media_type, width, height, created_at) "
            "SELECT gen_random_uuid(), lpad(to_hex(n), 64, '0'), '', '', 1, 'image/png', 1, 1, now() "
            "FROM generate_series(1, %s) n",
            [count],
        )
        connection.execute(
            "INSERT INTO series_fingerprint (media_id, bits, orientations, quality) "
            "SELECT id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), '', 90 FROM series_media"
        )
    figures: dict[str, Any] = {"fingerprints": count}
    matcher = Matcher()
    with acting_as_system("benchmark"):
        figures["without_a_file_ms"] = _near_ms(matcher, 1)
        figures["rebuild_seconds"] = _seconds(keeping.rebuild)
        figures["first_look_up_ms"] = _near_ms(matcher, 1)
        figures["look_up_8_orientations_ms"] = _near_ms(matcher, 50)
        assert matcher.file is not None
        figures["verdict"] = str(proving.verify(matcher.file, 32))
    begun = time.perf_counter()
    bits = np.random.default_rng(4).integers(0, 256, (8, 32), dtype=np.uint8)
    with acting_as_system("benchmark"):
        key = _store(bits[0])
    with acting_as_system("benchmark"):
        assert [near.media_id for near in matcher.near(bits)] == [key]
    figures["new_one_found_after_ms"] = round((time.perf_counter() - begun) * 1000, 1)
    return figures


def _near_ms(matcher: Matcher, times: int) -> float:
    draw = np.random.default_rng(3)
    asked = draw.integers(0, 256, (times, 8, 32), dtype=np.uint8)
    return round(statistics.median(_seconds(partial(matcher.near, one)) for one in asked) * 1000, 2)


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return round(time.perf_counter() - begun, 4)


def _store(bits: Bytes) -> UUID:
    media = Media.objects.create(sha256="f" * 64, sha1="", md5="", size=1, media_type="image/png", width=1, height=1)
    Fingerprint.objects.bulk_create([Fingerprint(media=media, bits=bits.tobytes(), orientations=b"", quality=90)])
    return media.pk


def _picture_hash(draw: np.random.Generator) -> Bytes:
    """Soft shapes, as in a photograph of a room: few low frequencies."""
    shapes = Image.fromarray(draw.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    bits = fingerprint(shapes.resize((256, 192), Image.Resampling.BICUBIC)).bits
    return np.frombuffer(bits, np.uint8)


def _with_changes(hashes: Bytes, many: Iterable[int], draw: np.random.Generator) -> Bytes:
    """Change so many bits of each, drawn at random. In pieces, so that a million take little memory."""
    changed, counts = hashes.copy(), np.asarray(many)
    for start in range(0, len(hashes), 10_000):
        piece = slice(start, start + 10_000)
        rank = draw.random((len(changed[piece]), 256)).argsort(axis=1).argsort(axis=1)
        changed[piece] ^= np.packbits(rank < counts[piece, np.newaxis], axis=1)
    return changed


def _ids(size: int) -> Bytes:
    ids = np.zeros((size, 2), np.uint64)
    ids[:, 0] = np.arange(size)
    return ids.view(np.uint8)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
