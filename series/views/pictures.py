"""The bytes of pictures. Whoever may not see the item, or comes before it is ready, finds nothing there.

Concealed ones are free. A plain one or an original is recorded first, in the transaction that is committed before the
first byte goes out: if it cannot be recorded, it is not shown.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from icse.core import audit
from series import blobs
from series.ingest.decoder.reports import CONCEALED, PLAIN
from series.models import Item


@require_GET
def concealed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the concealed preview."""
    return _preview(_ready_or_404(pk), CONCEALED)


@require_GET
def plain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the picture as it is; an exposure, which is recorded."""
    item = _ready_or_404(pk)
    require(officer_of(request), "item.reveal")
    audit.record("media.exposed", on=item)
    return _preview(item, PLAIN)


@require_GET
def original(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the file exactly as it was uploaded, to be kept and not shown; recorded."""
    item = _ready_or_404(pk)
    require(officer_of(request), "item.download")
    audit.record("item.original_downloaded", on=item)
    # Read now: a response that streams would run after the door is shut.
    response = HttpResponse(blobs.blob_path(item.sha256).read_bytes(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{item.sha256}"'
    return _guarded(response)


def _ready_or_404(pk: UUID) -> Item:
    return visible_or_404(Item.objects.filter(state=Item.State.READY).only("pk", "sha256", "state"), pk=pk)


def _preview(item: Item, name: str) -> HttpResponse:
    path = blobs.preview_folder(item.sha256) / name
    if not path.is_file():
        raise Http404
    return _guarded(HttpResponse(path.read_bytes(), content_type="image/webp"))


def _guarded(response: HttpResponse) -> HttpResponse:
    """Neither sniffed nor kept by a cache, and inert if somebody opens it as a page."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
