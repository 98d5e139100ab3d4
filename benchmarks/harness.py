"""What every benchmark has in common: contenders asked in turns, in one run; median, 95th percentile, ratio; JSON."""

import json
import os
import platform
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
WARM_UP = 3

Figures = dict[str, Any]
#: Does a thing once, and returns how many milliseconds it took.
Contender = Callable[[], float]


@dataclass(frozen=True)
class Benchmark:
    """A question, what the answer is compared with, and how to find it.

    :param run: prints its table and returns its figures; told whether the full size is asked for.
    """

    question: str
    peer: str
    run: Callable[[bool], Figures]


def in_turns(contenders: Mapping[str, Contender], rounds: int) -> dict[str, list[float]]:
    """Ask each contender once a round, so that whatever slows the machine slows all; the first rounds warm caches."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + WARM_UP):
        for name, ask in contenders.items():
            taken = ask()
            if turn >= WARM_UP:
                times[name].append(taken)
    return times


def summary(times: Mapping[str, list[float]], baseline: str | None = None) -> dict[str, Figures]:
    """Return median and 95th percentile of each, and how it compares with the baseline."""
    base = statistics.median(times[baseline]) if baseline else None
    return {name: _figures(values, base) for name, values in times.items()}


def _figures(values: list[float], base: float | None) -> Figures:
    median = statistics.median(values)
    found = {"median_ms": round(median, 3), "p95_ms": round(statistics.quantiles(values, n=20)[-1], 3)}
    if base is not None:
        found |= {"more_ms": round(median - base, 3), "ratio": round(median / base, 2)}
    return found


def show(title: str, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Print a table: a line each, a column for each figure."""
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    width = max(len(title), *(len(name) for name in rows)) + 2
    print(f"{title:<{width}}" + "".join(f"{name:>12}" for name in columns))
    for name, row in rows.items():
        print(f"{name:<{width}}" + "".join(f"{row.get(column, '')!s:>12}" for column in columns), flush=True)


def keep(name: str, figures: Figures, *, full: bool) -> Path:
    """Write the figures beside when and where they were measured, and return the file."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}{'-full' if full else ''}.json"
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    head = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine, "full": full}
    path.write_text(json.dumps(head | figures, indent=2) + "\n", encoding="utf-8")
    return path
