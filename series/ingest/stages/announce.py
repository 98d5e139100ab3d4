"""The end: ready."""

from series.ingest import leases
from series.ingest.work import Done, Outcome, Work
from series.matching.news import tell_matches, write_new_material


def run(work: Work) -> Outcome:
    """Write the state, its record and its event, and what follows; only if this attempt is still the item's."""
    leases.settle(work.item, Done(), **work.columns)
    tell_matches(work.item)
    write_new_material(work.item)
    return Done()
