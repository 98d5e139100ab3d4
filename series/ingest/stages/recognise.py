"""What the file really is, by its first bytes."""

from series.ingest.kinds import tell
from series.ingest.recognition import Refusal
from series.ingest.work import Done, Outcome, Refused, Work


def run(work: Work) -> Outcome:
    """Refuse an empty file; leave the kind and the type for later stages."""
    found = tell(work.blob)
    if isinstance(found, Refusal):
        return Refused(found.code, found.sentence)
    work.recognised = found
    return Done()
