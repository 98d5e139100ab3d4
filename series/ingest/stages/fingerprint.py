"""The media and its PDQ, committed before anything is matched: two near-duplicates at once then find each other."""

from typing import Any, Final

from icse.core.ids import uuid7
from icse.core.prepared import prepared_cursor
from series.ingest.recording import write_frames
from series.ingest.work import Done, Outcome, Work

#: The content's lock is held: what is not there, nobody else adds meanwhile.
_WRITE: Final = """
    WITH made AS (
        INSERT INTO series_media (id, sha256, sha1, md5, size, media_type, width, height, duration, created_at)
        VALUES (%(id)s, %(sha256)s, %(sha1)s, %(md5)s, %(size)s, %(media_type)s, %(width)s, %(height)s, %(duration)s,
                clock_timestamp())
        ON CONFLICT DO NOTHING RETURNING id
    ), known AS (
        SELECT id FROM made UNION ALL SELECT id FROM series_media WHERE sha256 = %(sha256)s
    ), printed AS (
        INSERT INTO series_fingerprint (media_id, bits, orientations, quality)
        SELECT id, %(bits)s::bytea, %(orientations)s::bytea, %(quality)s::smallint FROM known
        WHERE %(bits)s::bytea IS NOT NULL
        ON CONFLICT DO NOTHING
    )
    SELECT id FROM known
"""


def run(work: Work) -> Outcome:
    """Make the media unless it is known, with its fingerprints, and attach the item to it."""
    with prepared_cursor() as cursor:
        cursor.execute(_WRITE, _media(work) | _fingerprint(work))
        [(media_id,)] = cursor.fetchall()
    if work.recording is not None:
        write_frames(work.recording, media_id)
    work.item.media_id = media_id
    work.columns["media_id"] = media_id
    return Done()


def _media(work: Work) -> dict[str, Any]:
    item, found = work.item, work.report or work.recording
    return {
        "id": uuid7(),
        "sha256": item.sha256,
        "sha1": item.sha1,
        "md5": item.md5,
        "size": item.size,
        "media_type": found.media_type if found is not None else work.known_type.media_type,
        "width": found.width if found is not None else None,
        "height": found.height if found is not None else None,
        "duration": work.recording.duration if work.recording is not None else None,
    }


def _fingerprint(work: Work) -> dict[str, Any]:
    """Return that of a picture: what else there is has none here."""
    report = work.report
    return {
        "bits": report.fingerprint.bits if report is not None else None,
        "orientations": b"".join(one.bits for one in report.fingerprints) if report is not None else None,
        "quality": report.quality if report is not None else None,
    }
