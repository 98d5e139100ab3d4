"""What waits for the officer's unit, how much that is, and which unit of the country is on duty."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of
from accounts.actions import choose_duty_unit
from accounts.models import Unit
from accounts.permissions import may, require
from icse.core import audit
from icse.core.errors import IcseError
from series.forms.referrals import DutyUnitForm
from series.queries.duty import duty_of, waiting_for
from series.views.paging import is_refresh


@require_GET
def show_duty(request: HttpRequest) -> HttpResponse:
    """Show what waits; it refreshes itself."""
    officer = officer_of(request)
    require(officer, "referral.answer")
    duty = duty_of(officer)
    audit.record_list("duty", duty.number)
    form = None
    if may(officer, "country.settings"):
        form = DutyUnitForm(initial={"unit": duty.standing.unit}, officer=officer)
    unit = Unit.objects.filter(pk=duty.standing.unit).first()
    context = {"duty": duty, "unit": unit, "unit_form": form, "nav_section": "duty"}
    return render(request, "series/duty_body.html" if is_refresh(request) else "series/duty.html", context)


@require_GET
def count_duty(request: HttpRequest) -> HttpResponse:
    """Show how much waits: a part of the navigation."""
    officer = officer_of(request)
    require(officer, "referral.answer")
    return render(request, "series/duty_waiting.html", {"waiting": waiting_for(officer)})


@require_POST
def choose_unit(request: HttpRequest) -> HttpResponse:
    """Say which unit of the country is on duty."""
    officer = officer_of(request)
    require(officer, "country.settings")
    form = DutyUnitForm(request.POST, officer=officer)
    if not form.is_valid():
        raise IcseError("Choose a unit of your country.", field="unit")
    choose_duty_unit(unit=form.cleaned_data["unit"], by=officer)
    messages.success(request, f"{form.cleaned_data['unit'].name} is on duty now.")
    return redirect("duty")
