"""What the own country lets others know of its hidden files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.access import officer_of
from accounts.forms.disclosure import DisclosureForm
from accounts.models import Disclosure
from accounts.permissions import require
from icse.core.errors import IcseError


@require_http_methods(["GET", "HEAD", "POST"])
def country_disclosure(request: HttpRequest) -> HttpResponse:
    """Show the setting to a supervisor, and change it."""
    officer = officer_of(request)
    require(officer, "country.settings")
    one = Disclosure.objects.filter(country=officer.country_id).first()
    if request.method != "POST":
        values = {"told": one.told, "reason": one.reason, "review_on": one.review_on} if one else {}
        return _page(request, one, DisclosureForm(initial=values))
    form = DisclosureForm(request.POST)
    if form.is_valid():
        try:
            actions.choose_disclosure(**form.cleaned_data, by=officer)
        except IcseError as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "The setting is saved. It counts from now on, for all matches.")
            return redirect("country-disclosure")
    return _page(request, one, form, status=400)


def _page(request: HttpRequest, one: Disclosure | None, form: DisclosureForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "one": one,
        "overdue": one is not None and one.review_on is not None and one.review_on <= timezone.localdate(),
        "nav_section": "audience-list",
    }
    return render(request, "accounts/disclosure.html", context, status=status)
