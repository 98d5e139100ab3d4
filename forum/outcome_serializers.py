"""What the API tells of outcomes."""

from typing import Any, ClassVar

from rest_framework import serializers

from forum.models import Outcome


class OutcomeSerializer(serializers.ModelSerializer[Outcome]):
    """One way in which the unit took part in a series, and what became of one of its subjects.

    Without a subject: the request that the unit answered is about a series that is solved, and not shown.
    """

    subject = serializers.UUIDField(source="subject_id", allow_null=True)
    series = serializers.SerializerMethodField()
    item = serializers.UUIDField(source="item_id", allow_null=True)
    thread = serializers.UUIDField(source="thread_id", allow_null=True)

    class Meta:
        model = Outcome
        fields: ClassVar[list[str]] = [
            "id",
            "subject",
            "series",
            "item",
            "thread",
            "way",
            "state",
            "is_change",
            "told_at",
            "read_at",
        ]

    def get_series(self, outcome: Outcome) -> str | None:
        """Return the key of the subject's series."""
        return str(outcome.subject.series_id) if outcome.subject else None


class OutcomePageSerializer(serializers.Serializer[Any]):
    """One page of outcomes."""

    results = OutcomeSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ReadSerializer(serializers.Serializer[Any]):
    """How many became read."""

    read = serializers.IntegerField()
