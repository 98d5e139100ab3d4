"""Looking hashes up: asking, and the answer."""

import re
import time
from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, asking, documented, typed
from accounts.permissions import require
from icse.core import audit
from icse.core.limits import AtOnce
from series import actions
from series.actions.lookups import DIGITS, Asked, told_by_length
from series.lookup_serializers import LookupSerializer, NewLookupSerializer
from series.models import Lookup
from series.queries.lookups import all_lookups, answers_of

#: RFC 7240: how long a program would wait, and how long it may; a few at once in one process.
_PREFER = re.compile(r"\bwait\s*=\s*(\d{1,3})\b")
LONGEST_WAIT = 10
_STEP = 0.1
_waits = AtOnce(4)
_WAIT = OpenApiParameter(
    "Prefer",
    str,
    OpenApiParameter.HEADER,
    description=f"`wait=10`: answer when the look-up is done, or after so many seconds (at most {LONGEST_WAIT}).",
)


class LookupListView(ApiView):
    """Asking about hashes."""

    @documented(
        "ask_lookup",
        "Look up to 1,000 hashes; 202 where a worker compares, with the address of the answer",
        request=NewLookupSerializer,
        response=LookupSerializer,
        status=202,
    )
    def post(self, request: Request) -> Response:
        """Take them. What is asked by digests alone is answered at once, in the same form."""
        officer = asking(request)
        require(officer, "lookup.ask")
        data = typed(NewLookupSerializer(data=request.data))
        distance = data.pop("distance")
        asked = [Asked(kind, value, distance) for kind in DIGITS for value in data[kind]]
        asked += map(told_by_length, data["hashes"])
        made = actions.ask_hashes(asked=asked, by=officer)
        address = f"{request.path}/{made.pk}"
        return Response(_told(made), status=202, headers={"Location": address})


class LookupView(ApiView):
    """One answer."""

    @documented("get_lookup", "The answer to a look-up of one's own", response=LookupSerializer, parameters=[_WAIT])
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it as far as the officer may see it now."""
        one = _when_answered(visible_or_404(all_lookups(), pk=pk), _seconds(request))
        audit.record_view("lookup.viewed", on=one)
        return Response(_told(one))


def _told(lookup: Lookup) -> Any:
    answers = answers_of(lookup) if lookup.state != Lookup.State.WAITING else []
    return LookupSerializer(cast(Any, {"lookup": lookup, "answers": answers})).data


def _seconds(request: Request) -> int:
    wanted = _PREFER.search(request.headers.get("Prefer", ""))
    return min(int(wanted[1]), LONGEST_WAIT) if wanted else 0


def _when_answered(lookup: Lookup, seconds: int) -> Lookup:
    """Wait for the worker's answer. Who finds no place to wait is answered at once."""
    place = _waits.take("lookups") if seconds and lookup.state == Lookup.State.WAITING else None
    if place is None:
        return lookup
    try:
        until = time.monotonic() + seconds
        while lookup.state == Lookup.State.WAITING and time.monotonic() < until:
            time.sleep(_STEP)
            lookup = visible_or_404(all_lookups(), pk=lookup.pk)
        return lookup
    finally:
        place.release()
