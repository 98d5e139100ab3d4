"""What the API tells of officers and audiences."""

from collections.abc import Collection
from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import Audience, Officer


class MeSerializer(serializers.ModelSerializer[Officer]):
    """Who is asking."""

    unit = serializers.CharField(source="unit.name")
    country = serializers.CharField(source="country_id")
    may = serializers.SerializerMethodField()

    class Meta:
        model = Officer
        fields: ClassVar[list[str]] = [
            "id",
            "email",
            "name",
            "unit",
            "country",
            "role",
            "languages",
            "certified_until",
            "may",
        ]

    def get_may(self, officer: Officer) -> list[str]:
        """Return the actions that the role allows."""
        allowed: Collection[str] = self.context["may"]
        return sorted(allowed)


class AudienceSerializer(serializers.ModelSerializer[Audience]):
    """A set of countries that something is shown to. Who is in it is not told."""

    id = serializers.UUIDField(source="key")
    owner = serializers.CharField(source="owner_id", allow_null=True)
    may_contribute = serializers.SerializerMethodField()

    class Meta:
        model = Audience
        fields: ClassVar[list[str]] = ["id", "kind", "name", "owner", "may_contribute"]

    def get_may_contribute(self, audience: Audience) -> bool:
        """Tell whether the officer may put something into it."""
        return audience.pk in self.context["contributable"]


class AudiencesSerializer(serializers.Serializer[Any]):
    """All audiences of the officer; few enough for one page."""

    results = AudienceSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class OwnedSerializer(serializers.ModelSerializer[Any]):
    """In whose name a row was made: country and unit, never the officer."""

    country = serializers.CharField(source="country_id", read_only=True)
    unit = serializers.CharField(source="unit.name", read_only=True)

    @property
    def asks_for(self) -> str:
        """The country of the officer who asks."""
        officer: Officer = self.context["officer"]
        return officer.country_id
