"""What follows an identification: opening again, proposals to, safeguarding and arrest."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from icse.core.errors import IcseError
from series import actions
from series.forms.outcome import AnswerForm, FactForm, ReasonForm, fact_of
from series.models import Reopening, Subject, SubjectFact


@require_http_methods(["GET", "POST"])
def reopen_subject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a subject again, as who identified or owns; or propose it."""
    officer = officer_of(request)
    subject = visible_or_404(Subject.objects.select_related("series", "status_country"), pk=pk)
    require(officer, "reopening.propose")
    decides = officer.country_id in (subject.series.country_id, subject.status_country_id)
    form = ReasonForm(request.POST or None)
    page = {"subject": subject, "decides": decides}
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, "series/subject_reopen.html", form, page)
    act = actions.reopen_subject if decides else actions.propose_reopening_of
    try:
        act(subject=subject, reason=form.cleaned_data["reason"], by=officer)
    except IcseError as refusal:
        return _refused(request, "series/subject_reopen.html", form, page, refusal)
    done = "is looked for again, on every board" if decides else "may be looked for again: you have proposed it"
    messages.success(request, f"{subject.label} {done}.")
    return redirect("series", pk=subject.series_id)


@require_http_methods(["GET", "POST"])
def answer_reopening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept or decline what another country proposed."""
    officer = officer_of(request)
    proposed = visible_or_404(_reopenings(), pk=pk)
    require(officer, "reopening.decide")
    actions.require_decider(reopening=proposed, by=officer)
    subject = proposed.identification.subject
    form = AnswerForm(request.POST or None)
    page = {"reopening": proposed, "subject": subject}
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, "series/reopening_answer.html", form, page)
    try:
        if form.cleaned_data["decision"] == "accepted":
            actions.accept_reopening(reopening=proposed, by=officer)
            messages.success(request, f"{subject.label} is looked for again, on every board.")
        else:
            actions.decline_reopening(reopening=proposed, answer=form.cleaned_data["answer"], by=officer)
            messages.success(request, "Declined. The unit that proposed it is told.")
    except IcseError as refusal:
        return _refused(request, "series/reopening_answer.html", form, page, refusal)
    return redirect("series", pk=subject.series_id)


@require_http_methods(["GET", "POST"])
def record_fact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a victim is safeguarded, or an offender arrested."""
    officer = officer_of(request)
    subject = visible_or_404(Subject.objects.select_related("series"), pk=pk)
    require(officer, "fact.record")
    form = FactForm(request.POST or None)
    page = {"subject": subject}
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, "series/fact_form.html", form, page)
    try:
        actions.record_fact(
            subject=subject, kind=fact_of(subject), happened_on=form.cleaned_data["happened_on"], by=officer
        )
    except IcseError as refusal:
        return _refused(request, "series/fact_form.html", form, page, refusal)
    messages.success(request, "Written down.")
    return redirect("series", pk=subject.series_id)


@require_http_methods(["GET", "POST"])
def withdraw_fact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why it was not so."""
    officer = officer_of(request)
    fact = visible_or_404(SubjectFact.objects.select_related("subject__series"), pk=pk)
    require(officer, "fact.record")
    actions.require_recorder(fact=fact, by=officer)
    form = ReasonForm(request.POST or None)
    page = {"fact": fact, "subject": fact.subject}
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, "series/fact_withdraw.html", form, page)
    try:
        actions.withdraw_fact(fact=fact, reason=form.cleaned_data["reason"], by=officer)
    except IcseError as refusal:
        return _refused(request, "series/fact_withdraw.html", form, page, refusal)
    messages.success(request, "Withdrawn. It stays in the history.")
    return redirect("series", pk=fact.subject.series_id)


def _reopenings() -> QuerySet[Reopening]:
    return Reopening.objects.select_related(
        "identification__subject__series", "identification__country", "country", "unit"
    )


def _form_page(request: HttpRequest, template: str, form: forms.Form, page: Mapping[str, object]) -> HttpResponse:
    status = 200 if request.method == "GET" else 400
    return render(request, template, {"form": form, "nav_section": "board", **page}, status=status)


def _refused(
    request: HttpRequest, template: str, form: forms.Form, page: Mapping[str, object], refusal: IcseError
) -> HttpResponse:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return render(request, template, {"form": form, "nav_section": "board", **page}, status=refusal.status)
