"""What the API tells and takes of country indications, referrals, flags and what waits for a unit."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.serializers import OwnedSerializer
from series.actions.alerts import LONGEST_NOTE
from series.actions.alerts import LONGEST_REASON as LONGEST_ALERT
from series.actions.indications import LONGEST_REASON
from series.actions.referrals import LONGEST_WORD, MOST_FILES, STEPS
from series.models import Alert, Identification, Indication, Referral, ReferralStep

MOST_CHOSEN = 200


class IndicationSerializer(OwnedSerializer):
    """Where a series was probably made, by which country's word."""

    series = serializers.UUIDField(source="series_id", read_only=True)
    made_in = serializers.CharField(source="made_in_id", read_only=True)

    class Meta:
        model = Indication
        fields: ClassVar[list[str]] = [
            "id",
            "series",
            "made_in",
            "kinds",
            "reason",
            "source_evaluation",
            "information_evaluation",
            "country",
            "unit",
            "withdrawn_at",
            "created_at",
        ]


class IndicationPageSerializer(serializers.Serializer[Any]):
    """One page of indications."""

    results = IndicationSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewIndicationSerializer(serializers.Serializer[Any]):
    """What is said of which series."""

    series = serializers.UUIDField()
    made_in = serializers.CharField(min_length=2, max_length=2)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=Indication.Kind.choices), min_length=1, max_length=6
    )
    reason = serializers.CharField(min_length=10, max_length=LONGEST_REASON)
    source_evaluation = serializers.ChoiceField(choices=Identification.SourceEvaluation.choices)
    information_evaluation = serializers.ChoiceField(choices=Identification.InformationEvaluation.choices)


class ReferralSerializer(OwnedSerializer):
    """One side's copy. ``series`` is told to the country that refers; ``document`` is what goes (docs/referral.md)."""

    series = serializers.UUIDField(source="series_id", read_only=True, allow_null=True)
    to_country = serializers.CharField(source="to_country_id", read_only=True)
    pass_to = serializers.CharField(source="pass_to_id", read_only=True, allow_null=True)
    document = serializers.DictField(read_only=True)

    class Meta:
        model = Referral
        fields: ClassVar[list[str]] = [
            "id",
            "side",
            "reference",
            "state",
            "country",
            "unit",
            "to_country",
            "by_hand",
            "series",
            "note",
            "document",
            "package_state",
            "package_size",
            "pass_to",
            "outcome",
            "handed_over_on",
            "due_at",
            "escalations",
            "is_active",
            "last_activity_at",
            "created_at",
        ]


class ReferralPageSerializer(serializers.Serializer[Any]):
    """One page of referrals."""

    results = ReferralSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ReferralStepSerializer(serializers.ModelSerializer[ReferralStep]):
    """One step: of which country and unit, never of whom."""

    country = serializers.CharField(source="country_id", read_only=True, allow_null=True)
    unit = serializers.CharField(source="unit.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = ReferralStep
        fields: ClassVar[list[str]] = ["kind", "code", "body", "country", "unit", "created_at"]


class ReferralDetailSerializer(serializers.Serializer[Any]):
    """A referral with its steps, and which the officer may take now."""

    referral = ReferralSerializer()
    steps = ReferralStepSerializer(many=True)
    may = serializers.ListField(child=serializers.CharField())


class NewReferralSerializer(serializers.Serializer[Any]):
    """Where a series is referred, and what goes with it: nothing but what is named here."""

    series = serializers.UUIDField()
    to_country = serializers.CharField(min_length=2, max_length=2)
    note = serializers.CharField(max_length=LONGEST_WORD, required=False, allow_blank=True)
    items = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_FILES, required=False)
    originals = serializers.BooleanField(default=False)
    subjects = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_CHOSEN, required=False)
    indications = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_CHOSEN, required=False)
    with_summary = serializers.BooleanField(default=False)
    earlier = serializers.UUIDField(required=False, allow_null=True)


class NewStepSerializer(serializers.Serializer[Any]):
    """One step; ``code`` is another country, an outcome or a day (ISO 8601), as the step needs."""

    step = serializers.ChoiceField(choices=sorted(str(one) for one in STEPS))
    body = serializers.CharField(max_length=LONGEST_WORD, required=False, allow_blank=True)
    code = serializers.CharField(max_length=10, required=False, allow_blank=True)


class AlertSerializer(OwnedSerializer):
    """Ongoing abuse is suspected."""

    series = serializers.UUIDField(source="series_id", read_only=True)

    class Meta:
        model = Alert
        fields: ClassVar[list[str]] = [
            "id",
            "series",
            "code",
            "reason",
            "country",
            "unit",
            "escalations",
            "withdrawn_at",
            "withdrawn_reason",
            "created_at",
        ]


class NewAlertSerializer(serializers.Serializer[Any]):
    """A flag on a series."""

    series = serializers.UUIDField()
    code = serializers.ChoiceField(choices=Alert.Reason.choices)
    reason = serializers.CharField(min_length=10, max_length=LONGEST_ALERT)


class EndAlertSerializer(serializers.Serializer[Any]):
    """Why a flag no longer stands."""

    reason = serializers.CharField(min_length=10, max_length=LONGEST_NOTE)


class NewAnswerSerializer(serializers.Serializer[Any]):
    """A unit's answer to a flag."""

    acts = serializers.BooleanField()
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True)


class DutySerializer(serializers.Serializer[Any]):
    """What waits for the officer's unit.

    ``number`` counts alerts, what is to be answered, ours, and what a second officer is to confirm.
    """

    is_duty = serializers.BooleanField(source="standing.is_duty")
    number = serializers.IntegerField()
    alerts = AlertSerializer(many=True)
    to_answer = ReferralSerializer(many=True)
    accepted = ReferralSerializer(many=True)
    ours = ReferralSerializer(many=True)
    offered = IndicationSerializer(many=True)
