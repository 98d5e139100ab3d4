"""What the API tells and takes of possible links."""

from typing import Any

from rest_framework import serializers

from series.actions.proposals import LINK, LONGEST_NOTE, MERGE, PLACE
from series.models import LinkReason, ProposalDecision

_ANSWERS = ("accept", "reject")


class WhySerializer(serializers.Serializer[Any]):
    """One reason: how much it says, 0 to 100; the words in common; and of how many pairs of items."""

    reason = serializers.ChoiceField(choices=LinkReason.Reason.choices)
    score = serializers.IntegerField()
    words = serializers.CharField(allow_blank=True)
    pairs = serializers.IntegerField()


class ProposalSerializer(serializers.Serializer[Any]):
    """Two series that may belong together, or a series and an item that may belong to it.

    ``saves``: so many pictures would need no second look. ``evidence``: the best pair of items, of each side one.
    """

    id = serializers.UUIDField(source="key")
    series = serializers.UUIDField(source="one.pk")
    other = serializers.UUIDField(source="two.pk", allow_null=True, default=None)
    item = serializers.UUIDField(source="item.pk", allow_null=True, default=None)
    saves = serializers.IntegerField()
    evidence = serializers.SerializerMethodField()
    reasons = WhySerializer(many=True)

    def get_evidence(self, line: Any) -> list[str]:
        """Return the keys of two items, or nothing where texts have something in common."""
        return [str(one.pk) for one in (line.of_one, line.of_two) if one is not None]


class ProposalPageSerializer(serializers.Serializer[Any]):
    """One page of the queue: what saves the most work first."""

    results = ProposalSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ProposalAnswerSerializer(serializers.Serializer[Any]):
    """The own country's answer: with ``how`` where it accepts, with ``why`` where it rejects."""

    answer = serializers.ChoiceField(choices=_ANSWERS)
    how = serializers.ChoiceField(choices=(LINK, MERGE, PLACE), required=False)
    why = serializers.ChoiceField(choices=ProposalDecision.Why.choices, required=False)
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True)


class ProposalDecidedSerializer(serializers.Serializer[Any]):
    """What was decided."""

    id = serializers.UUIDField()
    answer = serializers.ChoiceField(choices=_ANSWERS)
