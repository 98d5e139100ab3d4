"""What became of that in which the officer's unit took part."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of
from accounts.permissions import require
from forum import actions
from forum.outcomes import outcomes, unread_outcomes
from icse.core import audit
from icse.core.cursors import moment_of, signed
from series.views.paging import is_refresh

NAV = {"nav_section": "outcome-list"}


@require_GET
def list_outcomes(request: HttpRequest) -> HttpResponse:
    """Show what the unit is told, newest first."""
    officer = officer_of(request)
    require(officer, "outcome.read")
    before = moment_of(request.GET.get("before", ""))
    page = outcomes(officer, before=before)
    audit.record_list("outcomes", len(page.told))
    first = reverse("outcome-list")
    older = f"{first}?{urlencode({'before': signed(page.older)})}" if page.older else None
    here = request.get_full_path()
    context = {"page": page, "here": here, "newest": first if before else None, "older": older, **NAV}
    template = "forum/outcome_list_body.html" if is_refresh(request) else "forum/outcome_list.html"
    return render(request, template, context)


@require_GET
def count_unread(request: HttpRequest) -> HttpResponse:
    """Show how many the unit has not read: a part of the navigation."""
    officer = officer_of(request)
    require(officer, "outcome.read")
    return render(request, "forum/outcome_unread.html", {"unread": unread_outcomes(officer)})


@require_POST
def read_outcomes(request: HttpRequest) -> HttpResponse:
    """Say that all of it is read."""
    officer = officer_of(request)
    require(officer, "outcome.read")
    actions.read_outcomes(by=officer)
    return redirect("outcome-list")
