"""Kinds of clue with their fields, more crops, and the second look before a wide audience."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, asking, documented, typed
from accounts.permissions import require
from forum import actions
from forum.actions.crops import MOST_CROPS
from forum.actions.wide import LONGEST_REASON
from forum.api.threads import crop_request, shown
from forum.checking import all_checks, checks_to_do
from forum.clues import fields_of
from forum.models import ClueKind, Thread, ThreadCheck
from forum.queries import all_threads, with_crops
from forum.serializers import NewCropSerializer, ThreadSerializer
from icse.core import audit
from icse.core.errors import IcseError


class ClueFieldSerializer(serializers.Serializer[Any]):
    """One thing that is worth asking; ``slug`` is its key in ``details``."""

    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name, not the serializer's own
    help = serializers.CharField()


class ClueKindSerializer(serializers.Serializer[Any]):
    """A kind of clue."""

    slug = serializers.CharField()
    name = serializers.CharField()
    hint = serializers.CharField()
    fields_asked = ClueFieldSerializer(many=True)


class ClueKindListSerializer(serializers.Serializer[Any]):
    """All of them, in their order."""

    results = ClueKindSerializer(many=True)


class NewCropsSerializer(serializers.Serializer[Any]):
    """Parts of pictures that a request is to show besides."""

    crops = serializers.ListField(child=NewCropSerializer(), min_length=1, max_length=MOST_CROPS)


class CheckSerializer(serializers.ModelSerializer[ThreadCheck]):
    """A request that waits for a second officer. ``crops`` have to be named when it is confirmed."""

    thread = serializers.UUIDField(source="thread_id", read_only=True)
    wanted = serializers.UUIDField(source="wanted.key", read_only=True)
    unit = serializers.UUIDField(source="unit_id", read_only=True)
    crops = serializers.SerializerMethodField()

    class Meta:
        model = ThreadCheck
        fields = ("id", "thread", "wanted", "unit", "crops", "created_at")

    def get_crops(self, check: ThreadCheck) -> list[UUID]:
        """Return the keys of the crops."""
        return [crop.pk for crop in check.thread.to_look_at]  # type: ignore[attr-defined]


class CheckListSerializer(serializers.Serializer[Any]):
    """What waits; a hundred at most."""

    results = CheckSerializer(many=True)


class NewCheckAnswerSerializer(serializers.Serializer[Any]):
    """What the second officer says: ``confirmed`` names each crop that was looked at, ``refused`` gives a reason."""

    outcome = serializers.ChoiceField(choices=ThreadCheck.Outcome.choices)
    crops = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MOST_CROPS)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_REASON)


class ClueKindListView(ApiView):
    """Kinds of clue."""

    @documented("list_clue_kinds", "Kinds of clue, and what is worth asking", response=ClueKindListSerializer)
    def get(self, request: Request) -> Response:
        """List them."""
        kinds = [
            {"slug": kind.slug, "name": kind.name, "hint": kind.hint, "fields_asked": fields_of(kind.fields)}
            for kind in ClueKind.objects.all()
        ]
        return Response(ClueKindListSerializer({"results": kinds}).data)


class CropListView(ApiView):
    """The crops of a request."""

    @documented(
        "add_crops", "Add crops to an open request", request=NewCropsSerializer, response=ThreadSerializer, status=201
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Add them."""
        officer = asking(request)
        thread = visible_or_404(all_threads(), pk=pk)
        require(officer, "thread.create")
        data = typed(NewCropsSerializer(data=request.data))
        actions.add_crops(thread=thread, crops=[crop_request(**crop) for crop in data["crops"]], by=officer)
        return _told(request, thread, 201)


class CheckListView(ApiView):
    """Requests of the own country that wait for a second officer."""

    @documented("list_checks", "Requests that wait for a second officer, oldest first", response=CheckListSerializer)
    def get(self, request: Request) -> Response:
        """List them."""
        require(asking(request), "thread.check")
        checks = checks_to_do()
        audit.record("list.viewed", list="checks", rows=len(checks))
        return Response(CheckListSerializer({"results": checks}).data)


class CheckAnswerView(ApiView):
    """The second officer's word."""

    @documented(
        "answer_check",
        "Say of each crop that no person is visible, or refuse",
        request=NewCheckAnswerSerializer,
        response=ThreadSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say it."""
        officer = asking(request)
        check = visible_or_404(all_checks(), pk=pk)
        require(officer, "thread.check")
        data = typed(NewCheckAnswerSerializer(data=request.data))
        if data["outcome"] == ThreadCheck.Outcome.CONFIRMED:
            if data.get("reason"):
                raise IcseError("A reason is given only for a refusal.", field="reason")
            actions.confirm_check(check=check, crops=data.get("crops", []), by=officer)
        else:
            actions.refuse_check(check=check, reason=data.get("reason", ""), by=officer)
        return _told(request, check.thread, 200)


def _told(request: Request, thread: Thread, status: int) -> Response:
    again = all_threads().prefetch_related(with_crops()).get(pk=thread.pk)
    return Response(shown(request, again), status=status)
