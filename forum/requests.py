"""Named reads of requests to owners: those sent, those received, one with what was said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Officer
from accounts.permissions import may
from accounts.visibility import contributable_audiences, newest_ids
from forum.models import Request, RequestWord, Thread
from series.models import Item, Series
from series.queries.blind import BlindLine, blind_line

PAGE = 50
MOST_WORDS = 200
MOST_COUNTED = 99
#: On the table ``t``: what was received for things of one unit.
_OF_UNIT = """%s IN (
    (SELECT s.unit_id FROM series_series s WHERE s.id = t.series_id),
    (SELECT i.unit_id FROM series_item i WHERE i.id = t.item_id),
    (SELECT c.unit_id FROM forum_thread c WHERE c.id = t.thread_id)
)"""
_OPENED: dict[str, type[Series] | type[Item] | type[Thread]] = {"series": Series, "item": Item, "thread": Thread}


@dataclass(frozen=True)
class Box:
    """One page of requests, newest activity first; ``older`` is the moment before which the next page begins."""

    requests: list[Request]
    older: datetime | None


@dataclass(frozen=True)
class Exchange:
    """A request as its reader may see it, with what was said and what may be done now."""

    request: Request
    words: list[RequestWord]
    thing: Series | Item | Thread | None = None
    thing_type: str = ""
    line: BlindLine | None = None
    may_answer: bool = False
    may_reply: bool = False
    may_withdraw: bool = False


def all_requests() -> QuerySet[Request]:
    """Return the copies that the actor may see, with what names them and what they are about."""
    things = ("series__audience", "item__audience", "thread__audience")
    return Request.objects.select_related("country", "unit", *things)


def received(officer: Officer, *, whole_country: bool, before: datetime | None) -> Box:
    """Return what others ask of things of the officer's unit, or country."""
    where, values = "t.side = 'received'", []
    if not whole_country:
        where, values = f"{where} AND {_OF_UNIT}", [officer.unit_id]
    return _box(where, values, before)


def sent(officer: Officer, *, whole_country: bool, before: datetime | None) -> Box:
    """Return what the officer's unit, or country, asked of others."""
    if whole_country:
        return _box("t.side = 'sent'", [], before)
    return _box("t.side = 'sent' AND t.unit_id = %s", [officer.unit_id], before)


def waiting_for(officer: Officer) -> int:
    """Return how many requests wait for the officer's unit: to be answered, or to be replied to."""
    mine = Q(series__unit=officer.unit_id) | Q(item__unit=officer.unit_id) | Q(thread__unit=officer.unit_id)
    to_answer = Q(side=Request.Side.RECEIVED, state=Request.State.WAITING) & mine
    to_reply = Q(side=Request.Side.SENT, state=Request.State.ASKED_BACK, unit=officer.unit_id)
    return Request.objects.filter(to_answer | to_reply)[: MOST_COUNTED + 1].count()


def exchange(request: Request, officer: Officer) -> Exchange:
    """Return a request with what was said: to the asker what was typed and told, and nothing else."""
    words = list(RequestWord.objects.filter(request=request).order_by("-created_at", "-pk")[:MOST_WORDS])[::-1]
    if request.side == Request.Side.SENT:
        mine = request.is_open and request.unit_id == officer.unit_id and may(officer, "request.send")
        opened, kind = opened_by(request)
        replies = mine and request.state == Request.State.ASKED_BACK
        line = blind_line(request.blind_hit_id) if request.blind_hit_id else None
        return Exchange(request, words, opened, kind, line, may_reply=replies, may_withdraw=mine)
    thing = request.series or request.item or request.thread
    kind = "series" if request.series else "item" if request.item else "thread"
    answers = request.is_open and may(officer, "request.answer")
    answers = answers and request.object_audience_id in contributable_audiences()
    return Exchange(request, words, thing, kind, may_answer=answers)


def opened_by(request: Request) -> tuple[Series | Item | Thread | None, str]:
    """Return what the owner opened for a sent request, if the actor sees it now."""
    model = _OPENED.get(request.opened_type)
    key = request.opened_key
    found = model._default_manager.filter(pk=key).first() if model and key else None
    return found, request.opened_type if found else ""


def _box(where: str, values: list[UUID], before: datetime | None) -> Box:
    parameters: list[object] = [*values]
    if before is not None:
        where, parameters = f"{where} AND t.last_activity_at < %s", [*parameters, before]
    keys = newest_ids("forum_request", "last_activity_at", PAGE + 1, where=where, params=parameters)
    found = all_requests().in_bulk(keys[:PAGE])
    rows = [found[key] for key in keys[:PAGE] if key in found]
    return Box(rows, rows[-1].last_activity_at if len(keys) > PAGE and rows else None)
