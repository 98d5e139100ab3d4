"""The media and its PDQ, committed before anything is matched: two near-duplicates at once then find each other."""

from uuid import UUID

from series.ingest.decoder import Report
from series.ingest.recording import write_frames
from series.ingest.work import Done, Outcome, Work
from series.models import Fingerprint, Media


def run(work: Work) -> Outcome:
    """Make the media unless it is known, with its fingerprints, and attach the item to it."""
    item = work.item
    Media.objects.bulk_create([_media(work)], ignore_conflicts=True)
    media_id = Media.objects.values_list("pk", flat=True).get(sha256=item.sha256)
    if work.report is not None:
        Fingerprint.objects.bulk_create([_fingerprint(work.report, media_id)], ignore_conflicts=True)
    if work.recording is not None:
        write_frames(work.recording, media_id)
    item.media_id = media_id
    work.columns["media_id"] = media_id
    return Done()


def _media(work: Work) -> Media:
    item, found = work.item, work.report or work.recording
    return Media(
        sha256=item.sha256,
        sha1=item.sha1,
        md5=item.md5,
        size=item.size,
        media_type=found.media_type if found is not None else work.known_type.media_type,
        width=found.width if found is not None else None,
        height=found.height if found is not None else None,
        duration=work.recording.duration if work.recording is not None else None,
    )


def _fingerprint(report: Report, media_id: UUID) -> Fingerprint:
    return Fingerprint(
        media_id=media_id,
        bits=report.fingerprint.bits,
        orientations=b"".join(one.bits for one in report.fingerprints),
        quality=report.quality,
    )
