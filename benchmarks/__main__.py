"""`python -m benchmarks [name …]`: run all benchmarks, or those named; figures are printed and kept as JSON."""

import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import hidden, ingest, lookups, newest

#: Every benchmark: it prints its table and returns its figures.
BENCHMARKS: dict[str, Callable[[], dict[str, Any]]] = {
    "newest": newest.run,
    "ingest": ingest.run,
    "lookups": lookups.run,
    "hidden": hidden.run,
}
RESULTS = Path(__file__).resolve().parent / "results"


def main(names: list[str]) -> None:
    """Run them one after the other. Exits with a sentence for a name that is none."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
    RESULTS.mkdir(exist_ok=True)
    for name in names or BENCHMARKS:
        print(f"\n== {name}")
        result = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": _machine(), **BENCHMARKS[name]()}
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        print(f"kept in {path}")


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


if __name__ == "__main__":
    main(sys.argv[1:])
