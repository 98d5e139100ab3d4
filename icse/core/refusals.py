"""What a refused request tried, to be recorded after everything else that it wrote has been undone."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from icse.core.errors import IcseError

_PLACE = "icse_refused_act"


@dataclass(frozen=True)
class RefusedAct:
    """An action of the audit's registry that was tried, on what, with its facts."""

    action: str
    on: Any
    facts: dict[str, str]


def note_refusal(request: HttpRequest, action: str, *, on: Any, **facts: str) -> None:
    """Have the HTTP door record this, in its own transaction, if the answer is 403."""
    setattr(request, _PLACE, RefusedAct(action, on, facts))


def refused_act(request: HttpRequest) -> RefusedAct | None:
    """Return what was noted."""
    found: RefusedAct | None = getattr(request, _PLACE, None)
    return found


def with_headers(response: HttpResponse, refusal: IcseError) -> HttpResponse:
    """Return the response with what the refusal says in headers: of what is done too often, when to ask again."""
    for name, value in refusal.headers.items():
        response[name] = value
    return response
