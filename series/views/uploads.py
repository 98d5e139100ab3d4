"""Uploading: the page, each file on its own (as the page's script sends them), and what became of one upload."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import officer_of
from accounts.models import Officer
from accounts.permissions import require
from accounts.queries import default_audience
from series import actions, blobs
from series.forms.uploads import UploadForm
from series.models import Item
from series.queries.cases import recent_references
from series.queries.items import all_items, recent_uploads, rows_of, states_of_upload
from series.queries.places import Place, stacked_items
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
    form, files = UploadForm(request.POST), _files(request, "files")
    refusal = _refusal(request, files)
    if refusal:
        form.add_error(None, refusal)
    if not form.is_valid():
        return _page(request, form, status=400)
    items = _take(form, files, form.cleaned_data["upload"] or uuid4(), officer)
    for name in handler_of(request).too_large:
        messages.warning(request, f"{name}: {FileTooLarge().message}")
    return redirect("upload-detail", upload=items[0].upload)


@require_POST
def upload_files(request: HttpRequest) -> HttpResponse:
    """Take one file of the page's script: 201 with its row, or 4xx with sentences."""
    officer = officer_of(request)
    require(officer, "item.upload")
    form, files = UploadForm(request.POST), _files(request, "file")
    refusal = _refusal(request, files)
    if refusal:
        return JsonResponse({"error": refusal}, status=413 if handler_of(request).too_large else 400)
    if not form.is_valid():
        return JsonResponse({"error": "Nothing was saved.", "fields": form.errors}, status=400)
    [item] = _take(form, files[:1], form.cleaned_data["upload"] or uuid4(), officer)
    [row] = rows_of([all_items().get(pk=item.pk)])
    html = render_to_string("series/item_row.html", {"row": row}, request)
    return JsonResponse({"id": str(item.pk), "row": html}, status=201)


@require_GET
def show_upload(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Show the officer's own files that were sent together, and offer to make a series of them."""
    officer = officer_of(request)
    states = states_of_upload(upload, officer)
    if not states:
        raise Http404
    page = stacked_items(Place(officer, upload=upload, start=start_of(request)), after=after_of(request))
    context = {
        "page": page,
        "states": states,
        "upload": upload,
        "none": "Nothing more.",
        "total": sum(states.values()),
        "nav_section": "upload",
        **pages(request, reverse("upload-detail", args=[upload]), page.older, page.start),
        "stack_query": stack_query(request, upload=upload),
    }
    template = "series/item_page.html" if is_refresh(request) else "series/upload_detail.html"
    return render(request, template, context)


@require_GET
def show_recent(request: HttpRequest) -> HttpResponse:
    """Show the officer's uploads of the last days: a part of the upload page that refreshes itself."""
    context = {"uploads": recent_uploads(officer_of(request))}
    return render(request, "series/upload_recent.html", context)


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "recent": recent_references(),
        "uploads": recent_uploads(officer_of(request)),
        "max_bytes": str(settings.MAX_FILE_BYTES),
        "limit": f"{settings.MAX_FILE_BYTES / 1024 / 1024:g} MB",
    }
    return render(request, "series/upload.html", context, status=status)


def _files(request: HttpRequest, field: str) -> list[ReceivedFile]:
    return cast(list[ReceivedFile], request.FILES.getlist(field))


def _refusal(request: HttpRequest, files: Sequence[ReceivedFile]) -> str:
    """Return the sentence for a request without a whole file, or nothing."""
    handler = handler_of(request)
    if handler.is_interrupted:
        return BROKEN_OFF
    if files:
        return ""
    return FileTooLarge().message if handler.too_large else NO_FILE


def _take(form: UploadForm, files: Sequence[ReceivedFile], upload: UUID, officer: Officer) -> list[Item]:
    data: dict[str, Any] = form.cleaned_data
    case = actions.open_case(
        national_reference=data["national_reference"],
        exhibit=data["exhibit"],
        source=data["source"],
        seized_on=data["seized_on"],
        by=officer,
    )
    blobs.lock_hashes(file.digests.sha256 for file in files)
    return [
        actions.receive_item(
            received=file,
            case=case,
            audience=data["audience"],
            name=file.name or "",
            upload=upload,
            nature=data["nature"],
            marking=data["marking"],
            by=officer,
        )
        for file in files
    ]
