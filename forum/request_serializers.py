"""What the API tells and takes of requests to owners."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.serializers import OwnedSerializer
from forum.actions.requests import LONGEST_REFERENCE, LONGEST_WORD, SHORTEST_REASON
from forum.models import Request, RequestWord

THINGS = ("series", "item", "thread")


class ThingSerializer(serializers.Serializer[Any]):
    """A series, an item or a clue request."""

    type = serializers.ChoiceField(choices=THINGS)
    id = serializers.UUIDField()


class RequestSerializer(OwnedSerializer):
    """One side's copy. ``country`` and ``unit`` are who asks; ``about`` is known to the owner only."""

    blind_hit = serializers.UUIDField(source="blind_hit_id", read_only=True, allow_null=True)
    about = serializers.SerializerMethodField()

    class Meta:
        model = Request
        fields: ClassVar[list[str]] = [
            "id",
            "side",
            "purpose",
            "state",
            "country",
            "unit",
            "reference",
            "blind_hit",
            "about",
            "last_activity_at",
            "created_at",
        ]

    @extend_schema_field(ThingSerializer(allow_null=True))
    def get_about(self, request: Request) -> dict[str, object] | None:
        """Return what a received request is about."""
        for type in THINGS:
            if key := getattr(request, f"{type}_id"):
                return {"type": type, "id": str(key)}
        return None


class RequestWordSerializer(serializers.ModelSerializer[RequestWord]):
    """What one side wrote."""

    class Meta:
        model = RequestWord
        fields: ClassVar[list[str]] = ["by_owner", "body", "created_at"]


class RequestDetailSerializer(serializers.Serializer[Any]):
    """A request with what was said; ``opened`` is what the owner opened, if it is shown now."""

    request = RequestSerializer()
    words = RequestWordSerializer(many=True)
    opened = ThingSerializer(allow_null=True)


class NewRequestSerializer(serializers.Serializer[Any]):
    """A reference that was heard of, or the key of a blind hit."""

    reference = serializers.CharField(max_length=LONGEST_REFERENCE, required=False, allow_blank=True)
    blind_hit = serializers.UUIDField(required=False, allow_null=True)
    purpose = serializers.ChoiceField(choices=Request.Purpose.choices, default=Request.Purpose.SIGHT.value)
    reason = serializers.CharField(min_length=SHORTEST_REASON, max_length=LONGEST_WORD)


class OpeningSerializer(serializers.Serializer[Any]):
    """What is opened, how, and to whom of the asking country."""

    thing = serializers.UUIDField()
    how = serializers.ChoiceField(choices=["add", "make", "permit"])
    who = serializers.ChoiceField(choices=["unit", "country"], default="unit")
    level = serializers.ChoiceField(choices=["view", "contribute"], default="view")
    name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class RequestAnswerSerializer(serializers.Serializer[Any]):
    """The owner's answer. To accept takes an opening, and ``seen`` of the preview that comes without it."""

    state = serializers.ChoiceField(choices=["asked_back", "accepted", "declined"])
    body = serializers.CharField(max_length=LONGEST_WORD, required=False, allow_blank=True)
    opening = OpeningSerializer(required=False)
    seen = serializers.CharField(max_length=64, required=False, allow_blank=True)


class MovedSerializer(serializers.Serializer[Any]):
    """How many officers of a unit gain and lose sight; null stands for some."""

    unit = serializers.UUIDField()
    country = serializers.CharField()
    gained = serializers.IntegerField(allow_null=True)
    lost = serializers.IntegerField(allow_null=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """What accepting would do. Send ``seen`` again to confirm it; ``complete`` is false where more lose sight."""

    seen = serializers.CharField()
    complete = serializers.BooleanField()
    moved = MovedSerializer(many=True)


class AnsweredSerializer(serializers.Serializer[Any]):
    """Where the request stands now; with a preview, nothing was done yet."""

    request = RequestSerializer()
    preview = PreviewSerializer(allow_null=True)


class ReplySerializer(serializers.Serializer[Any]):
    """What the asking unit writes."""

    body = serializers.CharField(max_length=LONGEST_WORD)


class RequestPageSerializer(serializers.Serializer[Any]):
    """One page of requests."""

    results = RequestSerializer(many=True)
    next = serializers.CharField(allow_null=True)
