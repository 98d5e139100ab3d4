"""My unit: its officers, and what it has done."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.access import officer_of
from accounts.languages import language_names
from accounts.models import Officer
from accounts.permissions import may, require
from accounts.queries import unit_officers
from icse.coordination.activity import WEEKS, activities, own_placements


class InterestForm(forms.Form):
    """What others see of the unit's interest; each switch says exactly what."""

    shows_seen = forms.BooleanField(
        required=False,
        label="Show what we have opened",
        help_text="Who may see a series or a clue request also sees that your unit opened it, and the last day it did.",
    )
    shows_presence = forms.BooleanField(
        required=False,
        label="Show what we have open now",
        help_text="They see that your unit has it open, until 90 seconds after the page was last looked at.",
    )
    shows_work = forms.BooleanField(
        required=False,
        label="Show what we are working on",
        help_text="Officers get a button “I am working on it”. Others see that your unit does, and since which day.",
    )


@require_safe
def unit(request: HttpRequest) -> HttpResponse:
    """Show the officer's own unit."""
    officer = officer_of(request)
    people = [(one, ", ".join(language_names(one.languages))) for one in unit_officers(officer)]
    work = activities(officer, timezone.now().date()) if may(officer, "item.upload") else []
    mine = own_placements(officer, timezone.now().date()) if work else None
    context = {
        "people": people,
        "activities": work,
        "mine": mine,
        "weeks": WEEKS,
        "unit": officer.unit,
        "country": officer.country,
    }
    return render(request, "coordination/unit.html", {**context, **_interest(officer)})


@require_POST
def change_interest(request: HttpRequest) -> HttpResponse:
    """Switch on or off what others see of the unit's interest."""
    officer = officer_of(request)
    require(officer, "unit.settings")
    form = InterestForm(request.POST)
    form.full_clean()  # what is not ticked is off; nothing else can be wrong
    actions.change_unit_settings(**form.cleaned_data, by=officer)
    messages.success(request, "What your unit shows is saved. What it shows no more is forgotten.")
    return redirect("unit")


def _interest(officer: Officer) -> dict[str, object]:
    """Return the switches, for the supervisor; for the others who work, what is on."""
    switches = {name: getattr(officer.unit, name) for name in InterestForm.base_fields}
    labels = [str(field.label) for name, field in InterestForm.base_fields.items() if switches[name]]
    shown = ", ".join(labels) if may(officer, "interest.show") else ""
    form = InterestForm(initial=switches) if may(officer, "unit.settings") else None
    return {"interest_form": form, "interest_shown": shown}
