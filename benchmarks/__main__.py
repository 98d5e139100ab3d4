"""`python -m benchmarks [--full] [name …]`: run all, or those named; figures are kept as JSON."""

import sys

from benchmarks import grants, hidden, ingest, lists, lookups, misses, pages, policies, search, translation, videos
from benchmarks.harness import Benchmark, keep

BENCHMARKS: dict[str, Benchmark] = {
    "policies": policies.BENCHMARK,
    "pages": pages.BENCHMARK,
    "grants": grants.BENCHMARK,
    "ingest": ingest.BENCHMARK,
    "videos": videos.BENCHMARK,
    "lookups": lookups.BENCHMARK,
    "lists": lists.BENCHMARK,
    "misses": misses.BENCHMARK,
    "hidden": hidden.BENCHMARK,
    "search": search.BENCHMARK,
    "translation": translation.BENCHMARK,
}


def main(arguments: list[str]) -> None:
    """Run them one after the other. Exits with a sentence for a name that is none."""
    full, names = "--full" in arguments, [name for name in arguments if name != "--full"]
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        one = BENCHMARKS[name]
        print(f"\n== {name}\nQuestion: {one.question}\nCompared with: {one.peer}\n", flush=True)
        print(f"kept in {keep(name, one.run(full), full=full)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
