"""Question: does the time of an answer tell that a hidden thing exists?

Every address that takes a key, every method: a key that is hidden from who asks, against the same key with its last bit
changed, which is nobody's. Both are asked in turns, in an order drawn by lot, in one process, through the whole stack
as the web's login. Peer: the unknown key; the ratio of the medians should be 1. The p is of the Mann-Whitney test (that
a time of the one is as often the longer as one of the other). Differs: by more than 5 % with p below 0.001, and does so
again when asked four times as often.
"""

import json
import subprocess
import sys
from typing import Any

from benchmarks.harness import Benchmark
from benchmarks.world import ROOT, database, environment

TURNS = 60
_STEP = "import django; django.setup(); from benchmarks.hidden_steps import main; main()"


def run(full: bool) -> dict[str, Any]:
    """Make the world, measure, print a table, return the figures (one size). Exits with 1 if an address differs."""
    with database("bench") as (servers, key):
        surroundings = environment(servers, "bench", key)
        made = _step({**surroundings, "ICSE_LOGIN": "worker"}, "make")
        found = json.loads(_step({**surroundings, "ICSE_LOGIN": "web"}, "measure", str(TURNS), made))
    print(f"{'address':<24}{'method':<8}{'hidden ms':>10}{'unknown ms':>12}{'ratio':>8}{'p':>9}")
    for row in found:
        print(
            f"{row['address']:<24}{row['method']:<8}{row['hidden_ms']:>10}{row['unknown_ms']:>12}"
            f"{row['ratio']:>8}{row['p']:>9}"
        )
    different = [row for row in found if row["differs"]]
    if different:
        sys.exit(
            f"{len(different)} of {len(found)} tell by their time: {', '.join(row['address'] for row in different)}"
        )
    return {"turns": TURNS, "addresses": found}


def _step(surroundings: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _STEP, *arguments],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


BENCHMARK = Benchmark(
    question="Does an answer take another time for what is hidden than for what is not there?",
    peer="the unknown key",
    run=run,
)
