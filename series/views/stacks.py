"""A stack: pictures that show the same in one place, each with who uploaded it and when."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import require
from icse.core import audit
from icse.core.cursors import signed
from series.models import Case, Series, Upload
from series.queries.cases import all_cases
from series.queries.depictions import Narrowing
from series.queries.items import all_items, rows_of
from series.queries.places import Place, stack_in
from series.queries.series import series_or_404
from series.queries.uploads import all_uploads
from series.views.depicting import narrowing_of
from series.views.paging import start_of

#: More members than this are counted, and not shown.
SHOWN = 200


@require_GET
def show_stack(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the members of the stack in which an item is, in the place that the address names."""
    officer = officer_of(request)
    item = visible_or_404(all_items(), pk=pk)
    place = _place(request, officer)
    require(officer, "item.reveal")
    stack = stack_in(place, item.pk)
    rows = rows_of(list(all_items().filter(pk__in=stack.members[:SHOWN]).order_by("-pk")), officer.country_id)
    audit.record_list("stack", len(rows), on=item)
    context = {"rows": rows, "stack": stack, "place": place, "item": item, "nav_section": "case-list"}
    return render(request, "series/stack.html", context)


def stack_query(
    request: HttpRequest,
    *,
    case: Case | None = None,
    upload: Upload | None = None,
    series: Series | None = None,
    only: Narrowing | None = None,
) -> str:
    """Return what the address of a stack says of the place in which it was folded, narrowed as it was there."""
    named = {"case": case and case.pk, "upload": upload and upload.pk, "series": series and series.pk}
    said = {name: str(key) for name, key in named.items() if key}
    if only is not None:
        said |= ({"subject": str(only.subject.pk)} if only.subject else {}) | dict(only.said)
    start = start_of(request)
    return urlencode(said | ({"from": signed(start)} if start else {}))


def _place(request: HttpRequest, officer: Officer) -> Place:
    """Return the place; a hidden one is not there."""
    case, series, upload = (request.GET.get(name) for name in ("case", "series", "upload"))
    found = series_or_404(as_uuid(series)) if series else None
    return Place(
        officer,
        case=visible_or_404(all_cases(), pk=as_uuid(case)) if case else None,
        series=found,
        only=narrowing_of(request, found) if found else Narrowing(),
        upload=visible_or_404(all_uploads(), pk=as_uuid(upload)) if upload else None,
        start=start_of(request),
    )
