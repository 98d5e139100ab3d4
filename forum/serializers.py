"""What the API tells and takes of clue requests and their answers."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.markings import effective
from accounts.serializers import MARKING_FIELDS, MarkingSerializer, NewMarkingSerializer, OwnedSerializer
from forum.actions.crops import MOST_CROPS
from forum.actions.particulars import MOST_HOPED
from forum.actions.threads import LONGEST_QUESTION
from forum.answer_serializers import PostSerializer, VoiceSerializer
from forum.models import Crop, Thread
from forum.queries import marking_of, picture_of
from series.models import Series


class CropSerializer(serializers.ModelSerializer[Crop]):
    """A part of a picture that shows the clue. Which picture it was cut from is not told.

    ``marking`` is the more restrictive of the request's and, where the officer may see it, the picture's.
    """

    marking = serializers.SerializerMethodField()

    class Meta:
        model = Crop
        fields: ClassVar[list[str]] = ["id", "state", "marking", "width", "height"]

    @extend_schema_field(MarkingSerializer)
    def get_marking(self, crop: Crop) -> Any:
        """Return what applies to it."""
        return MarkingSerializer(effective(crop.thread, picture_of(crop))).data


class DetailsField(serializers.DictField):
    """What is known of the clue: by field of its kind, words or a whole number. Codes for countries and languages."""

    child = serializers.JSONField()


class ThreadSerializer(OwnedSerializer):
    """A clue request. ``series`` is null where the officer may not see the series, as where there is none.

    ``marking`` is the most restrictive of the request's, its series' and its pictures', as far as they are visible.
    ``ending`` is empty until it is closed; ``voices`` are what the answers say, each unit counted once a country.
    """

    audience = serializers.UUIDField(source="audience.key", read_only=True)
    kind = serializers.CharField(source="kind_id", read_only=True)
    accepted_post = serializers.UUIDField(source="accepted_post_id", read_only=True, allow_null=True)
    series = serializers.SerializerMethodField()
    crops = CropSerializer(many=True, read_only=True)
    details = DetailsField(read_only=True)
    hoped_countries = serializers.ListField(child=serializers.CharField(), read_only=True)
    hoped_languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    marking = serializers.SerializerMethodField()
    voices = serializers.SerializerMethodField()

    class Meta:
        model = Thread
        fields: ClassVar[list[str]] = [
            "id",
            "reference",
            "kind",
            "question",
            "audience",
            *MARKING_FIELDS,
            "marking",
            "country",
            "unit",
            "status",
            "is_active",
            "accepted_post",
            "series",
            "crops",
            "details",
            "urgency",
            "answer_by",
            "hoped_countries",
            "hoped_languages",
            "last_activity_at",
            "created_at",
            "ending",
            "ending_countries",
            "ended_at",
            "voices",
        ]

    @extend_schema_field(VoiceSerializer(many=True))
    def get_voices(self, thread: Thread) -> Any:
        """Return what the answers say, counted."""
        return VoiceSerializer(self.context["voices"].get(thread.pk, []), many=True).data

    def get_series(self, thread: Thread) -> UUID | None:
        """Return the series that it is about."""
        series = self._series(thread)
        return series.pk if series else None

    @extend_schema_field(MarkingSerializer)
    def get_marking(self, thread: Thread) -> Any:
        """Return what applies to it."""
        return MarkingSerializer(marking_of(thread, self._series(thread), thread.crops.all())).data

    def _series(self, thread: Thread) -> Series | None:
        about: Mapping[UUID, Series] = self.context["about"]
        return about.get(thread.pk)


class NewCropSerializer(serializers.Serializer[Any]):
    """A rectangle on an item's picture, in fractions of the picture as it is displayed."""

    item = serializers.UUIDField()
    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0, max_value=1)
    height = serializers.FloatField(min_value=0, max_value=1)


class DetailField(serializers.CharField):
    """One word or number about the clue."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, allow_blank=True, **kwargs)


class NewThreadSerializer(NewMarkingSerializer):
    """A question about a clue. Without a marking it gets that of the series and the pictures."""

    kind = serializers.SlugField(max_length=30)
    question = serializers.CharField(max_length=LONGEST_QUESTION)
    audience = serializers.UUIDField()
    series = serializers.UUIDField(required=False, allow_null=True)
    crops = serializers.ListField(child=NewCropSerializer(), required=False, max_length=MOST_CROPS)
    details = serializers.DictField(child=DetailField(), required=False)
    urgency = serializers.ChoiceField(choices=Thread.Urgency.choices, required=False)
    answer_by = serializers.DateField(required=False, allow_null=True)
    hoped_countries = serializers.ListField(
        child=serializers.CharField(max_length=2), required=False, max_length=MOST_HOPED
    )
    hoped_languages = serializers.ListField(
        child=serializers.CharField(max_length=12), required=False, max_length=MOST_HOPED
    )
    wide = serializers.BooleanField(
        required=False,
        help_text="Ask more officers than see the series or the pictures: the own country alone sees the request until "
        "a second officer has looked at each crop.",
    )


class ThreadPageSerializer(serializers.Serializer[Any]):
    """One page of clue requests."""

    results = ThreadSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class PostPageSerializer(serializers.Serializer[Any]):
    """One page of answers."""

    results = PostSerializer(many=True)
    next = serializers.CharField(allow_null=True)
