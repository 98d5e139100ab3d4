"""What a referral tells, as one JSON document; docs/referral.md describes it. A new shape takes a new ``VERSION``.

Nothing in it leads to anything else: no keys, no names of files or officers, and no other country than the two. It is
made under the rights of the officer who refers.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from accounts.markings import Marking, effective, most_restrictive
from accounts.models import Country, Officer
from series.exchange.said_json import said_of_files, said_of_people
from series.models import Indication, Item, Series, Subject

FORMAT = "icse-referral"
VERSION = 1
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/tiff": "tif",
    "image/bmp": "bmp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}


def referral_document(
    *,
    series: Series,
    reference: str,
    to_country: Country,
    items: Sequence[Item],
    subjects: Sequence[Subject],
    indications: Sequence[Indication],
    summary: str,
    originals: bool,
    note: str,
    officer: Officer,
) -> dict[str, Any]:
    """Return the document: plain texts, numbers, lists."""
    own = series.country_id
    of_people = said_of_people([one.pk for one in subjects], by=own)
    of_files = said_of_files([one.pk for one in items], by=own)
    around = [Marking.of(series), *(effective(item, series) for item in items)]
    return {
        "format": FORMAT,
        "version": VERSION,
        "reference": reference,
        "made_at": _moment(timezone.now()),
        "from": {"country": officer.country_id, "unit": officer.unit.name},
        "to": to_country.pk,
        "marking": _marking(most_restrictive(around).fitted()),
        "series": {"reference": series.reference, "title": series.title, "summary": summary},
        "note": note,
        "subjects": [
            {**_subject(one, number), "statements": of_people.get(one.pk, [])} for number, one in enumerate(subjects, 1)
        ],
        "indications": [_indication(one, officer.country_id) for one in indications],
        "items": [
            {**_item(one, series, number, originals), "statements": of_files.get(one.pk, [])}
            for number, one in enumerate(items, 1)
        ],
    }


def _subject(subject: Subject, number: int) -> dict[str, Any]:
    """Tell who is sought. What other countries wrote of the person stays theirs: a number stands for their label."""
    own = subject.country_id == subject.series.country_id
    return {
        "role": subject.role,
        "label": subject.label if own else f"{subject.get_role_display()} no. {number}",
        "known": subject.known if own else "",
        "status": subject.status,
    }


def _indication(indication: Indication, owner: str) -> dict[str, Any]:
    """Tell an indication; of another country's neither who made it nor its words, which are that country's."""
    own = indication.country_id == owner
    return {
        "country": indication.made_in_id,
        "kinds": list(indication.kinds),
        "by_owner": own,
        "reason": indication.reason if own else "",
        "source_evaluation": indication.source_evaluation,
        "information_evaluation": indication.information_evaluation,
    }


def _item(item: Item, series: Series, number: int, originals: bool) -> dict[str, Any]:
    return {
        "number": number,
        "file": file_name(item, number, original=originals),
        "is_original": originals,
        "kind": item.kind,
        "nature": item.nature,
        "sha256": item.sha256,
        "sha1": item.sha1,
        "md5": item.md5,
        "size": item.size,
        "media_type": item.media_type,
        "width": item.width,
        "height": item.height,
        "duration": item.duration,
        "taken_at": item.taken_at,
        "marking": _marking(effective(item, series)),
    }


def file_name(item: Item, number: int, *, original: bool) -> str | None:
    """Return what the file is called in the package; None where only its hashes go."""
    if original:
        return f"files/{number:03d}.{_EXTENSIONS.get(item.media_type, 'bin')}"
    return f"files/{number:03d}.jpg" if item.has_pictures else None


def _marking(marking: Marking) -> dict[str, Any]:
    return {"tlp": marking.tlp, "handling": list(marking.handling), "handling_note": marking.note}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
