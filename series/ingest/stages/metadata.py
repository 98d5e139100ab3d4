"""What exiftool says of the file, where it is installed; else what the decoder found stands."""

from dataclasses import fields, replace
from typing import Any

from series.ingest.decoder.description import Description
from series.ingest.work import Done, Outcome, Work

#: Both or neither: a position of one reader is never completed by the other's.
_POSITION = ("latitude", "longitude")


def run(work: Work) -> Outcome:
    """Ask it, and fill in what it does not say with what the decoder found."""
    if work.tools.exiftool is None or (work.report is None and work.recording is None):
        return Done()
    work.said = work.tools.exiftool.read(work.blob, work.scratch)
    if work.said is not None and work.report is not None:
        work.report = replace(work.report, **_together(work.said, work.report))
    return Done()


def _together(said: Description, report: Description) -> dict[str, Any]:
    names = [one.name for one in fields(Description)]
    found = {name: getattr(said, name) for name in names}
    missing = [name for name in names if found[name] in (None, "") and name not in _POSITION]
    if found["latitude"] is None:
        missing += _POSITION
    return found | {name: getattr(report, name) for name in missing}
