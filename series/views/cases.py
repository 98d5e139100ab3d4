"""Cases of the own country."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from icse.core import audit
from series.queries.cases import all_cases, counts_of_cases, newest_cases
from series.queries.deletion import stones_of
from series.queries.items import states_of_case
from series.queries.places import Place, stacked_items
from series.views.paging import after_of, is_refresh, pages, start_of
from series.views.stacks import stack_query


@require_GET
def list_cases(request: HttpRequest) -> HttpResponse:
    """Show the country's cases, newest first."""
    require(officer_of(request), "case.open")
    page = newest_cases(after=after_of(request))
    counts = counts_of_cases(page.cases)
    audit.record_list("cases", len(page.cases))
    context = {"cases": [(case, counts.get(case.pk, 0)) for case in page.cases]}
    return render(request, "series/case_list.html", context | pages(request, reverse("case-list"), page.older))


@require_GET
def show_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a case and its items; looking is recorded."""
    officer = officer_of(request)
    require(officer, "case.open")
    case = visible_or_404(all_cases(), pk=pk)
    page = stacked_items(Place(officer, case=case, start=start_of(request)), after=after_of(request))
    states = states_of_case(case)
    context = {
        "case": case,
        "page": page,
        "states": states,
        "total": sum(states.values()),
        "facts": [("Exhibit", case.exhibit), ("Source", case.source), ("Seized on", case.seized_on)],
        "stones": stones_of(case),
        "none": "No file of this case has been uploaded yet.",
        "nav_section": "case-list",
        **pages(request, reverse("case", args=[case.pk]), page.older, page.start),
        "stack_query": stack_query(request, case=case),
    }
    if is_refresh(request):
        audit.record_view("case.viewed", on=case)
        return render(request, "series/item_page.html", context)
    audit.record("case.viewed", on=case)
    return render(request, "series/case.html", context)
