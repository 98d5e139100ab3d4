"""A series as one JSON document; docs/export.md describes it. A change of its shape takes a new ``VERSION``."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from accounts.markings import Marking, effective, most_restrictive
from accounts.models import Officer
from series.exchange.contents import Contents, ThreadReference, marking_of_contents
from series.exchange.said_json import people_in_files, said_of_files, said_of_people
from series.models import Placement, Series, Subject

FORMAT = "icse-series"
VERSION = 1


def document_of(contents: Contents, officer: Officer) -> dict[str, Any]:
    """Return the document: plain texts, numbers, lists."""
    series = contents.series
    subjects = list(Subject.objects.filter(series=series).select_related("unit").order_by("pk"))
    people, items = [one.pk for one in subjects], [one.item_id for one in contents.placements]
    of_people, of_files, shown = said_of_people(people), said_of_files(items), people_in_files(people, items)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _moment(timezone.now()),
        "made_by": {"country": officer.country_id, "unit": officer.unit.name},
        "purpose": contents.purpose,
        "marking": _marking(marking_of_contents(contents)),
        "series": _series(series),
        "subjects": [{**_subject(one), "statements": of_people.get(one.pk, [])} for one in subjects],
        "items": [
            {
                **_item(one, series, officer),
                "statements": of_files.get(one.item_id, []),
                "shows": shown.get(one.item_id, []),
            }
            for one in contents.placements
        ],
        "threads": [_thread(one, series) for one in contents.threads],
        "withheld": [
            {"country": one.country, "what": one.what, "reason": one.reason, "number": one.number}
            for one in contents.withheld
        ],
    }


def _series(series: Series) -> dict[str, Any]:
    return {
        "id": str(series.pk),
        "reference": series.reference,
        "title": series.title,
        "summary": series.summary,
        "country": series.country_id,
        "unit": series.unit.name,
        "marking": _marking(Marking.of(series)),
        "active_for_victims": series.active_for_victims,
        "active_for_offenders": series.active_for_offenders,
        "created_at": _moment(series.created_at),
    }


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "id": str(subject.pk),
        "role": subject.role,
        "label": subject.label,
        "known": subject.known,
        "status": subject.status,
        "status_country": subject.status_country_id,
        "identified_at": _moment(subject.identified_at) if subject.identified_at else None,
        "country": subject.country_id,
        "unit": subject.unit.name,
    }


def _item(placement: Placement, series: Series, officer: Officer) -> dict[str, Any]:
    """Tell an item. What its file was called is told of the own country's only: names can name people."""
    item = placement.item
    return {
        "id": str(item.pk),
        "name": item.name if item.country_id == officer.country_id else None,
        "country": item.country_id,
        "unit": item.unit.name,
        "marking": _marking(effective(item, series)),
        "nature": item.nature,
        "sha256": item.sha256,
        "sha1": item.sha1,
        "md5": item.md5,
        "size": item.size,
        "media_type": item.media_type,
        "width": item.width,
        "height": item.height,
        "taken_at": item.taken_at,
        "placed_by": placement.country_id,
        "placed_at": _moment(placement.created_at),
    }


def _thread(thread: ThreadReference, series: Series) -> dict[str, Any]:
    return {
        "reference": thread.reference,
        "kind": thread.kind,
        "status": thread.status,
        "country": thread.country,
        "marking": _marking(most_restrictive([thread.marking, Marking.of(series)])),
        "created_at": _moment(thread.created_at),
    }


def _marking(marking: Marking) -> dict[str, Any]:
    return {"tlp": marking.tlp, "handling": list(marking.handling), "handling_note": marking.note}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
