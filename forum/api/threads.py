"""Clue requests."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, ApiView, asking, documented, newest_page, one_visible, page_answer, typed
from accounts.models import Audience
from accounts.permissions import require
from accounts.serializers import take_marking
from forum import actions
from forum.actions import CropRequest, Particulars
from forum.actions.threads import inside_marking
from forum.answers import tallies
from forum.clues.languages import LANGUAGES
from forum.models import ClueKind, Thread, ThreadSeries
from forum.queries import all_threads, hoped_conditions, with_crops
from forum.serializers import NewThreadSerializer, ThreadPageSerializer, ThreadSerializer
from icse.core import audit
from icse.core.errors import IcseError
from series.models import Item, Series

_STATUS = OpenApiParameter("status", str, enum=Thread.Status.values)
_URGENCY = OpenApiParameter("urgency", str, enum=Thread.Urgency.values)
_DUE = OpenApiParameter("due", str, enum=["week", "late", "none"], description="By the day an answer is needed.")
_HOPED = OpenApiParameter("hoped", str, description="Code of a country that an answer is hoped from.")
_LANGUAGE = OpenApiParameter("language", str, description="Tag of a language that an answer is hoped in.")
_SOLVED = OpenApiParameter("solved", bool, default=False, description="Requests about solved series instead.")


_SAID = ("details", "urgency", "answer_by", "hoped_countries", "hoped_languages")


class ThreadListView(ApiView):
    """Clue requests that are shown to the officer."""

    @documented(
        "list_threads",
        "Clue requests, newest first",
        response=ThreadPageSerializer,
        parameters=[AFTER, _STATUS, _SOLVED, _URGENCY, _DUE, _HOPED, _LANGUAGE],
    )
    def get(self, request: Request) -> Response:
        """List them. What is solved is off the list unless it is asked for."""
        threads, last = newest_page(request, all_threads().prefetch_related(with_crops()), _conditions(request))
        audit.record("list.viewed", list="threads", rows=len(threads))
        return page_answer(request, shown(request, threads, many=True), last)

    @documented("open_thread", "Ask about a clue", request=NewThreadSerializer, response=ThreadSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Ask."""
        officer = asking(request)
        require(officer, "thread.create")
        data = typed(NewThreadSerializer(data=request.data))
        series, crops = one_series(data.get("series")), [crop_request(**crop) for crop in data.get("crops", [])]
        offered = inside_marking([*([series] if series else []), *(crop.item for crop in crops)])
        act = actions.open_wide_thread if data.get("wide") else actions.open_thread
        thread = act(
            kind=one_visible(ClueKind.objects.all(), data["kind"], field="kind"),
            question=data["question"],
            audience=one_visible(Audience.objects.all(), data["audience"], field="audience", name="key"),
            series=series,
            crops=crops,
            marking=take_marking(data, offered),
            particulars=Particulars(**{name: data[name] for name in _SAID if data.get(name)}),
            by=officer,
        )
        return Response(shown(request, all_threads().prefetch_related(with_crops()).get(pk=thread.pk)), status=201)


class ThreadView(ApiView):
    """One clue request."""

    @documented("get_thread", "One clue request; reading it is recorded", response=ThreadSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        thread = visible_or_404(all_threads().prefetch_related(with_crops()), pk=pk)
        audit.record("thread.viewed", on=thread)
        return Response(shown(request, thread))


def shown(request: Request, threads: Any, *, many: bool = False) -> Any:
    """Return one thread or several as the API tells them."""
    keys = [thread.pk for thread in threads] if many else [threads.pk]
    context = {"officer": asking(request), "about": _about(keys), "voices": tallies(keys)}
    return ThreadSerializer(threads, many=many, context=context).data


def _about(keys: Iterable[UUID]) -> Mapping[UUID, Series]:
    """Return the series of these threads, as far as the actor may see them."""
    links = ThreadSeries.objects.filter(thread__in=list(keys)).select_related("series")
    return {link.thread_id: link.series for link in links}


def one_series(key: UUID | None) -> Series | None:
    return one_visible(Series.objects.select_related("audience"), key, field="series") if key else None


def crop_request(item: UUID, **sides: float) -> CropRequest:
    return CropRequest(item=one_visible(Item.objects.select_related("audience"), item, field="crops"), **sides)


def _conditions(request: Request) -> dict[str, object]:
    solved = request.query_params.get("solved", "false")
    if solved not in {"true", "false"}:
        raise IcseError("Write true or false.", field="solved")
    wanted: dict[str, object] = {"t.is_active = %s": solved == "false"}
    if "status" in request.query_params:
        wanted["t.status = %s"] = request.query_params["status"]
        if wanted["t.status = %s"] not in Thread.Status.values:
            raise IcseError("There is no such status.", field="status")
    return wanted | dict(hoped_conditions(*(_known(request, name) for name in ("urgency", "due", "hoped", "language"))))


_KNOWN = {"urgency": Thread.Urgency.values, "due": ["week", "late", "none"], "language": list(LANGUAGES)}


def _known(request: Request, name: str) -> str:
    """Return what the address says; an unknown word is refused."""
    word = request.query_params.get(name, "")
    if word and (word not in _KNOWN[name] if name in _KNOWN else len(word) != 2 or not word.isalpha()):
        raise IcseError("There is nothing of this name.", field=name)
    return word
