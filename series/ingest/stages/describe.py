"""What the file says of itself: type, size, camera, serial number, time, place."""

from series.ingest.decoder.description import Description
from series.ingest.recording import facts_of
from series.ingest.work import Done, Outcome, Work

_LONGEST = 100


def run(work: Work) -> Outcome:
    """Write the facts into the item, whose viewers may read them; the media itself is nobody's to read."""
    if work.report is not None:
        report = work.report
        work.columns |= {"media_type": report.media_type, "width": report.width, "height": report.height}
        work.columns |= _described(report)
    elif work.recording is not None:
        work.columns |= (_described(work.said) if work.said is not None else {}) | facts_of(work.recording, work.said)
    else:
        work.columns |= {"kind": work.known_type.kind, "media_type": work.known_type.media_type}
    return Done()


def _described(report: Description) -> dict[str, object]:
    return {
        "maker": report.maker[:_LONGEST],
        "model": report.model[:_LONGEST],
        "serial": report.serial[:_LONGEST],
        "lens": report.lens[:_LONGEST],
        "software": report.software[:_LONGEST],
        "taken_at": (report.taken_at or "")[:40],
        "modified_at": (report.modified_at or "")[:40],
        "gps_at": (report.gps_at or "")[:40],
        "latitude": report.latitude,
        "longitude": report.longitude,
        "altitude": report.altitude,
        "metadata": report.metadata,
    }
