"""How long pages take on the server, for officers who see most, some and almost nothing."""

from benchmarks.harness import Benchmark, Figures, show
from benchmarks.world import loaded, step


def run(full: bool) -> Figures:
    """Load a world, measure, print a table for each page."""
    with loaded(full=full) as (servers, key):
        found = step(servers, key, "pages_step", superuser=servers.superuser_conninfo("bench"))
    for name, rows in found["pages"].items():
        show(name, rows)
        print()
    return found


BENCHMARK = Benchmark(
    "How long does each page take on the server, with how many queries, and is any officer slower than another?",
    "the officer for whom the page is fastest (ratio); 100 ms and 20 queries",
    run,
)
