"""What the API tells and takes of cases, items, series, subjects and identifications.

Fields are listed one by one. What is national (the case, why a file was refused, what it repeats) is null for others.
"""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.markings import effective
from accounts.serializers import MARKING_FIELDS, MarkingSerializer, NewMarkingSerializer, OwnedSerializer
from series.models import (
    Case,
    Claim,
    Identification,
    Item,
    Placement,
    Reopening,
    Series,
    Stone,
    Subject,
    SubjectFact,
)
from series.queries.findings import Finding

MOST_ITEMS = 1000


class CaseSerializer(OwnedSerializer):
    """A case of the own country."""

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = [
            "id",
            "national_reference",
            "exhibit",
            "source",
            "seized_on",
            "country",
            "unit",
            "created_at",
        ]


class NewCaseSerializer(serializers.Serializer[Any]):
    """What names a case."""

    national_reference = serializers.CharField(max_length=80)
    exhibit = serializers.CharField(max_length=80, required=False, allow_blank=True)
    source = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]
    seized_on = serializers.DateField(required=False, allow_null=True)


class ListedItemSerializer(OwnedSerializer):
    """One upload of one file, as lists tell it: without what only who looks at one item needs."""

    audience = serializers.UUIDField(source="audience.key", read_only=True)
    case = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    reason_code = serializers.SerializerMethodField()
    duplicate_of = serializers.SerializerMethodField()

    class Meta:
        model = Item
        fields: ClassVar[list[str]] = [
            "id",
            "audience",
            *MARKING_FIELDS,
            "country",
            "unit",
            "case",
            "name",
            "nature",
            "state",
            "stage",
            "reason_code",
            "reason",
            "duplicate_of",
            "size",
            "kind",
            "media_type",
            "width",
            "height",
            "duration",
            "created_at",
        ]

    def get_case(self, item: Item) -> UUID | None:
        """Return the case, to its own country."""
        return item.case_id if item.country_id == self.asks_for else None

    def get_reason(self, item: Item) -> str | None:
        """Return why it was refused, to its own country."""
        return item.reason if item.country_id == self.asks_for else None

    def get_reason_code(self, item: Item) -> str | None:
        """Return the refusal's code, to its own country."""
        return item.reason_code if item.country_id == self.asks_for else None

    def get_duplicate_of(self, item: Item) -> UUID | None:
        """Return the item that it repeats, to its own country, as far as that one is shown to the officer."""
        if item.country_id != self.asks_for or item.duplicate_of is None:
            return None
        return item.duplicate_of.pk


class ItemSerializer(ListedItemSerializer):
    """One upload of one file, with its hashes and what the file says of its device, day and place."""

    class Meta(ListedItemSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *ListedItemSerializer.Meta.fields,
            "sha256",
            "sha1",
            "md5",
            "streams",
            "maker",
            "model",
            "serial",
            "lens",
            "software",
            "taken_at",
            "modified_at",
            "gps_at",
            "latitude",
            "longitude",
            "altitude",
        ]


class NewItemSerializer(NewMarkingSerializer):
    """A file with the case that it comes from, who may see it, and its marking."""

    file = serializers.FileField(allow_empty_file=True)
    case = serializers.UUIDField()
    audience = serializers.UUIDField()
    nature = serializers.ChoiceField(choices=Item.Nature.choices, default=Item.Nature.CONTENT)
    upload = serializers.UUIDField(required=False, help_text="An upload of the same case, for the same audience.")


class DeletionSerializer(serializers.Serializer[Any]):
    """Why an item is deleted."""

    reason = serializers.ChoiceField(choices=Stone.Reason.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class StoneSerializer(serializers.ModelSerializer[Stone]):
    """What is left of an item that is deleted; ``removed_at`` is null until a worker has done it."""

    item = serializers.UUIDField(source="item_key")

    class Meta:
        model = Stone
        fields: ClassVar[list[str]] = ["id", "item", "case", "reason", "note", "created_at", "removed_at"]


class SeriesKeySerializer(serializers.ModelSerializer[Series]):
    """What names a series, and its marking."""

    class Meta:
        model = Series
        fields: ClassVar[list[str]] = ["id", "reference", *MARKING_FIELDS]


class FindingSerializer(serializers.Serializer[Finding]):
    """Another item that shows the same."""

    kind = serializers.CharField()
    item = serializers.UUIDField(source="other.pk")
    country = serializers.CharField(source="other.country_id")
    marking = MarkingSerializer()
    is_own = serializers.BooleanField()
    distance = serializers.IntegerField()
    second = serializers.IntegerField(allow_null=True, help_text="Where in the video, of a picture and a video.")
    share = serializers.IntegerField(allow_null=True, help_text="Percent of this video's frames in the other one.")
    other_share = serializers.IntegerField(allow_null=True, help_text="Percent of the other's frames in this one.")
    series = SeriesKeySerializer(many=True)
    identified_by = serializers.CharField(allow_blank=True)
    held_back = serializers.CharField(
        allow_blank=True, help_text="harmless, voted or set_aside: folded away for the own country. Empty: it is not."
    )


class SeriesSerializer(OwnedSerializer):
    """A series."""

    audience = serializers.UUIDField(source="audience.key", read_only=True)
    merged_into = serializers.UUIDField(source="merged_into_id", read_only=True, allow_null=True)

    class Meta:
        model = Series
        fields: ClassVar[list[str]] = [
            "id",
            "reference",
            "title",
            "summary",
            "audience",
            *MARKING_FIELDS,
            "country",
            "unit",
            "version",
            "merged_into",
            "active_for_victims",
            "active_for_offenders",
            "victims",
            "victims_identified",
            "offenders",
            "offenders_identified",
            "last_activity_at",
            "created_at",
        ]


class NewSeriesSerializer(NewMarkingSerializer):
    """What is known of a new series, who may see it, its marking, and its first items."""

    title = serializers.CharField(max_length=160)
    summary = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    audience = serializers.UUIDField()
    items = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_ITEMS, required=False)


class PlacementSerializer(OwnedSerializer):
    """An item in a series. ``marking`` is the more restrictive of the two."""

    item = serializers.UUIDField(source="item_id", read_only=True)
    series = serializers.UUIDField(source="series_id", read_only=True)
    marking = serializers.SerializerMethodField()

    class Meta:
        model = Placement
        fields: ClassVar[list[str]] = ["id", "series", "item", "marking", "country", "unit", "created_at"]

    @extend_schema_field(MarkingSerializer)
    def get_marking(self, placement: Placement) -> Any:
        """Return what applies to the item in this series."""
        return MarkingSerializer(effective(placement.item, placement.series)).data


class NewPlacementsSerializer(serializers.Serializer[Any]):
    """Items to put in a series."""

    items = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_ITEMS)


class ClaimSerializer(OwnedSerializer):
    """A country is verifying."""

    class Meta:
        model = Claim
        fields: ClassVar[list[str]] = ["id", "country", "unit", "withdrawn_at", "created_at"]


class IdentificationSerializer(OwnedSerializer):
    """Somebody was identified; it counts once ``confirmed_at`` is set. The national case is not told."""

    class Meta:
        model = Identification
        fields: ClassVar[list[str]] = [
            "id",
            "country",
            "unit",
            "method",
            "identified_on",
            "source_evaluation",
            "information_evaluation",
            "confirmed_at",
            "revoked_at",
            "created_at",
        ]


class NewIdentificationSerializer(serializers.Serializer[Any]):
    """How somebody was identified."""

    national_reference = serializers.CharField(max_length=80)
    method = serializers.ChoiceField(choices=Identification.Method.choices)
    identified_on = serializers.DateField()
    source_evaluation = serializers.ChoiceField(choices=Identification.SourceEvaluation.choices)
    information_evaluation = serializers.ChoiceField(choices=Identification.InformationEvaluation.choices)


class SubjectSerializer(OwnedSerializer):
    """A victim or an offender."""

    series = serializers.UUIDField(source="series_id", read_only=True)
    status_country = serializers.CharField(source="status_country_id", read_only=True, allow_null=True)

    class Meta:
        model = Subject
        fields: ClassVar[list[str]] = [
            "id",
            "series",
            "role",
            "label",
            "known",
            "version",
            "status",
            "status_country",
            "identified_at",
            "country",
            "unit",
            "created_at",
        ]


class SubjectFactSerializer(OwnedSerializer):
    """A victim was safeguarded, or an offender arrested, as a country that identified says."""

    subject = serializers.UUIDField(source="subject_id", read_only=True)

    class Meta:
        model = SubjectFact
        fields: ClassVar[list[str]] = [
            "id",
            "subject",
            "kind",
            "happened_on",
            "country",
            "unit",
            "created_at",
            "withdrawn_at",
            "withdrawn_reason",
        ]


class NewFactSerializer(serializers.Serializer[Any]):
    """What is recorded, and of which day."""

    kind = serializers.ChoiceField(choices=SubjectFact.Kind.choices)
    happened_on = serializers.DateField()


class ReasonSerializer(serializers.Serializer[Any]):
    """Why; seen by everybody who sees the series."""

    reason = serializers.CharField(min_length=10, max_length=500)


class ReopeningSerializer(OwnedSerializer):
    """An identification is said not to hold. Accepted, it counts no more; ``country`` is who said so."""

    identification = serializers.UUIDField(source="identification_id", read_only=True)
    decided_country = serializers.CharField(source="decided_country_id", read_only=True, allow_null=True)

    class Meta:
        model = Reopening
        fields: ClassVar[list[str]] = [
            "id",
            "identification",
            "reason",
            "state",
            "answer",
            "country",
            "unit",
            "created_at",
            "decided_country",
            "decided_at",
        ]


class ReopeningAnswerSerializer(serializers.Serializer[Any]):
    """The decision; declining takes an answer."""

    state = serializers.ChoiceField(choices=["accepted", "declined"])
    answer = serializers.CharField(min_length=10, max_length=500, required=False)


class NewSubjectSerializer(serializers.Serializer[Any]):
    """A victim or an offender to be added."""

    role = serializers.ChoiceField(choices=Subject.Role.choices)
    label = serializers.CharField(max_length=60, required=False, allow_blank=True)  # type: ignore[assignment]
    known = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class SubjectStateSerializer(serializers.Serializer[Any]):
    """A subject with who verifies and what was recorded."""

    subject = SubjectSerializer()
    claims = ClaimSerializer(many=True)
    identifications = IdentificationSerializer(many=True)
    facts = SubjectFactSerializer(many=True)
    reopenings = ReopeningSerializer(many=True)


class SeriesDetailSerializer(serializers.Serializer[Any]):
    """A series with its subjects. Its items are a list of their own."""

    series = SeriesSerializer()
    subjects = SubjectStateSerializer(many=True)


class BlindHitSerializer(serializers.Serializer[Any]):
    """That something matches which is not shown. ``country`` is empty where its owner is not told."""

    id = serializers.UUIDField(source="key")
    country = serializers.CharField(allow_blank=True)


class BlindHitPageSerializer(serializers.Serializer[Any]):
    """All blind hits of an item; few enough for one page."""

    results = BlindHitSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class CasePageSerializer(serializers.Serializer[Any]):
    """One page of cases."""

    results = CaseSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ItemPageSerializer(serializers.Serializer[Any]):
    """One page of items."""

    results = ListedItemSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class FindingPageSerializer(serializers.Serializer[Any]):
    """One page of findings."""

    results = FindingSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class SeriesPageSerializer(serializers.Serializer[Any]):
    """One page of series."""

    results = SeriesSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class PlacementPageSerializer(serializers.Serializer[Any]):
    """One page of placements."""

    results = PlacementSerializer(many=True)
    next = serializers.CharField(allow_null=True)
