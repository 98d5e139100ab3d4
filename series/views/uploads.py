"""Uploading: the page, opening an upload for the page's script, the list of uploads, and one upload as a thing."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import may, require
from accounts.queries import default_audience
from icse.core import audit
from series import actions, blobs
from series.forms.uploads import AmountForm, UploadForm
from series.models import Upload
from series.queries.cases import recent_references
from series.queries.known import hashes_to_compare
from series.queries.places import Place, stacked_items
from series.queries.uploads import (
    Progress,
    all_uploads,
    folders_of,
    newest_uploads,
    progress_of,
    recent_uploads,
    skipped_files,
    unfinished_transfers,
)
from series.uploads import FileTooLarge, ReceivedFile, handler_of
from series.views.paging import after_of, is_refresh, pages, start_of
from series.views.stacks import stack_query

BROKEN_OFF = "The upload broke off before its end. Nothing of it was kept; send it again."
NO_FILE = "No file arrived. Choose one, and send it again."


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Show the upload form; take all files at once from a browser without scripts."""
    officer = officer_of(request)
    require(officer, "item.upload")
    if request.method == "GET":
        return _page(request, UploadForm(initial={"audience": default_audience(officer)}))
    form, files = UploadForm(request.POST), _files(request)
    refusal = _refusal(request, files)
    if refusal:
        form.add_error(None, refusal)
    if not form.is_valid():
        return _page(request, form, status=400)
    opened = _opened(form, len(files), sum(file.digests.size for file in files), officer)
    blobs.lock_hashes(file.digests.sha256 for file in files)
    for file in files:
        actions.take_file(received=file, upload=opened, name=file.name or "", by=officer)
    for name in handler_of(request).too_large:
        messages.warning(request, f"{name}: {FileTooLarge().message}")
    return redirect("upload-detail", pk=opened.pk)


@require_POST
def open_upload(request: HttpRequest) -> HttpResponse:
    """Open an upload for the page's script: 201 with its key, or 400 with sentences."""
    officer = officer_of(request)
    require(officer, "item.upload")
    form, amount = UploadForm(request.POST), AmountForm(request.POST)
    if not (form.is_valid() and amount.is_valid()):
        return JsonResponse({"error": "Nothing was saved.", "fields": {**form.errors, **amount.errors}}, status=400)
    opened = _opened(form, amount.cleaned_data["number"], amount.cleaned_data["size"], officer)
    return JsonResponse({"id": str(opened.pk)}, status=201)


@require_POST
def add_to_upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that the page's script adds files."""
    officer = officer_of(request)
    found = visible_or_404(all_uploads(), pk=pk)
    require(officer, "item.upload")
    amount = AmountForm(request.POST)
    if not amount.is_valid():
        return JsonResponse({"error": "Nothing was saved.", "fields": amount.errors}, status=400)
    actions.expect_more(upload=found, files=amount.cleaned_data["number"], size=amount.cleaned_data["size"], by=officer)
    return JsonResponse({"id": str(found.pk)})


@require_GET
def list_uploads(request: HttpRequest) -> HttpResponse:
    """Show the unit's uploads, newest first."""
    officer = officer_of(request)
    require(officer, "item.upload")
    page = newest_uploads(officer, after=after_of(request))
    audit.record_list("uploads", len(page.uploads))
    context = {"uploads": page.uploads, "nav_section": "upload", **pages(request, reverse("upload-list"), page.older)}
    template = "series/upload_list_part.html" if is_refresh(request) else "series/upload_list.html"
    return render(request, template, context)


@require_GET
def show_upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an upload of the own country: how far it has come, and its files, to make a series of them."""
    officer = officer_of(request)
    found = visible_or_404(all_uploads(), pk=pk)
    page = stacked_items(Place(officer, upload=found, start=start_of(request)), after=after_of(request))
    audit.record_view("upload.viewed", on=found)
    context: dict[str, Any] = {
        "page": page,
        "none": "No file of this upload has arrived yet.",
        "nav_section": "upload",
        **pages(request, reverse("upload-detail", args=[pk]), page.older, page.start),
        "stack_query": stack_query(request, upload=found),
    }
    if is_refresh(request):
        return render(request, "series/item_page.html", context)
    context |= _progress(found, officer)
    context |= _more(found, officer, context["progress"])
    return render(request, "series/upload_detail.html", context)


@require_GET
def show_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far an upload has come: a part of its page that refreshes itself."""
    officer = officer_of(request)
    found = visible_or_404(all_uploads(), pk=pk)
    audit.record_view("upload.viewed", on=found)
    return render(request, "series/upload_progress.html", _progress(found, officer))


@require_GET
def show_more(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is still to be sent, and where to add files: a part of its page that refreshes itself."""
    officer = officer_of(request)
    found = visible_or_404(all_uploads(), pk=pk)
    audit.record_view("upload.viewed", on=found)
    context = _progress(found, officer)
    return render(request, "series/upload_more.html", context | _more(found, officer, context["progress"]))


@require_POST
def cancel_upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End an upload; what is settled stays."""
    officer = officer_of(request)
    found = visible_or_404(all_uploads(), pk=pk)
    require(officer, "item.upload")
    actions.cancel_upload(upload=found, by=officer)
    messages.success(request, "The upload is cancelled. What was ready stays; what was not is being removed.")
    return redirect("upload-detail", pk=pk)


@require_POST
def retry_upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try again what failed for a passing reason."""
    officer = officer_of(request)
    found = visible_or_404(all_uploads(), pk=pk)
    require(officer, "item.upload")
    actions.retry_upload(upload=found, by=officer)
    messages.success(request, "The files that failed are being tried again.")
    return redirect("upload-detail", pk=pk)


@require_GET
def show_recent(request: HttpRequest) -> HttpResponse:
    """Show the officer's uploads of the last days: a part of the upload page that refreshes itself."""
    context = {"uploads": recent_uploads(officer_of(request))}
    return render(request, "series/upload_recent.html", context)


def _progress(found: Upload, officer: Officer) -> dict[str, Any]:
    is_own = found.unit_id == officer.unit_id and may(officer, "item.upload")
    progress = progress_of(found)
    return {
        "upload": found,
        "progress": progress,
        "skipped": skipped_files(found) if progress.skipped else [],
        "may_change": is_own and found.cancelled_at is None,
    }


def _more(found: Upload, officer: Officer, progress: Progress) -> dict[str, Any]:
    unfinished, _ = unfinished_transfers(found, officer)
    return {
        "unfinished": unfinished,
        "folders": folders_of(found, officer) if progress.not_sent else [],
        "hashes": hashes_to_compare(),
        "max_bytes": str(settings.MAX_TRANSFER_BYTES),
    }


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "recent": recent_references(),
        "uploads": recent_uploads(officer_of(request)),
        "max_bytes": str(settings.MAX_TRANSFER_BYTES),
        "hashes": hashes_to_compare(),
        "limit": f"{settings.MAX_TRANSFER_BYTES / 1024**3:g} GB",
    }
    return render(request, "series/upload.html", context, status=status)


def _files(request: HttpRequest) -> list[ReceivedFile]:
    return cast(list[ReceivedFile], request.FILES.getlist("files"))


def _refusal(request: HttpRequest, files: Sequence[ReceivedFile]) -> str:
    """Return the sentence for a request without a whole file, or nothing."""
    handler = handler_of(request)
    if handler.is_interrupted:
        return BROKEN_OFF
    if files:
        return ""
    return FileTooLarge().message if handler.too_large else NO_FILE


def _opened(form: UploadForm, files: int, size: int, officer: Officer) -> Upload:
    data: dict[str, Any] = form.cleaned_data
    case = actions.open_case(
        national_reference=data["national_reference"],
        exhibit=data["exhibit"],
        source=data["source"],
        seized_on=data["seized_on"],
        by=officer,
    )
    return actions.open_upload(
        case=case,
        audience=data["audience"],
        nature=data["nature"],
        marking=data["marking"],
        files=files,
        size=size,
        by=officer,
    )
