"""In which country a series was made, and whether abuse goes on: a part of its page, and what is said there."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import may, require
from accounts.visibility import contributable_audiences
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.forms.where import AlertForm, AnswerForm, EndAlertForm, IndicationForm, WithholdingForm
from series.models import Alert, Indication, Series, Withholding
from series.queries.series import all_series
from series.queries.where import where_of


@require_GET
def show_where(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the part, which refreshes itself; recorded once in a while, as the page's other parts."""
    series = visible_or_404(all_series(), pk=pk)
    audit.record_view("series.viewed", on=series)
    return render(request, "series/where.html", _context(request, series))


@require_POST
def indicate_country(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the series was probably made in a country."""
    series = visible_or_404(all_series(), pk=pk)
    require(officer_of(request), "indication.make")
    form = IndicationForm(request.POST)
    said = _try(form, lambda: actions.indicate_country(series=series, **form.cleaned_data, by=officer_of(request)))
    return _answer(request, series, "indicate_form", form, said, "Your indication is shown with the series.")


@require_POST
def withdraw_indication(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an indication of the own country back."""
    officer = officer_of(request)
    indication = visible_or_404(Indication.objects.all(), pk=pk)
    require(officer, "indication.make")
    actions.withdraw_indication(indication=indication, by=officer)
    messages.success(request, "The indication is withdrawn.")
    return redirect("series", pk=indication.series_id)


@require_POST
def withhold_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the series is not referred to a country."""
    officer = officer_of(request)
    series = visible_or_404(all_series(), pk=pk)
    require(officer, "referral.send")
    form = WithholdingForm(request.POST, without=officer.country_id)
    said = _try(form, lambda: actions.withhold_series(series=series, **form.cleaned_data, by=officer))
    return _answer(request, series, "withhold_form", form, said, "The series is withheld from there.")


@require_POST
def end_withholding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withhold no more."""
    officer = officer_of(request)
    withholding = visible_or_404(Withholding.objects.all(), pk=pk)
    require(officer, "referral.send")
    actions.end_withholding(withholding=withholding, by=officer)
    messages.success(request, "The series is no longer withheld from there.")
    return redirect("series", pk=withholding.series_id)


@require_POST
def raise_alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that abuse probably goes on."""
    officer = officer_of(request)
    series = visible_or_404(all_series(), pk=pk)
    require(officer, "alert.raise")
    form = AlertForm(request.POST)
    said = _try(form, lambda: actions.raise_alert(series=series, **form.cleaned_data, by=officer))
    return _answer(request, series, "alert_form", form, said, "The duty units are asked now.")


@require_POST
def withdraw_alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the flag back."""
    officer = officer_of(request)
    alert = visible_or_404(Alert.objects.select_related("series"), pk=pk)
    require(officer, "alert.raise")
    form = EndAlertForm(request.POST)
    said = _try(form, lambda: actions.withdraw_alert(alert=alert, **form.cleaned_data, by=officer))
    series = visible_or_404(all_series(), pk=alert.series_id)
    return _answer(request, series, "end_form", form, said, "The flag is withdrawn.")


@require_POST
def acknowledge_alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say for the own unit that the flag was seen, and whether it acts."""
    officer = officer_of(request)
    alert = visible_or_404(Alert.objects.select_related("series"), pk=pk)
    require(officer, "alert.acknowledge")
    form = AnswerForm(request.POST)
    said = _try(form, lambda: actions.acknowledge_alert(alert=alert, **form.cleaned_data, by=officer))
    series = visible_or_404(all_series(), pk=alert.series_id)
    return _answer(request, series, "answer_form", form, said, "Your unit’s answer is shown with the series.")


def _try(form: forms.Form, act: Callable[[], object]) -> int:
    """Do it if the form is right. Return the status of what is shown then."""
    if not form.is_valid():
        return 400
    try:
        act()
    except IcseError as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return refusal.status
    return 302


def _answer(request: HttpRequest, series: Series, name: str, form: forms.Form, status: int, done: str) -> HttpResponse:
    """Go back to the series; or show the part alone, with what was typed."""
    if status == 302:
        messages.success(request, done)
        return redirect("series", pk=series.pk)
    audit.record_view("series.viewed", on=series)
    context = {**_context(request, series), name: form, "nav_section": "board"}
    return render(request, "series/where_page.html", context, status=status)


def _context(request: HttpRequest, series: Series) -> dict[str, object]:
    officer = officer_of(request)
    contributes = series.audience_id in contributable_audiences()
    where = where_of(series, officer, contributes=contributes)
    alert, adds = where.alert, contributes and series.is_active
    may_end = alert is not None and contributes and officer.country_id in (alert.country_id, series.country_id)
    answers = alert is not None and not where.answered and may(officer, "alert.acknowledge")
    may_withhold = where.owns and series.is_active
    return {
        "series": series,
        "where": where,
        "contributes": contributes,
        "indicate_form": IndicationForm() if adds and may(officer, "indication.make") else None,
        "withhold_form": WithholdingForm(without=officer.country_id) if may_withhold else None,
        "alert_form": AlertForm() if adds and alert is None and may(officer, "alert.raise") else None,
        "end_form": EndAlertForm() if may_end and may(officer, "alert.raise") else None,
        "answer_form": AnswerForm() if answers else None,
    }
