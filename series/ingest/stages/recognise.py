"""What the file really is, by its first bytes."""

from series.ingest.recognition import Refusal
from series.ingest.recognition import recognise as recognise_file
from series.ingest.work import Done, Outcome, Refused, Work


def run(work: Work) -> Outcome:
    """Refuse what is not of an allowed type; leave the type for later stages."""
    found = recognise_file(work.blob)
    if isinstance(found, Refusal):
        return Refused(found.code, found.sentence)
    work.recognised = found
    return Done()
