"""What the API tells and takes of clue requests and their answers."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from accounts.serializers import OwnedSerializer
from forum.actions.posts import LONGEST_POST
from forum.actions.threads import LONGEST_QUESTION
from forum.models import Crop, Post, Thread

MOST_CROPS = 10


class CropSerializer(serializers.ModelSerializer[Crop]):
    """A part of a picture that shows the clue. Which picture it was cut from is not told."""

    class Meta:
        model = Crop
        fields: ClassVar[list[str]] = ["id", "state", "width", "height"]


class ThreadSerializer(OwnedSerializer):
    """A clue request. ``series`` is null where the officer may not see the series, as where there is none."""

    audience = serializers.UUIDField(source="audience.key", read_only=True)
    kind = serializers.CharField(source="kind_id", read_only=True)
    accepted_post = serializers.UUIDField(source="accepted_post_id", read_only=True, allow_null=True)
    series = serializers.SerializerMethodField()
    crops = CropSerializer(many=True, read_only=True)

    class Meta:
        model = Thread
        fields: ClassVar[list[str]] = [
            "id",
            "reference",
            "kind",
            "question",
            "audience",
            "country",
            "unit",
            "status",
            "is_active",
            "accepted_post",
            "series",
            "crops",
            "last_activity_at",
            "created_at",
        ]

    def get_series(self, thread: Thread) -> UUID | None:
        """Return the series that it is about."""
        about: Mapping[UUID, UUID] = self.context["about"]
        return about.get(thread.pk)


class NewCropSerializer(serializers.Serializer[Any]):
    """A rectangle on an item's picture, in fractions of the picture as it is displayed."""

    item = serializers.UUIDField()
    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0, max_value=1)
    height = serializers.FloatField(min_value=0, max_value=1)


class NewThreadSerializer(serializers.Serializer[Any]):
    """A question about a clue."""

    kind = serializers.SlugField(max_length=30)
    question = serializers.CharField(max_length=LONGEST_QUESTION)
    audience = serializers.UUIDField()
    series = serializers.UUIDField(required=False, allow_null=True)
    crops = serializers.ListField(child=NewCropSerializer(), required=False, max_length=MOST_CROPS)


class PostSerializer(OwnedSerializer):
    """An answer."""

    thread = serializers.UUIDField(source="thread_id", read_only=True)

    class Meta:
        model = Post
        fields: ClassVar[list[str]] = ["id", "thread", "body", "country", "unit", "created_at"]


class NewPostSerializer(serializers.Serializer[Any]):
    """What is answered."""

    body = serializers.CharField(max_length=LONGEST_POST, trim_whitespace=False)


class ThreadPageSerializer(serializers.Serializer[Any]):
    """One page of clue requests."""

    results = ThreadSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class PostPageSerializer(serializers.Serializer[Any]):
    """One page of answers."""

    results = PostSerializer(many=True)
    next = serializers.CharField(allow_null=True)
