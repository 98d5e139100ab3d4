"""Recording an identification, and the answer that helped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import require
from forum import actions
from forum.forms import IdentificationForm
from icse.core.errors import IcseError
from series.actions import record_identification
from series.models import Subject


@require_http_methods(["GET", "POST"])
def identify_subject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask how somebody was identified; the record and the credit are one transaction."""
    officer = officer_of(request)
    subject = visible_or_404(Subject.objects.select_related("series"), pk=pk)
    require(officer, "identification.record")
    if request.method == "GET":
        named = {"answer": request.GET.get("answer")}
        return _page(request, IdentificationForm(series=subject.series, initial=named), subject)
    form = IdentificationForm(request.POST, series=subject.series)
    if not form.is_valid():
        return _page(request, form, subject, status=400)
    try:
        _record(subject, form, officer)
    except IcseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _page(request, form, subject, status=refusal.status)
    messages.success(
        request, "The identification is recorded. It counts once a second officer of your country confirms."
    )
    return redirect("series", pk=subject.series_id)


def _record(subject: Subject, form: IdentificationForm, officer: Officer) -> None:
    facts = dict(form.cleaned_data)
    answer = facts.pop("answer")
    identification = record_identification(subject=subject, **facts, by=officer)
    if answer is not None:
        actions.credit_answer(identification=identification, post=answer, by=officer)


def _page(request: HttpRequest, form: IdentificationForm, subject: Subject, status: int = 200) -> HttpResponse:
    context = {"form": form, "subject": subject, "series": subject.series, "nav_section": "board"}
    return render(request, "forum/identify_form.html", context, status=status)
