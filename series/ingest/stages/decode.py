"""Pixels, fingerprints, metadata and previews, all in one pass of the limited process."""

from series.ingest.recognition import Refusal
from series.ingest.work import Done, Outcome, Refused, Work


def run(work: Work) -> Outcome:
    """Decode into the scratch folder; later stages put in place what this one found."""
    report = work.tools.decoder.decode(work.blob, work.scratch)
    if isinstance(report, Refusal):
        return Refused(report.code, report.sentence)
    work.report = report
    return Done()
