"""What row security costs the questions behind the pages, each asked by three officers and by nobody in particular."""

from benchmarks.harness import Benchmark, Figures, show
from benchmarks.world import loaded, step


def run(full: bool) -> Figures:
    """Load a world, measure, print a table for each question."""
    with loaded(full=full) as (servers, key):
        found = step(servers, key, "policies_step", superuser=servers.superuser_conninfo("bench"))
    for name, rows in found["questions"].items():
        show(name, rows)
        print()
    return found


BENCHMARK = Benchmark(
    "What does row-level security cost the questions behind the pages, and is any officer slower than another?",
    "the plain query, asked by a login that no policy binds",
    run,
)
