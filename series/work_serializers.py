"""What the API tells and takes of leads, notes and tasks."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.serializers import OwnedSerializer
from series.actions.leads import LONGEST_PLAN
from series.actions.notes import LONGEST_NOTE
from series.actions.tasks import LONGEST_TITLE
from series.models import Lead, Note, Task

LEAD_STEPS = ("renew", "hand_over", "offer", "withdraw_offer", "end", "accept", "decline")
MOST_SEEN = 100


class LeadSerializer(OwnedSerializer):
    """A unit says that it is on a series. ``keeper`` is told to the own country only."""

    series = serializers.UUIDField(source="series_id", read_only=True)
    keeper = serializers.SerializerMethodField()
    offered_unit = serializers.UUIDField(source="offered_unit_id", read_only=True, allow_null=True)
    earlier = serializers.UUIDField(source="earlier_id", read_only=True, allow_null=True)

    class Meta:
        model = Lead
        fields: ClassVar[list[str]] = [
            "id",
            "series",
            "kind",
            "plan",
            "ends_on",
            "country",
            "unit",
            "keeper",
            "returned_at",
            "offered_unit",
            "earlier",
            "ended_at",
            "end_code",
            "created_at",
        ]

    def get_keeper(self, lead: Lead) -> str | None:
        """Return the key of who carries it."""
        return str(lead.keeper_id) if lead.keeper_id and lead.country_id == self.asks_for else None


class LeadPageSerializer(serializers.Serializer[Any]):
    """One page of leads."""

    results = LeadSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewLeadSerializer(serializers.Serializer[Any]):
    """What the own unit is going to do; ``seen``: the leads of others that the officer has seen."""

    kind = serializers.ChoiceField(choices=Lead.Kind.choices)
    plan = serializers.CharField(min_length=10, max_length=LONGEST_PLAN)
    ends_on = serializers.DateField()
    seen = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MOST_SEEN)


class LeadStepSerializer(serializers.Serializer[Any]):
    """One step, and what it needs: ``ends_on`` to renew, ``keeper`` to hand over, ``unit`` to offer."""

    step = serializers.ChoiceField(choices=LEAD_STEPS)
    ends_on = serializers.DateField(required=False)
    keeper = serializers.UUIDField(required=False)
    unit = serializers.UUIDField(required=False)


class NoteSerializer(OwnedSerializer):
    """A note as it stands; without a text when it was taken away."""

    series = serializers.UUIDField(source="series_id", read_only=True)
    only_country = serializers.SerializerMethodField()

    class Meta:
        model = Note
        fields: ClassVar[list[str]] = [
            "id",
            "series",
            "text",
            "version",
            "only_country",
            "country",
            "unit",
            "removed_at",
            "created_at",
        ]

    def get_only_country(self, note: Note) -> bool:
        """Tell whether only the own country reads it."""
        return note.country_audience_id is not None


class NotePageSerializer(serializers.Serializer[Any]):
    """One page of notes."""

    results = NoteSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewNoteSerializer(serializers.Serializer[Any]):
    """A note, and for whom."""

    text = serializers.CharField(max_length=LONGEST_NOTE)
    only_country = serializers.BooleanField(default=False)


class EditNoteSerializer(serializers.Serializer[Any]):
    """Another text; ``version`` is the one that was read."""

    text = serializers.CharField(max_length=LONGEST_NOTE)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class TaskSerializer(OwnedSerializer):
    """A task of the own country."""

    series = serializers.UUIDField(source="series_id", read_only=True)
    for_unit = serializers.UUIDField(source="for_unit_id", read_only=True)
    assignee = serializers.UUIDField(source="assignee_id", read_only=True, allow_null=True)

    class Meta:
        model = Task
        fields: ClassVar[list[str]] = [
            "id",
            "series",
            "title",
            "due_on",
            "country",
            "unit",
            "for_unit",
            "assignee",
            "returned_at",
            "done_at",
            "version",
            "created_at",
        ]


class TaskPageSerializer(serializers.Serializer[Any]):
    """One page of tasks."""

    results = TaskSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewTaskSerializer(serializers.Serializer[Any]):
    """What has to be done, by when and by whom; by the own unit if nothing is said."""

    title = serializers.CharField(min_length=3, max_length=LONGEST_TITLE)
    due_on = serializers.DateField()
    unit = serializers.UUIDField(required=False, allow_null=True)
    assignee = serializers.UUIDField(required=False, allow_null=True)


class ChangeTaskSerializer(serializers.Serializer[Any]):
    """Another day, other hands; ``version`` is the one that was read."""

    due_on = serializers.DateField()
    unit = serializers.UUIDField(required=False, allow_null=True)
    assignee = serializers.UUIDField(required=False, allow_null=True)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class TaskStepSerializer(serializers.Serializer[Any]):
    """Done, or open again; ``version`` is the one that was read."""

    step = serializers.ChoiceField(choices=("done", "reopen"))
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
