"""What the file says of itself: type, size, camera, serial number, time, place."""

from series.ingest.work import Done, Outcome, Work

_LONGEST = 100


def run(work: Work) -> Outcome:
    """Write the facts into the item, whose viewers may read them; the media itself is nobody's to read."""
    report = work.known_report
    work.columns |= {
        "media_type": report.media_type,
        "width": report.width,
        "height": report.height,
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
    return Done()
