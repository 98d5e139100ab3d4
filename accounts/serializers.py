"""What the API tells of officers and audiences."""

from collections.abc import Collection
from typing import Any, ClassVar

from rest_framework import serializers

from accounts.markings import Marking
from accounts.models import Audience, Officer
from accounts.models.marking import NOTE_LENGTH, Handling, Tlp


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


#: How a marked row tells its own marking.
MARKING_FIELDS = ("tlp", "handling", "handling_note")


class MarkingSerializer(serializers.Serializer[Marking]):
    """What applies to a thing where it is seen: the most restrictive of its own marking and those of what is around."""

    tlp = serializers.ChoiceField(choices=Tlp.choices)
    handling = serializers.ListField(child=serializers.ChoiceField(choices=Handling.choices))
    handling_note = serializers.CharField(source="note", allow_blank=True)


class NewMarkingSerializer(serializers.Serializer[Any]):
    """The marking of something new; what is left out gets the default."""

    tlp = serializers.ChoiceField(choices=Tlp.choices, required=False)
    handling = serializers.ListField(
        child=serializers.ChoiceField(choices=Handling.choices), required=False, min_length=1, max_length=4
    )
    handling_note = serializers.CharField(max_length=NOTE_LENGTH, required=False, allow_blank=True)


def take_marking(data: dict[str, Any], default: Marking) -> Marking:
    """Take the marking out of what was sent (``NewMarkingSerializer``); ``default`` fills what was left out."""
    handling = data.pop("handling", None)
    return Marking(
        tlp=data.pop("tlp", default.tlp),
        handling=tuple(sorted(set(handling))) if handling else default.handling,
        note=" ".join(data.pop("handling_note", default.note).split()),
    )
