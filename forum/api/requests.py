"""Requests to owners: asking, and answering what is asked."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, ApiView, asking, documented, newest_page, page_answer, typed
from accounts.membership import Moved
from accounts.models import Officer
from accounts.permissions import require
from accounts.sharing import Sight
from forum import actions
from forum.models import Request
from forum.opening import Effect, Opening, chosen, digest, preview
from forum.request_serializers import (
    AnsweredSerializer,
    NewRequestSerializer,
    ReplySerializer,
    RequestAnswerSerializer,
    RequestDetailSerializer,
    RequestPageSerializer,
    RequestSerializer,
)
from forum.requests import all_requests, exchange
from icse.core import audit
from icse.core.errors import Conflict, IcseError

_SIDE = OpenApiParameter("side", str, enum=Request.Side.values)
_OVERTAKEN = "Something has changed since you looked. Nothing was saved; ask again without `seen`."


class RequestListView(ApiView):
    """Requests that the officer's country sent or received."""

    @documented(
        "list_requests", "Requests to owners, newest first", response=RequestPageSerializer, parameters=[AFTER, _SIDE]
    )
    def get(self, request: HttpRequest) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "request.send")
        wanted: dict[str, object] = {}
        if side := request.query_params.get("side"):
            if side not in Request.Side.values:
                raise IcseError("Write sent or received.", field="side")
            wanted["t.side = %s"] = side
        rows, last = newest_page(request, all_requests(), wanted)
        audit.record("list.viewed", list="requests", rows=len(rows))
        shown = RequestSerializer(rows, many=True, context={"officer": officer}).data
        return page_answer(request, shown, last)

    @documented(
        "ask_owner",
        "Ask whoever owns what a reference or a blind hit leads to; whether it leads anywhere is not told",
        request=NewRequestSerializer,
        response=RequestDetailSerializer,
        status=201,
    )
    def post(self, request: HttpRequest) -> Response:
        """Ask."""
        officer = asking(request)
        data = typed(NewRequestSerializer(data=request.data))
        made = actions.ask_owner(
            purpose=data["purpose"],
            reference=data.get("reference", ""),
            blind=data.get("blind_hit"),
            reason=data["reason"],
            by=officer,
        )
        return Response(_detail(all_requests().get(pk=made.pk), officer), status=201)


class RequestView(ApiView):
    """One request."""

    @documented("get_request", "One request with what was said; recorded", response=RequestDetailSerializer)
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        """Show it."""
        one = visible_or_404(all_requests(), pk=pk)
        audit.record("request.viewed", on=one)
        return Response(_detail(one, asking(request)))


class RequestAnswerView(ApiView):
    """What the owner answers."""

    @documented(
        "answer_request",
        "Ask back, decline, or accept; accepting first answers with a preview",
        request=RequestAnswerSerializer,
        response=AnsweredSerializer,
    )
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Answer."""
        officer = asking(request)
        one = visible_or_404(all_requests().filter(side=Request.Side.RECEIVED), pk=pk)
        require(officer, "request.answer")
        data = typed(RequestAnswerSerializer(data=request.data))
        shown = None
        if data["state"] == Request.State.ACCEPTED:
            shown = _accept(one, data, officer)
        else:
            act = actions.ask_back if data["state"] == Request.State.ASKED_BACK else actions.decline_request
            act(request=one, body=data.get("body", ""), by=officer)
        now = visible_or_404(all_requests(), pk=pk)
        return Response({"request": _shown(now, officer), "preview": shown})


class RequestReplyView(ApiView):
    """What the asking unit answers to a question of the owner."""

    @documented(
        "reply_to_owner", "Answer what the owner asked back", request=ReplySerializer, response=RequestDetailSerializer
    )
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Reply."""
        officer = asking(request)
        one = visible_or_404(all_requests(), pk=pk)
        data = typed(ReplySerializer(data=request.data))
        actions.reply_to_owner(request=one, body=data["body"], by=officer)
        return Response(_detail(all_requests().get(pk=pk), officer))


class RequestWithdrawalView(ApiView):
    """The end of a request by who sent it."""

    @documented("withdraw_request", "Withdraw a request of the own unit", response=RequestDetailSerializer)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Withdraw it."""
        officer = asking(request)
        one = visible_or_404(all_requests(), pk=pk)
        actions.withdraw_request(request=one, by=officer)
        return Response(_detail(all_requests().get(pk=pk), officer))


def _accept(one: Request, data: dict[str, Any], officer: Officer) -> dict[str, object] | None:
    """Accept what was previewed; else return the preview."""
    if "opening" not in data:
        raise IcseError("Say what you open, how, and to whom.", field="opening")
    given = dict(data["opening"])
    opening = Opening(thing=chosen(one, str(given.pop("thing")), officer), **given)
    if opening.how == "make" and not opening.name:
        raise IcseError("Give the new group a name.", field="name")
    effect = preview(one, opening, officer)
    seen = digest(opening, effect)
    if not data.get("seen"):
        return {"seen": seen, **_moved(effect)}
    if data["seen"] != seen:
        raise Conflict(_OVERTAKEN, field="seen")
    actions.accept_request(request=one, opening=opening, body=data.get("body", ""), by=officer)
    return None


def _moved(effect: Effect) -> dict[str, object]:
    sights: list[Moved | Sight] = [*effect.moved]
    complete = True
    for told in effect.plan.moving if effect.plan else ():
        sights.extend(told.sights)
        complete = complete and not told.before_unlisted
    rows = [{"unit": one.unit, "country": one.country, "gained": one.gained, "lost": one.lost} for one in sights]
    return {"complete": complete, "moved": rows}


def _detail(one: Request, officer: Officer) -> dict[str, object]:
    found = exchange(one, officer)
    sent = one.side == Request.Side.SENT and found.thing is not None
    opened = {"type": found.thing_type, "id": found.thing.pk} if sent and found.thing else None
    words = [{"by_owner": word.by_owner, "body": word.body, "created_at": word.created_at} for word in found.words]
    return {"request": _shown(one, officer), "words": words, "opened": opened}


def _shown(one: Request, officer: Officer) -> Any:
    return RequestSerializer(one, context={"officer": officer}).data
