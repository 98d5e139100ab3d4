"""What the API tells and takes of links, merges and splits."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.serializers import OwnedSerializer
from series.models import Merge, SeriesLink, SubjectLink
from series.serializers import MOST_ITEMS

#: What the two sides do with a link.
_ACTS = ("accept", "decline", "withdraw", "undo")
_LINK_FIELDS = (
    "id",
    "other_country",
    "state",
    "reason",
    "note",
    "country",
    "unit",
    "created_at",
    "decided_at",
    "undone_at",
    "undone_country",
    "undone_reason",
)


class _LinkSerializer(OwnedSerializer):
    other = serializers.UUIDField(source="other_id", read_only=True)
    other_country = serializers.CharField(source="other_country_id", read_only=True)
    undone_country = serializers.CharField(source="undone_country_id", read_only=True, allow_null=True)


class SeriesLinkSerializer(_LinkSerializer):
    """Two series that belong together, or may; ``country`` proposed it, ``other_country`` decides."""

    series = serializers.UUIDField(source="series_id", read_only=True)

    class Meta:
        model = SeriesLink
        fields: ClassVar[list[str]] = ["series", "other", *_LINK_FIELDS]


class SubjectLinkSerializer(_LinkSerializer):
    """Two subjects that are the same person, or may be."""

    subject = serializers.UUIDField(source="subject_id", read_only=True)

    class Meta:
        model = SubjectLink
        fields: ClassVar[list[str]] = ["subject", "other", *_LINK_FIELDS]


class NewSeriesLinkSerializer(serializers.Serializer[Any]):
    """A link to propose; one of the two series is the own country's."""

    series = serializers.UUIDField()
    other = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=SeriesLink.Reason.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class NewSubjectLinkSerializer(serializers.Serializer[Any]):
    """A link to propose; the series of one of the two is the own country's."""

    subject = serializers.UUIDField()
    other = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=SubjectLink.Reason.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class LinkActSerializer(serializers.Serializer[Any]):
    """What to do with a link."""

    act = serializers.ChoiceField(choices=_ACTS)
    reason = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="Why it is undone, for who sees both."
    )


class MergeSerializer(OwnedSerializer):
    """A merge of ``other`` into ``into``, or a split of ``other`` from ``into``."""

    into = serializers.UUIDField(source="into_id", read_only=True)
    other = serializers.UUIDField(source="other_id", read_only=True)

    class Meta:
        model = Merge
        fields: ClassVar[list[str]] = ["id", "kind", "into", "other", "undone_at", "country", "unit", "created_at"]


class NewMergeSerializer(serializers.Serializer[Any]):
    """The series whose contents go to the one that is named in the address."""

    other = serializers.UUIDField()


class NewSplitSerializer(serializers.Serializer[Any]):
    """What the new series is called, and what moves to it."""

    title = serializers.CharField(max_length=160)
    items = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_ITEMS, required=False, default=list)
    subjects = serializers.ListField(child=serializers.UUIDField(), max_length=200, required=False, default=list)


class SeriesLinkPageSerializer(serializers.Serializer[Any]):
    """One page of links."""

    results = SeriesLinkSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class SubjectLinkPageSerializer(serializers.Serializer[Any]):
    """One page of links between subjects."""

    results = SubjectLinkSerializer(many=True)
    next = serializers.CharField(allow_null=True)
