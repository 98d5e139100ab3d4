"""Question: how many pictures does ingest take a second a core, where does the time go, and what does safety cost?

200 generated JPEGs of two megapixels, each with a camera's metadata, near-duplicates among them, through the whole
pipeline: leases, transactions, decoding in the limited process, fingerprints, previews, matching, the record and the
events. One worker process a core. Peer: the same files through the decoder alone, in the same processes, in the same
run; the ratio is what everything but decoding costs.
"""

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.harness import Benchmark
from benchmarks.world import ROOT, database, environment

PICTURES = 200
_STEP = "import django; django.setup(); from benchmarks.ingest_steps import main; main()"


def run(full: bool) -> dict[str, Any]:
    """Start servers, receive, ingest, print a table, and return the figures; the full size is no other."""
    cores = os.cpu_count() or 1
    with database("bench") as (servers, key):
        surroundings = {**environment(servers, "bench", key), "ICSE_LOGIN": "worker"}
        received = _step(surroundings, "receive", str(PICTURES))
        print(f"{PICTURES} JPEGs of {received['megapixels']} megapixels, {cores} worker processes")
        workers = [_begin(surroundings, "work", str(one), str(cores)) for one in range(cores)]
        found = _summary(received, [_end(worker) for worker in workers], cores)
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


def _summary(received: dict[str, Any], workers: list[dict[str, Any]], cores: int) -> dict[str, Any]:
    """Workers run side by side: the slowest one's time is the time of all."""
    done = sum(worker["ready"] for worker in workers)
    if done != PICTURES:
        raise RuntimeError(f"only {done} of {PICTURES} pictures became ready")
    whole, alone = (max(worker[name] for worker in workers) for name in ("ingest_seconds", "decoder_seconds"))
    stages = {name: sum(worker["stages"][name] for worker in workers) for name in workers[0]["stages"]}
    parts = {name: sum(worker["decoder_parts"][name] for worker in workers) for name in workers[0]["decoder_parts"]}
    return {
        "pictures": PICTURES,
        "received_a_second": round(PICTURES / received["seconds"], 1),
        "ingested_a_second": round(PICTURES / whole, 2),
        "ingested_a_second_a_core": round(PICTURES / whole / cores, 2),
        "decoder_alone_a_second_a_core": round(PICTURES / alone / cores, 2),
        "ratio_to_decoder_alone": round(whole / alone, 3),
        "near_hits": workers[0]["hits"],
        "stage_ms": {name: round(seconds / PICTURES * 1000, 2) for name, seconds in stages.items()},
        "decode_parts_ms": {name: round(seconds / PICTURES * 1000, 2) for name, seconds in parts.items()},
    }


def _print(found: dict[str, Any]) -> None:
    for name in ("received_a_second", "ingested_a_second", "ingested_a_second_a_core", "decoder_alone_a_second_a_core"):
        print(f"{name.replace('_', ' '):<32}{found[name]:>10}")
    print(f"{'time against the decoder alone':<32}{found['ratio_to_decoder_alone']:>10}")
    total = sum(found["stage_ms"].values())
    print(f"{'stage':<14}{'ms a picture':>14}{'share':>8}")
    for name, milliseconds in found["stage_ms"].items():
        print(f"{name:<14}{milliseconds:>14}{milliseconds / total:>8.1%}")
    for name, milliseconds in found["decode_parts_ms"].items():
        print(f"{'  of decode: ' + name:<26}{milliseconds:>2}")


BENCHMARK = Benchmark(
    "How many pictures does ingest take a second a core, and where does the time go?",
    "the decoder alone, on the same files in the same processes",
    run,
)
