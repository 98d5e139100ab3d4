"""Exporting a series: the one place where its contents and its requests come together."""

from typing import Any

from accounts.markings import Marking
from accounts.models import Officer
from forum.models import ThreadSeries
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import IcseError
from series.exchange.contents import Contents, Purpose, ThreadReference, contents_of
from series.exchange.series_json import VERSION, document_of
from series.models import Series


@action
def export_series(*, series: Series, purpose: str, by: Officer) -> dict[str, Any]:
    """Return the document of a series (docs/export.md) with what the officer sees and owners do not withhold.

    :raises ExportRefused: the owner of the series forbids it.
    :raises IcseError: the purpose is unknown, or there are too many items.
    """
    contents = what_goes(series, purpose, by)
    document = document_of(contents, by)
    audit.record(
        "series.exported",
        on=series,
        purpose=purpose,
        version=VERSION,
        items=len(contents.placements),
        threads=len(contents.threads),
        withheld=contents.left_out,
    )
    return document


def what_goes(series: Series, purpose: str, by: Officer) -> Contents:
    """Return what an export for this purpose would hold; raises as ``export_series``."""
    if purpose not in Purpose.values:
        raise IcseError("Choose what the export is for.", field="purpose")
    return contents_of(series, purpose, by, _references(series))


def _references(series: Series) -> list[ThreadReference]:
    links = ThreadSeries.objects.filter(series=series).select_related("thread").order_by("pk")
    return [
        ThreadReference(
            reference=one.thread.reference,
            kind=one.thread.kind_id,
            status=one.thread.status,
            country=one.thread.country_id,
            created_at=one.thread.created_at,
            marking=Marking.of(one.thread),
        )
        for one in links
    ]
