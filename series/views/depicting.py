"""Which files show a subject: chosen in a grid, many at a time; and what the files of a series are narrowed by."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.permissions import require
from accounts.visibility import contributable_audiences
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.models import ItemStatement, Placement, Series, Subject
from series.queries.depictions import Narrowing, depicted
from series.queries.places import Place, stacked_pictures
from series.queries.stacks import selected
from series.views.describing import all_subjects
from series.views.paging import after_of, pages, start_of
from series.views.selecting import items_or_404


@require_http_methods(["GET", "POST"])
def choose_files(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say which files show the person, or do not; a stack is chosen as one."""
    officer = officer_of(request)
    subject = visible_or_404(all_subjects(), pk=pk)
    require(officer, "depiction.make")
    if request.method == "GET":
        return _grid(request, subject)
    items = items_or_404(request.POST.getlist("items"))
    if not items:
        raise IcseError("Select at least one file first.")
    taken_back = "remove" in request.POST
    act = actions.undepict_subject if taken_back else actions.depict_subject
    number = act(subject=subject, items=items, by=officer)
    done = f"{number} file{'' if number == 1 else 's'}"
    said = f"{done} no longer said to show" if taken_back else f"{done} said to show"
    messages.success(request, f"{said} {subject.label}.")
    return redirect(request.get_full_path())


def narrowing_of(request: HttpRequest, series: Series) -> Narrowing:
    """Return what the address narrows the files of a series by; what is no value of a kind narrows nothing.

    :raises Http404: the subject is hidden, does not exist, or is none of this series.
    """
    key = request.GET.get("subject", "")
    subject = visible_or_404(Subject.objects.filter(series=series), pk=as_uuid(key)) if key else None
    asked = {kind: request.GET.get(kind, "") for kind in ItemStatement.CODES}
    return Narrowing(subject, {kind: value for kind, value in asked.items() if value in ItemStatement.CODES[kind]})


def _grid(request: HttpRequest, subject: Subject) -> HttpResponse:
    series = subject.series
    place = Place(officer_of(request), series=series, start=start_of(request))
    pictures = stacked_pictures(place, after=after_of(request))
    stacks = {one.pk: _stacked(one) for one in pictures.placements}
    shown = depicted(subject, [key for keys in stacks.values() for key in keys])
    for placement in pictures.placements:
        placement.is_shown = bool(shown & set(stacks[placement.pk]))  # type: ignore[attr-defined]
    audit.record_list("depictions", len(pictures.placements), on=subject)
    address = reverse("subject-files", args=[subject.pk])
    context = {
        "subject": subject,
        "series": series,
        "pictures": pictures,
        "may_add": subject.audience_id in contributable_audiences(),
        "nav_section": "board",
        **pages(request, address, pictures.older, pictures.start),
    }
    return render(request, "series/subject_files.html", context)


def _stacked(placement: Placement) -> list[UUID]:
    return [UUID(key) for key in selected([placement.stack.keys])]  # type: ignore[attr-defined]
