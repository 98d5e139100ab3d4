"""The media and its PDQ, committed before anything is matched: two near-duplicates at once then find each other."""

from series.ingest.work import Done, Outcome, Work
from series.models import Fingerprint, Media


def run(work: Work) -> Outcome:
    """Make the media unless it is known, and attach the item to it."""
    item, report = work.item, work.known_report
    media = Media(
        sha256=item.sha256,
        sha1=item.sha1,
        md5=item.md5,
        size=item.size,
        media_type=report.media_type,
        width=report.width,
        height=report.height,
    )
    Media.objects.bulk_create([media], ignore_conflicts=True)
    media_id = Media.objects.values_list("pk", flat=True).get(sha256=item.sha256)
    prints = Fingerprint(
        media_id=media_id,
        bits=report.fingerprint.bits,
        orientations=b"".join(one.bits for one in report.fingerprints),
        quality=report.quality,
    )
    Fingerprint.objects.bulk_create([prints], ignore_conflicts=True)
    item.media_id = media_id
    work.columns["media_id"] = media_id
    return Done()
