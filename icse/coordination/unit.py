"""My unit: its officers, and what it has done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import officer_of
from accounts.languages import language_names
from accounts.permissions import may
from accounts.queries import unit_officers
from icse.coordination.activity import WEEKS, activities


@require_safe
def unit(request: HttpRequest) -> HttpResponse:
    """Show the officer's own unit."""
    officer = officer_of(request)
    people = [(one, ", ".join(language_names(one.languages))) for one in unit_officers(officer)]
    work = activities(officer, timezone.now().date()) if may(officer, "item.upload") else []
    context = {"people": people, "activities": work, "weeks": WEEKS, "unit": officer.unit, "country": officer.country}
    return render(request, "coordination/unit.html", context)
