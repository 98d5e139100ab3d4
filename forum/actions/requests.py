"""Asking an owner for something, and the owner's answers. Each side writes through the database's functions."""

import re
from uuid import UUID

from accounts.models import Officer
from accounts.permissions import require
from accounts.sharing import overtaken
from forum import asking
from forum.actions.texts import typed_text
from forum.models import Request, Thread
from forum.opening import Opening, Thing, check, open_thing, thing_of
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.ids import reference_in
from series.models import Item, Series

LONGEST_WORD = 2000
SHORTEST_REASON = 10
LONGEST_REFERENCE = 24
#: The form of every reference (``icse.core.ids.new_reference``); whether there is such a one is not told.
REFERENCE = re.compile(r"(SE|CR)-\d{4}-[A-Z0-9]{5,10}")
_TYPES = {Series: "series", Item: "item", Thread: "thread"}


@action
def ask_owner(*, purpose: str, reference: str = "", blind: UUID | None = None, reason: str, by: Officer) -> Request:
    """Ask whoever owns what a reference or a blind hit leads to. Nobody learns by this whether it leads anywhere.

    :param blind: the key of a line (``series.queries.blind``), instead of a reference.
    :raises IcseError: the reason is too short or too long, or the line is not told to the actor.
    :raises Conflict: it is shown to the actor already, or the unit waits for an answer to the same request.
    :raises TooOften: the requests of a day are used up.
    """
    require(by, "request.send")
    heard = reference_in(reference) or "".join(reference.split()).upper()
    if blind is None and not REFERENCE.fullmatch(heard):
        raise IcseError("Write the reference as you heard it, such as SE-2026-7K3QF4BX.", field="reference")
    words = typed_text(reason, most=LONGEST_WORD, field="reason", missing="Write why you ask.")
    if len(words) < SHORTEST_REASON:
        raise IcseError("Write a sentence: the owner decides by it.", field="reason")
    if purpose == Request.Purpose.SIGHT and _is_seen(heard):
        raise Conflict("This is shown to you already. Search for it on the board or among the clue requests.")
    request = Request.objects.get(pk=asking.write_request(purpose, heard, blind, words))
    audit.record("request.sent", on=request, purpose=purpose, blind=blind is not None)
    events.publish_request_changed(request.pk)
    return request


@action
def reply_to_owner(*, request: Request, body: str, by: Officer) -> None:
    """Answer what the owner asked back.

    :raises NotAllowed: another unit asked.
    :raises Conflict: nothing was asked back, or it is decided.
    """
    require(by, "request.send")
    _require_side(request, Request.Side.SENT)
    words = typed_text(body, most=LONGEST_WORD, field="body", missing="Write an answer first.")
    asking.write_reply(request.pk, words)
    _note(request, "request.replied")


@action
def withdraw_request(*, request: Request, by: Officer) -> None:
    """End a request of the own unit.

    :raises NotAllowed: another unit asked.
    :raises Conflict: it is decided already.
    """
    require(by, "request.send")
    _require_side(request, Request.Side.SENT)
    asking.write_withdrawal(request.pk)
    _note(request, "request.withdrawn")


@action
def ask_back(*, request: Request, body: str, by: Officer) -> None:
    """Ask the requester for more.

    :raises NotAllowed: the actor may only look at what it is about.
    :raises Conflict: it is decided or withdrawn already.
    """
    require(by, "request.answer")
    _require_side(request, Request.Side.RECEIVED)
    words = typed_text(body, most=LONGEST_WORD, field="body", missing="Write your question first.")
    asking.write_answer(request.pk, Request.State.ASKED_BACK, words)
    _note(request, "request.answered", outcome="asked_back")


@action
def decline_request(*, request: Request, body: str = "", by: Officer) -> None:
    """Say no, with or without a reason; as ``ask_back``."""
    require(by, "request.answer")
    _require_side(request, Request.Side.RECEIVED)
    asking.write_answer(request.pk, Request.State.DECLINED, _optional(body))
    _note(request, "request.answered", outcome="declined")


@action
def accept_request(*, request: Request, opening: Opening, body: str = "", by: Officer) -> None:
    """Say yes, and do it: let the asker in, or record the permission. As ``ask_back``.

    The answer is written first: it holds the request, so that of two who decide at once one is refused.

    :raises IcseError: it cannot be opened so.
    """
    require(by, "request.answer")
    _require_side(request, Request.Side.RECEIVED)
    check(request, opening, by)
    thing = opening.thing
    for one in {thing_of(request), thing}:
        _hold(one)
    asking.write_answer(request.pk, Request.State.ACCEPTED, _optional(body), _TYPES[type(thing)], thing.pk)
    open_thing(request, opening, by)
    _note(request, "request.answered", outcome="accepted", how=opening.how, opened=str(thing.pk))


def _require_side(request: Request, side: str) -> None:
    if request.side != side:
        asks = side == Request.Side.SENT
        raise NotAllowed("Only the unit that asked may do this." if asks else "Only the owner answers a request.")


def _hold(thing: Thing) -> None:
    """Lock what it is about before the request, as whoever shares it does: neither then waits for the other.

    :raises Conflict: a colleague has just shared it with another audience.
    """
    rows = type(thing)._default_manager.select_for_update().filter(pk=thing.pk)
    if list(rows.values_list("audience_id", flat=True)) != [thing.audience_id]:
        raise overtaken()


def _note(request: Request, act: str, **facts: str) -> None:
    audit.record(act, on=request, **facts)
    events.publish_request_changed(request.pk)


def _optional(body: str) -> str:
    return typed_text(body, most=LONGEST_WORD, field="body", missing="") if body.strip() else ""


def _is_seen(reference: str) -> bool:
    """Tell whether the actor sees what has this reference; the same two questions whatever it leads to."""
    series = Series.objects.filter(reference=reference).exists()
    return Thread.objects.filter(reference=reference).exists() or series
