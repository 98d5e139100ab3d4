"""What the API tells and takes of notifications and of what officers follow."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.regions import REGIONS
from forum.models import Notification, Subscription


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """One thing that the officer is told. What was said is read from the request and the post."""

    thread = serializers.UUIDField(source="thread_id", read_only=True)
    post = serializers.UUIDField(source="post_id", read_only=True, allow_null=True)

    class Meta:
        model = Notification
        fields: ClassVar[list[str]] = ["id", "thread", "post", "cause", "why", "told_at", "read_at"]


class NotificationPageSerializer(serializers.Serializer[Any]):
    """One page of notifications."""

    results = NotificationSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ReadingSerializer(serializers.Serializer[Any]):
    """Of which request; without it, all."""

    thread = serializers.UUIDField(required=False, allow_null=True)


class SubscriptionSerializer(serializers.ModelSerializer[Subscription]):
    """What the officer follows: ``what``, and the one target that it has."""

    kind = serializers.CharField(source="kind_id", read_only=True, allow_null=True)
    country = serializers.CharField(source="of_country_id", read_only=True, allow_null=True)
    unit = serializers.UUIDField(source="of_unit_id", read_only=True, allow_null=True)
    series = serializers.UUIDField(source="series_id", read_only=True, allow_null=True)

    class Meta:
        model = Subscription
        fields: ClassVar[list[str]] = ["id", "what", "kind", "region", "language", "country", "unit", "series"]


class SubscriptionPageSerializer(serializers.Serializer[Any]):
    """All that the officer follows."""

    results = SubscriptionSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewSubscriptionSerializer(serializers.Serializer[Any]):
    """What to follow, and the one target that ``what`` needs. ``region`` is a code of the United Nations' M49."""

    what = serializers.ChoiceField(choices=Subscription.What.choices)
    kind = serializers.SlugField(max_length=30, required=False)
    region = serializers.ChoiceField(choices=[(code, one.name) for code, one in REGIONS.items()], required=False)
    language = serializers.RegexField(r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$", max_length=12, required=False)
    country = serializers.CharField(max_length=2, required=False)
    unit = serializers.UUIDField(required=False)
    series = serializers.UUIDField(required=False)
