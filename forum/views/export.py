"""The page that exports a series: for what, what goes into the file, and what is withheld."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import officer_of
from accounts.models import Officer
from accounts.permissions import require
from forum import actions
from forum.actions.export import what_goes
from icse.core import audit
from icse.core.errors import IcseError
from icse.core.refusals import note_refusal
from series.exchange.contents import ExportRefused, Purpose
from series.models import Series
from series.queries.series import series_or_404


@require_http_methods(["GET", "POST"])
def export_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what an export would hold for each purpose; or send the file, which is recorded, as is a refusal."""
    officer = officer_of(request)
    series = series_or_404(pk)
    require(officer, "series.export")
    if request.method == "GET":
        audit.record_view("series.viewed", on=series)
        return _page(request, series, officer)
    purpose = request.POST.get("purpose", "")
    try:
        document = actions.export_series(series=series, purpose=purpose, by=officer)
    except ExportRefused as refusal:
        note_refusal(request, "export.refused", on=series, purpose=purpose, code=refusal.reason)
        raise
    content = json.dumps(document, ensure_ascii=False, indent=1)
    return HttpResponse(content, content_type="application/json", headers=export_headers(series))


def export_headers(series: Series) -> dict[str, str]:
    """Return the headers of the file: to be kept, not shown; in no cache."""
    return {
        "Content-Disposition": f'attachment; filename="{series.reference}.json"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _page(request: HttpRequest, series: Series, officer: Officer) -> HttpResponse:
    choices = [_choice(series, purpose, officer) for purpose in Purpose]
    return render(request, "forum/export.html", {"series": series, "choices": choices, "nav_section": "board"})


def _choice(series: Series, purpose: Purpose, officer: Officer) -> dict[str, object]:
    try:
        contents, refused = what_goes(series, purpose, officer), ""
    except IcseError as refusal:
        contents, refused = None, refusal.message
    return {"value": purpose.value, "label": purpose.label, "contents": contents, "refused": refused}
