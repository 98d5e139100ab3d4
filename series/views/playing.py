"""Videos and sounds, as they were uploaded, in the pieces that a browser's player asks for.

Only types that browsers decode by themselves are sent, under exactly that type. Each piece is asked for anew and is
short, so a right that ends stops the playing within one piece. Playing is an exposure, recorded once in SAME_PLAY for
an officer and an item. What may not be passed on as an original is not played either: the bytes are the same.
"""

import asyncio
import hmac
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import NotAllowed, TooOften
from icse.core.limits import AtOnce, Held
from series import blobs
from series.ingest.decoder.recordings import SPECTROGRAM
from series.ingest.kinds import PLAYABLE
from series.models import Item
from series.queries.exposures import PLAYING, earlier_plays
from series.queries.permissions import why_no_original
from series.views.pictures import guarded, preview

#: Players ask for the next piece before the last one has ended, and again where the officer moves on.
MOST_PLAYS: Final = 8
SAME_PLAY: Final = timedelta(minutes=10)
#: The longest piece that is sent for one request that asks for a range.
MOST_BYTES: Final = 4 << 20
_PIECE: Final = 1 << 18
_NEEDED: Final = ("pk", "sha256", "state", "kind", "media_type", "country_id", "tlp", "handling", "handling_note")
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_plays = AtOnce(MOST_PLAYS)


class TooManyPlays(TooOften):
    """The officer plays more at once than one can look at."""

    retry_after = 10


@dataclass(frozen=True)
class Span:
    """The bytes from ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes they are."""
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """None of the bytes that are asked for is there."""


@require_GET
def play(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Give a piece of a video or a sound, or the whole to who asks for no range.

    Who has played it, or opened another that shows the same, is told so first (409), as with pictures.

    :raises NotAllowed: another country marked it H2 and has not permitted passing it on.
    :raises TooManyPlays: others of the same officer have not ended.
    """
    item = visible_or_404(_playable().only(*_NEEDED), pk=pk)
    officer = officer_of(request)
    require(officer, "item.reveal")
    if refused := why_no_original(item, officer):
        raise NotAllowed(refused)
    path = blobs.blob_path(item.sha256)
    size = path.stat().st_size
    try:
        span = span_of(request.headers.get("Range", ""), size)
    except Unsatisfiable:
        return _none_of(size)
    if "again" not in request.GET and (told := earlier_plays(item, officer, besides=SAME_PLAY)):
        return guarded(JsonResponse({"error": told}, status=409))
    place = _plays.take(officer.pk)
    if place is None:
        raise TooManyPlays("You are playing several files already. Close one of them.")
    _record(item, officer)
    file = path.open("rb")
    file.seek(span.first if span else 0)
    length = span.length if span else size
    pieces = Held(_pieces(file, length), place, file.close)
    response = StreamingHttpResponse(pieces, content_type=item.media_type, status=206 if span else 200)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(length)
    response["Content-Disposition"] = "inline"
    if span:
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return guarded(response)


@require_GET
def spectrogram(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the picture of a video's sound. It shows nobody, so looking is no exposure."""
    item = visible_or_404(Item.objects.filter(state=Item.State.READY, kind=Item.Kind.VIDEO).only(*_NEEDED), pk=pk)
    require(officer_of(request), "item.reveal")
    return preview(item, SPECTROGRAM)


def span_of(header: str, size: int) -> Span | None:
    """Read a ``Range`` header (RFC 9110, 14.2). None: it asks for nothing that is given in parts.

    Several ranges at once, other units and what is no range are answered with the whole, as the standard allows. Of a
    longer range the first MOST_BYTES are given; the player asks for the rest.

    :raises Unsatisfiable: the range begins behind the end, or is the last nought bytes.
    """
    asked = _RANGE.fullmatch(header.replace(" ", ""))
    if asked is None or asked.group(1) == asked.group(2) == "":
        return None
    if not asked.group(1):
        first, last = max(0, size - int(asked.group(2))), size - 1
    else:
        first, last = int(asked.group(1)), int(asked.group(2) or size - 1)
        if asked.group(2) and last < first:
            return None
    if first >= size:
        raise Unsatisfiable
    return Span(first, min(last, size - 1, first + MOST_BYTES - 1))


def can_play(item: Item) -> bool:
    """Whether browsers may be given it as it is."""
    return item.is_ready and item.kind in (Item.Kind.VIDEO, Item.Kind.SOUND) and item.media_type in PLAYABLE


def _playable() -> QuerySet[Item]:
    kinds = (Item.Kind.VIDEO, Item.Kind.SOUND)
    return Item.objects.filter(state=Item.State.READY, kind__in=kinds, media_type__in=PLAYABLE)


def _record(item: Item, officer: Officer) -> None:
    """One after another: two requests at once would both find nothing recorded yet."""
    key = hmac.digest(bytes.fromhex(settings.FACT_KEY), b"play " + officer.pk.bytes + item.pk.bytes, "sha256")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], signed=True)])
    audit.record_view("media.exposed", on=item, within=SAME_PLAY, list=PLAYING)


def _none_of(size: int) -> HttpResponse:
    response = HttpResponse(status=416)
    response["Content-Range"] = f"bytes */{size}"
    return guarded(response)


async def _pieces(file: BinaryIO, length: int) -> AsyncGenerator[bytes]:
    while length > 0 and (piece := await asyncio.to_thread(file.read, min(_PIECE, length))):
        length -= len(piece)
        yield piece
