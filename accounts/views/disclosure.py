"""What the own country lets others know of its hidden files."""

from collections.abc import Sequence

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
from icse.core.comparing import Compared
from icse.core.editing import overtaken_form
from icse.core.errors import IcseError
from icse.core.versions import Overtaken


@require_http_methods(["GET", "HEAD", "POST"])
def country_disclosure(request: HttpRequest) -> HttpResponse:
    """Show the setting to a supervisor, and change it."""
    officer = officer_of(request)
    require(officer, "country.settings")
    one = Disclosure.objects.filter(country=officer.country_id).first()
    if request.method != "POST":
        values = {name: getattr(one, name) for name in ("told", "reason", "review_on", "version")} if one else {}
        return _page(request, one, DisclosureForm(initial=values))
    form = DisclosureForm(request.POST)
    if form.is_valid():
        try:
            version = form.cleaned_data.pop("version") or 0
            actions.choose_disclosure(**form.cleaned_data, version=version, by=officer)
        except Overtaken as overtaken:
            saved = Disclosure.objects.get(country=officer.country_id)
            form, compared = overtaken_form(DisclosureForm, request, saved, overtaken)
            return _page(request, saved, form, status=overtaken.status, compared=compared)
        except IcseError as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "The setting is saved. It counts from now on, for all matches.")
            return redirect("country-disclosure")
    return _page(request, one, form, status=400)


def _page(
    request: HttpRequest,
    one: Disclosure | None,
    form: DisclosureForm,
    status: int = 200,
    compared: Sequence[Compared] = (),
) -> HttpResponse:
    context = {
        "form": form,
        "compared": compared,
        "one": one,
        "overdue": one is not None and one.review_on is not None and one.review_on <= timezone.localdate(),
        "nav_section": "audience-list",
    }
    return render(request, "accounts/disclosure.html", context, status=status)
