"""Question: how long does one near-duplicate look-up take among millions of hashes, and is every answer right?

Random hashes, and among them for each of 128 queries one planted at every distance from 0 to 31 and decoys from 32 to
40. Everything planted must be found, no decoy, and a sample must equal a plain comparison of everything. Peers, in
the same process and on one thread: FAISS `IndexBinaryMultiHash(256, 16, 16)` with nflip 1, and `IndexBinaryFlat`.
FAISS is no requirement of the project: where it cannot be imported, that is said and the peers are left out.

Real hashes are not random: the same on hashes of generated pictures and copies of them, with one hash 100,000 times.
And through the database: reading a million fingerprints, building, and how soon a new one is found.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.harness import Benchmark
from benchmarks.world import ROOT, database, environment

SIZES = (1_000_000, 6_000_000, 10_000_000)
#: FAISS is asked up to this size: it takes minutes to build.
MOST_FOR_PEERS = 6_000_000
SKEWED = 1_000_000
STORED = 1_000_000
_STEP = "import django; django.setup(); from benchmarks.lookups_steps import main; main()"


def run(full: bool, skewed: int = SKEWED, stored: int = STORED) -> dict[str, Any]:
    """Measure each size in a process of its own, print a table, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="icse-lookups-") as folder:
        surroundings = _without_database(Path(folder))
        found: dict[str, Any] = {}
        for size in SIZES if full else SIZES[:1]:
            found[f"{size:,}"] = _step(surroundings, "random", str(size), str(int(size <= MOST_FOR_PEERS)))
            _print(f"{size:,} random", found[f"{size:,}"])
        found["skewed"] = _step(surroundings, "skewed", str(skewed), "0")
        _print(f"{skewed:,} skewed", found["skewed"])
    found["database"] = _through_the_database(stored)
    print(f"through the database: {found['database']}")
    return found


def _through_the_database(count: int) -> dict[str, Any]:
    with database("bench") as (servers, key):
        surroundings = {**environment(servers, "bench", key), "ICSE_LOGIN": "worker"}
        return _step({**surroundings, "BENCH_SUPERUSER": servers.superuser_conninfo("bench")}, "stored", str(count))


def _without_database(folder: Path) -> dict[str, str]:
    """What Django's settings ask for, where no server is needed."""
    return {
        **os.environ,
        "DATABASE_URL": "postgresql:///none",
        "BROKER_URL": "memory://",
        "MEDIA_STORAGE": (folder / "media").as_uri(),
        "ICSE_SECRET_KEY": secrets.token_hex(32),
        "ICSE_FACT_KEY": secrets.token_hex(32),
        "ICSE_INSECURE_HTTP": "1",
        "DJANGO_SETTINGS_MODULE": "icse.settings",
    }


def _step(surroundings: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-c", _STEP, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _print(name: str, found: dict[str, Any]) -> None:
    seconds = f"{found['build_seconds']} s ({found['build_processor_seconds']} s of one processor)"
    print(f"{name}: build {seconds}, {found['build_peak_mb']} MB at most; file {found['file_mb']} MB")
    for who in ("ours", "multihash", "flat"):
        if isinstance(figures := found.get(who), dict):
            print(f"  {who:<10}" + ", ".join(f"{key} {value}" for key, value in figures.items()))
    for who, ratio in found.get("ratios", {}).items():
        print(f"  {who} takes {ratio} times as long")
    if "peers" in found:
        print(f"  peers: {found['peers']}")


BENCHMARK = Benchmark(
    question="How long does the exact index take for a look-up, and is every planted near-duplicate found?",
    peer="FAISS, where it is installed",
    run=run,
)
