"""Requests to check: a second officer looks at the crops before more than the own country sees them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from forum import actions
from forum.checking import all_checks, checks_to_do, waiting_for
from forum.clues import told_details
from forum.crops import crop_path
from forum.forms_asking import CheckForm
from forum.models import Crop, ThreadCheck
from icse.core import audit
from icse.core.errors import IcseError

NAV = {"nav_section": "check-list"}


@require_GET
def list_checks(request: HttpRequest) -> HttpResponse:
    """List what waits for a second officer of the own country."""
    require(officer_of(request), "thread.check")
    return _page(request)


@require_GET
def list_rows(request: HttpRequest) -> HttpResponse:
    """Show the list alone, for an open page that refreshes it."""
    require(officer_of(request), "thread.check")
    return render(request, "forum/check_rows.html", _rows(request))


@require_GET
def count_waiting(request: HttpRequest) -> HttpResponse:
    """Show how many wait for the officer: a part of the navigation."""
    officer = officer_of(request)
    require(officer, "thread.check")
    return render(request, "forum/check_waiting.html", {"waiting": waiting_for(officer)})


@require_GET
def show_crop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a crop of a request that has a check; opening it is recorded."""
    crop = visible_or_404(Crop.objects.filter(state=Crop.State.READY), pk=pk)
    if not ThreadCheck.objects.filter(thread=crop.thread_id).exists():
        raise Http404
    try:
        content = crop_path(crop.sha256).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    audit.record("crop.viewed", on=crop, thread=str(crop.thread_id))
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "no-store"})


@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that no person is visible on any crop; the request goes to the audience that was wanted."""
    officer = officer_of(request)
    check = visible_or_404(all_checks(), pk=pk)
    require(officer, "thread.check")
    form = CheckForm(request.POST, shown=_shown(check))
    looked_at = form.cleaned_data["crops"] if form.is_valid() else []
    try:
        thread = actions.confirm_check(check=check, crops=looked_at, by=officer)
    except IcseError as refusal:
        return _page(request, wrong=check, sentence=refusal.message, status=refusal.status)
    messages.success(request, f"{thread.reference} is shown to {thread.audience.name} now.")
    return redirect("check-list")


@require_POST
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the request in the own country, with a reason."""
    officer = officer_of(request)
    check = visible_or_404(all_checks(), pk=pk)
    require(officer, "thread.check")
    form = CheckForm(request.POST, shown=_shown(check))
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else request.POST.get("reason", "")
    try:
        actions.refuse_check(check=check, reason=reason, by=officer)
    except IcseError as refusal:
        return _page(request, wrong=check, sentence=refusal.message, status=refusal.status)
    messages.success(request, f"{check.thread.reference} stays in your country.")
    return redirect("check-list")


def _shown(check: ThreadCheck) -> list[UUID]:
    return list(Crop.objects.filter(thread=check.thread_id, state=Crop.State.READY).values_list("pk", flat=True))


def _page(
    request: HttpRequest, *, wrong: ThreadCheck | None = None, sentence: str = "", status: int = 200
) -> HttpResponse:
    context = {**_rows(request, wrong, sentence), **NAV}
    return render(request, "forum/check_list.html", context, status=status)


def _rows(request: HttpRequest, wrong: ThreadCheck | None = None, sentence: str = "") -> dict[str, object]:
    officer = officer_of(request)
    checks = checks_to_do()
    audit.record_list("checks", len(checks))
    return {"rows": [_row(check, officer.pk, wrong, sentence, request) for check in checks]}


def _row(
    check: ThreadCheck, officer: UUID, wrong: ThreadCheck | None, sentence: str, request: HttpRequest
) -> dict[str, object]:
    crops: list[Crop] = check.thread.to_look_at  # type: ignore[attr-defined]
    is_wrong = wrong is not None and wrong.pk == check.pk
    return {
        "check": check,
        "is_mine": check.officer_id == officer,
        "details": told_details(check.thread.details),
        "waits": any(crop.state == Crop.State.WAITING for crop in crops),
        "crops": [_tile(crop) for crop in crops if crop.state == Crop.State.READY],
        "refusal": sentence if is_wrong else "",
        "reason": request.POST.get("reason", "") if is_wrong else "",
    }


def _tile(crop: Crop) -> dict[str, object]:
    return {"pk": crop.pk, "plain": reverse("check-crop", args=[crop.pk]), "concealed": static("concealed.svg")}
