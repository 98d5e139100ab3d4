"""Pixels, fingerprints, metadata and previews, all in one pass of the limited process."""

from series.ingest import kinds
from series.ingest.recognition import Refusal
from series.ingest.recording import record
from series.ingest.work import Done, Outcome, Refused, Work

#: A picture's file of a kind that is not taken, as a camera's raw file: evidence like others.
_NOT_TAKEN = "not_allowed"


def run(work: Work) -> Outcome:
    """Decode into the scratch folder; later stages put in place what this one found."""
    known = work.known_type
    if known.kind == kinds.PICTURE:
        return _picture(work)
    if known.kind != kinds.OTHER:
        return _recording(work, known.media_type)
    return Done()


def _picture(work: Work) -> Outcome:
    report = work.tools.decoder.decode(work.blob, work.scratch)
    if isinstance(report, Refusal):
        if report.code == _NOT_TAKEN:
            work.recognised = kinds.Known(kinds.OTHER, kinds.RAW)
            return Done()
        return Refused(report.code, report.sentence)
    work.report = report
    return Done()


def _recording(work: Work, media_type: str) -> Outcome:
    found = record(work.tools.decoder, work.blob, media_type, work.scratch)
    if isinstance(found, Refusal):
        return Refused(found.code, found.sentence)
    if found is None:
        work.recognised = kinds.Known(kinds.OTHER, kinds.UNREAD)
        return Done()
    work.recording = found
    return Done()
