"""Question: how many pictures does ingest take a second a core, where does the time go, and what does safety cost?

Generated JPEGs of 0.5, 2 and 12 megapixels, each with a camera's metadata, near-duplicates among them, every second
one turned, through the whole pipeline: leases, transactions, decoding in the limited process, fingerprints, previews,
matching, the record and the events. One worker process a core. The processor's time is told of the worker, of the
decoder with its forks, and of the whole database. Peer: the same files through the decoder alone, in the same
processes, in the same run; the ratio is what everything but decoding costs.
"""

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.harness import Benchmark
from benchmarks.world import ROOT, database, environment

PICTURES = {"0.5": 200, "2": 200, "12": 40}
_STEP = "import django; django.setup(); from benchmarks.ingest_steps import main; main()"


def run(full: bool) -> dict[str, Any]:
    """Start servers, and for each size receive, ingest, print a table; return the figures. There is one size only."""
    cores = os.cpu_count() or 1
    with database("bench") as (servers, key):
        surroundings = {**environment(servers, "bench", key), "ICSE_LOGIN": "worker"}
        return {megapixels: _of_size(megapixels, surroundings, cores) for megapixels in PICTURES}


def _of_size(megapixels: str, surroundings: dict[str, str], cores: int) -> dict[str, Any]:
    pictures = PICTURES[megapixels]
    received = _step(surroundings, "receive", megapixels, str(pictures))
    workers = [_begin(surroundings, "work", megapixels, str(one), str(cores)) for one in range(cores)]
    found = _summary(pictures, received, [_end(worker) for worker in workers], cores)
    print(f"\n{pictures} JPEGs of {megapixels} megapixels, {cores} worker processes")
    _print(found)
    return found


def _begin(surroundings: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _STEP, *arguments], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True
    )


def _end(process: subprocess.Popen[str]) -> dict[str, Any]:
    said, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    answer: dict[str, Any] = json.loads(said)
    return answer


def _step(surroundings: dict[str, str], *arguments: str) -> dict[str, Any]:
    return _end(_begin(surroundings, *arguments))


def _summary(pictures: int, received: dict[str, Any], workers: list[dict[str, Any]], cores: int) -> dict[str, Any]:
    """Workers run side by side: the slowest one's time is the time of all."""
    done = sum(worker["ready"] for worker in workers)
    if done != pictures:
        raise RuntimeError(f"only {done} of {pictures} pictures became ready")
    whole, alone = (max(worker[name] for worker in workers) for name in ("ingest_seconds", "decoder_seconds"))
    processor = {name: sum(worker["processor"][name] for worker in workers) for name in ("worker", "decoder")}
    processor["database"] = max(worker["processor"]["database"] for worker in workers)
    return {
        "pictures": pictures,
        "received_a_second": round(pictures / received["seconds"], 1),
        "ingested_a_second": round(pictures / whole, 2),
        "ingested_a_second_a_core": round(pictures / whole / cores, 2),
        "ingested_a_second_of_processor": round(pictures / sum(processor.values()), 2),
        "decoder_alone_a_second_a_core": round(pictures / alone / cores, 2),
        "ratio_to_decoder_alone": round(whole / alone, 3),
        "near_hits": workers[0]["hits"],
        "processor_ms": {name: round(seconds / pictures * 1000, 2) for name, seconds in processor.items()},
        **{f"{name}_ms": _means(workers, name, pictures) for name in ("stages", "stages_processor", "decoder_parts")},
    }


def _means(workers: list[dict[str, Any]], name: str, pictures: int) -> dict[str, float]:
    """Milliseconds a picture, by stage or part."""
    parts = workers[0][name]
    return {part: round(sum(worker[name][part] for worker in workers) / pictures * 1000, 2) for part in parts}


def _print(found: dict[str, Any]) -> None:
    for name in (
        "received_a_second",
        "ingested_a_second",
        "ingested_a_second_a_core",
        "ingested_a_second_of_processor",
        "decoder_alone_a_second_a_core",
        "ratio_to_decoder_alone",
    ):
        print(f"{name.replace('_', ' '):<36}{found[name]:>10}")
    print("milliseconds of the processor a picture: " + ", ".join(f"{k} {v}" for k, v in found["processor_ms"].items()))
    print(f"{'stage':<14}{'ms by the clock':>18}{'ms of the worker':>20}")
    for name, milliseconds in found["stages_ms"].items():
        print(f"{name:<14}{milliseconds:>18}{found['stages_processor_ms'][name]:>20}")
    print("of decode: " + ", ".join(f"{k} {v}" for k, v in found["decoder_parts_ms"].items()))


BENCHMARK = Benchmark(
    "How many pictures does ingest take a second a core, and where does the time go?",
    "the decoder alone, on the same files in the same processes",
    run,
)
