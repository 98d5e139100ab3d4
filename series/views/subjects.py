"""What is done about one victim or offender: added, claimed, identified."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from icse.core.errors import IcseError
from series import actions
from series.forms.subjects import SubjectForm
from series.models import Claim, Identification, Series, Subject
from series.queries.series import series_or_404


@require_http_methods(["GET", "POST"])
def add_subject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a victim or an offender to a series."""
    officer = officer_of(request)
    series = series_or_404(pk)
    require(officer, "subject.add")
    form = SubjectForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, series, status=200 if request.method == "GET" else 400)
    try:
        subject = actions.add_subject(series=series, **form.cleaned_data, by=officer)
    except IcseError as refusal:
        form.add_error(None, refusal.message)
        return _form_page(request, form, series, status=refusal.status)
    messages.success(request, f"{subject.label} has been added.")
    return redirect("series", pk=series.pk)


@require_POST
def claim_subject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the own country verifies."""
    officer = officer_of(request)
    subject = visible_or_404(Subject.objects.all(), pk=pk)
    require(officer, "subject.claim")
    actions.claim_subject(subject=subject, by=officer)
    messages.success(request, f"Everyone who sees this series now sees that your country verifies {subject.label}.")
    return redirect("series", pk=subject.series_id)


@require_POST
def withdraw_claim(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the own country no longer verifies."""
    officer = officer_of(request)
    claim = visible_or_404(Claim.objects.select_related("subject"), pk=pk)
    require(officer, "subject.claim")
    actions.withdraw_claim(claim=claim, by=officer)
    messages.success(request, f"Your country no longer verifies {claim.subject.label}.")
    return redirect("series", pk=claim.subject.series_id)


@require_POST
def confirm_identification(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm, as a second officer, what a colleague recorded."""
    officer = officer_of(request)
    identification = visible_or_404(Identification.objects.select_related("subject"), pk=pk)
    require(officer, "identification.confirm")
    actions.confirm_identification(identification=identification, by=officer)
    messages.success(request, f"{identification.subject.label} is identified.")
    return redirect("series", pk=identification.subject.series_id)


def _form_page(request: HttpRequest, form: SubjectForm, series: Series, *, status: int) -> HttpResponse:
    context = {"form": form, "series": series, "nav_section": "board"}
    return render(request, "series/subject_form.html", context, status=status)
