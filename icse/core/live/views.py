"""The address of the live stream."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from icse.core.limits import AtOnce, Held
from icse.core.live.looking import Listener
from icse.core.live.stream import messages

#: More open pages than a person can look at; each holds a connection.
MOST_STREAMS = 20
_streams = AtOnce(MOST_STREAMS)


@require_GET
def events(request: HttpRequest) -> HttpResponseBase:
    """Open the stream; it resumes after ``Last-Event-ID`` (or ``?after=``), the key of the last event heard of.

    The door of this request is shut before the first message: every message is asked for in a door of its own.
    """
    listener = Listener.of(request)
    place = _streams.take(listener.officer_id)
    if place is None:
        words, wait = "Too many open pages: close some.", {"Retry-After": "30"}
        return HttpResponse(words, status=429, content_type="text/plain", headers=wait)
    asked = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    told = Held(messages(listener, _key(asked)), place)
    response = StreamingHttpResponse(told, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
