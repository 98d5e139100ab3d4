"""How long the one search takes in the database, for officers who see most, some and almost nothing."""

from benchmarks.harness import Benchmark, Figures, show
from benchmarks.world import loaded, step


def run(full: bool) -> Figures:
    """Load a world, measure, print a table for each search."""
    with loaded(full=full) as (servers, key):
        found = step(servers, key, "search_step", superuser=servers.superuser_conninfo("bench"))
    for name, rows in found["searches"].items():
        show(name, rows)
        print()
    return found


BENCHMARK = Benchmark(
    "How long does each search take, among everything and among one kind, and does it find what is there?",
    "the officer for whom it is fastest (ratio); 150 ms at the 95th percentile",
    run,
)
