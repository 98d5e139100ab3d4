"""The bytes of pictures. Whoever may not see the item, or comes before it is ready, finds nothing there.

Concealed ones are free. A plain one or an original is recorded first, in the transaction that is committed before the
first byte goes out: if it cannot be recorded, it is not shown.
"""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO, TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import NotAllowed, TooOften
from icse.core.limits import AtOnce, Held
from series import blobs
from series.ingest.decoder.reports import CONCEALED, PLAIN
from series.models import Item
from series.queries.exposures import earlier_looks
from series.queries.permissions import why_no_original

#: Downloads of one officer at once, in one process.
MOST_DOWNLOADS = 4
_PIECE = 1 << 18
_NEEDED = ("pk", "sha256", "state", "kind", "country_id", "tlp", "handling", "handling_note")
_downloads = AtOnce(MOST_DOWNLOADS)
R = TypeVar("R", bound=HttpResponseBase)


class TooManyDownloads(TooOften):
    """The officer has as many downloads open as one may."""

    retry_after = 30


@require_GET
def concealed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the concealed preview."""
    return preview(_ready_or_404(pk), CONCEALED)


@require_GET
def plain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the picture as it is; an exposure, which is recorded.

    Nobody opens the same picture twice without being told: first the answer is 409 with when that was, and no picture.
    """
    item = _ready_or_404(pk)
    officer = officer_of(request)
    require(officer, "item.reveal")
    if "again" not in request.GET and (told := earlier_looks(item, officer)):
        return guarded(JsonResponse({"error": told}, status=409))
    audit.record("media.exposed", on=item)
    return preview(item, PLAIN)


@require_GET
def original(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Give the file exactly as it was uploaded, to be kept and not shown; recorded.

    :raises NotAllowed: another country marked it H2 and has not permitted passing it on.
    :raises TooManyDownloads: others of the same officer have not ended.
    """
    item = _ready_or_404(pk)
    officer = officer_of(request)
    require(officer, "item.download")
    refused = why_no_original(item, officer)
    if refused:
        raise NotAllowed(refused)
    audit.record("item.original_downloaded", on=item)
    return download(officer, blobs.blob_path(item.sha256), item.sha256, "application/octet-stream")


def download(officer: Officer, path: Path, name: str, content_type: str) -> HttpResponseBase:
    """Give a file to be kept and not shown, in pieces. What is given was recorded before.

    :raises TooManyDownloads: others of the same officer have not ended.
    """
    place = _downloads.take(officer.pk)
    if place is None:
        raise TooManyDownloads(f"You are downloading {MOST_DOWNLOADS} files already. Wait until one has ended.")
    # Opened now: the door is shut when it streams.
    file = path.open("rb")
    pieces = Held(_pieces(file), place, file.close)
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Length"] = str(path.stat().st_size)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return guarded(response)


async def _pieces(file: BinaryIO) -> AsyncGenerator[bytes]:
    """Read a file in pieces, as fast as they are taken: a slow reader holds neither a thread nor the whole file."""
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece


def _ready_or_404(pk: UUID) -> Item:
    return visible_or_404(Item.objects.filter(state=Item.State.READY).only(*_NEEDED), pk=pk)


def preview(item: Item, name: str) -> HttpResponse:
    """Give one of an item's pictures. Raises Http404 when there is none."""
    path = blobs.preview_folder(item.sha256) / name
    for found, media_type in ((path, "image/jpeg"), (path.with_suffix(".webp"), "image/webp")):  # as they once were
        if found.is_file():
            return guarded(HttpResponse(found.read_bytes(), content_type=media_type))
    raise Http404


def guarded(response: R) -> R:
    """Neither sniffed nor kept by a cache, and inert if somebody opens it as a page."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
