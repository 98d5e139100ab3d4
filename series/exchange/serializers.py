"""The shape of an exported series, for the API's schema; ``series_json`` makes the document."""

from typing import Any

from rest_framework import serializers

from accounts.serializers import MarkingSerializer
from series.exchange.contents import REASONS, Purpose
from series.models import Identification, Item, Subject


class NewExportSerializer(serializers.Serializer[Any]):
    """What an export is for."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)


class ExportMakerSerializer(serializers.Serializer[Any]):
    """Who made it."""

    country = serializers.CharField()
    unit = serializers.CharField()


class ExportedSeriesSerializer(serializers.Serializer[Any]):
    """The series itself."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    unit = serializers.CharField()
    marking = MarkingSerializer()
    active_for_victims = serializers.BooleanField()
    active_for_offenders = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class ExportedStatementSerializer(serializers.Serializer[Any]):
    """What one unit says of a subject or of an item."""

    kind = serializers.CharField()
    value = serializers.CharField()
    source_evaluation = serializers.ChoiceField(choices=Identification.SourceEvaluation.choices)
    information_evaluation = serializers.ChoiceField(choices=Identification.InformationEvaluation.choices)
    country = serializers.CharField()
    unit = serializers.CharField()


class ExportedSubjectSerializer(serializers.Serializer[Any]):
    """A victim or an offender."""

    id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=Subject.Role.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    known = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Subject.Status.choices)
    status_country = serializers.CharField(allow_null=True)
    identified_at = serializers.DateTimeField(allow_null=True)
    country = serializers.CharField()
    unit = serializers.CharField()
    statements = ExportedStatementSerializer(many=True)


class ExportedItemSerializer(serializers.Serializer[Any]):
    """An item, without its picture. ``name`` is told of the own country's only."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_null=True)
    country = serializers.CharField()
    unit = serializers.CharField()
    marking = MarkingSerializer()
    nature = serializers.ChoiceField(choices=Item.Nature.choices)
    sha256 = serializers.CharField()
    sha1 = serializers.CharField()
    md5 = serializers.CharField()
    size = serializers.IntegerField()
    media_type = serializers.CharField(allow_blank=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    taken_at = serializers.CharField(allow_blank=True)
    placed_by = serializers.CharField()
    placed_at = serializers.DateTimeField()
    statements = ExportedStatementSerializer(many=True)
    shows = serializers.ListField(child=serializers.UUIDField(), help_text="Keys of ``subjects``.")


class ExportedThreadSerializer(serializers.Serializer[Any]):
    """A clue request about the series, by reference."""

    reference = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.CharField()
    country = serializers.CharField()
    marking = MarkingSerializer()
    created_at = serializers.DateTimeField()


class WithheldSerializer(serializers.Serializer[Any]):
    """How much of a country's is not in it, and why."""

    country = serializers.CharField()
    what = serializers.ChoiceField(choices=["items", "threads"])
    reason = serializers.ChoiceField(choices=list(REASONS))
    number = serializers.IntegerField()


class SeriesExportSerializer(serializers.Serializer[Any]):
    """A series as one document (docs/export.md)."""

    format = serializers.CharField()
    version = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    made_by = ExportMakerSerializer()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    marking = MarkingSerializer()
    series = ExportedSeriesSerializer()
    subjects = ExportedSubjectSerializer(many=True)
    items = ExportedItemSerializer(many=True)
    threads = ExportedThreadSerializer(many=True)
    withheld = WithheldSerializer(many=True)
