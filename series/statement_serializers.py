"""What the API tells and takes of statements, of who is shown where, and of texts that are edited."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.serializers import OwnedSerializer
from series.models import Depiction, Identification, ItemStatement, SubjectStatement
from series.models.statement import LONGEST_VALUE
from series.serializers import MOST_ITEMS, SubjectSerializer

_SAID = (
    "kind",
    "value",
    "source_evaluation",
    "information_evaluation",
    "country",
    "unit",
    "withdrawn_at",
    "created_at",
)


class SubjectStatementSerializer(OwnedSerializer):
    """What one unit says of a victim or an offender."""

    subject = serializers.UUIDField(source="subject_id", read_only=True)

    class Meta:
        model = SubjectStatement
        fields: ClassVar[list[str]] = ["id", "subject", *_SAID]


class ItemStatementSerializer(OwnedSerializer):
    """What one unit says of an item."""

    item = serializers.UUIDField(source="item_id", read_only=True)

    class Meta:
        model = ItemStatement
        fields: ClassVar[list[str]] = ["id", "item", *_SAID]


class _NewStatementSerializer(serializers.Serializer[Any]):
    value = serializers.CharField(max_length=LONGEST_VALUE)
    source_evaluation = serializers.ChoiceField(choices=Identification.SourceEvaluation.choices)
    information_evaluation = serializers.ChoiceField(choices=Identification.InformationEvaluation.choices)


class NewSubjectStatementSerializer(_NewStatementSerializer):
    """What is said of a person; sex, age and hair take codes, a language its tag, others words."""

    kind = serializers.ChoiceField(choices=SubjectStatement.Kind.choices)


class NewItemStatementSerializer(_NewStatementSerializer):
    """What is said of an item; each kind takes codes."""

    kind = serializers.ChoiceField(choices=ItemStatement.Kind.choices)


class SubjectStatementPageSerializer(serializers.Serializer[Any]):
    """One page of statements of a person."""

    results = SubjectStatementSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ItemStatementPageSerializer(serializers.Serializer[Any]):
    """One page of statements of an item."""

    results = ItemStatementSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class DepictionSerializer(OwnedSerializer):
    """An item shows a subject, as one country says."""

    subject = serializers.UUIDField(source="subject_id", read_only=True)
    item = serializers.UUIDField(source="item_id", read_only=True)

    class Meta:
        model = Depiction
        fields: ClassVar[list[str]] = ["id", "subject", "item", "country", "unit", "created_at"]


class DepictionPageSerializer(serializers.Serializer[Any]):
    """One page of them."""

    results = DepictionSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ChosenItemsSerializer(serializers.Serializer[Any]):
    """Items of the subject's series."""

    items = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_ITEMS)


class ChangedSerializer(serializers.Serializer[Any]):
    """Of how many items it is said anew, or no more."""

    number = serializers.IntegerField()


class SubjectDetailSerializer(serializers.Serializer[Any]):
    """A subject with what stands of what units say."""

    subject = SubjectSerializer()
    statements = SubjectStatementSerializer(many=True)


class SeriesTextSerializer(serializers.Serializer[Any]):
    """The text of a series; ``version`` is the one that was read."""

    title = serializers.CharField(max_length=160)
    summary = serializers.CharField(max_length=10_000, allow_blank=True)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class SubjectTextSerializer(serializers.Serializer[Any]):
    """What is written of a subject; ``version`` is the one that was read."""

    label = serializers.CharField(max_length=60)  # type: ignore[assignment]
    known = serializers.CharField(max_length=4000, allow_blank=True)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
