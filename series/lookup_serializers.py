"""What the API takes and tells of look-ups and verdicts."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from accounts.serializers import MARKING_FIELDS, MarkingSerializer
from series.actions.lookups import DIGITS, FURTHEST, MOST_AT_ONCE
from series.models import HashList, Hit, Lookup, Series
from series.queries.findings import Known
from series.queries.on_lists import BY, OnList
from series.queries.verdicts import Part, Said


def _hashes(words: str | None = None) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=64),
        max_length=MOST_AT_ONCE,
        required=False,
        default=list,
        help_text=words,
    )


class NewLookupSerializer(serializers.Serializer[Any]):
    """Hashes as hex digits; together at most 1,000. ``distance`` is for PDQ.

    64 digits may be a SHA-256 or a PDQ hash: name the kind. In ``hashes`` they are read as SHA-256.
    """

    md5 = _hashes()
    sha1 = _hashes()
    sha256 = _hashes()
    pdq = _hashes()
    hashes = _hashes("MD5, SHA-1 and SHA-256, told by their length. They are answered after the others.")
    distance = serializers.IntegerField(min_value=0, max_value=FURTHEST, default=FURTHEST)


class HoldingSeriesSerializer(serializers.ModelSerializer[Series]):
    """A series that holds an item, and whether somebody in it is still to be found."""

    class Meta:
        model = Series
        fields: ClassVar[list[str]] = ["id", "reference", *MARKING_FIELDS, "active_for_victims", "active_for_offenders"]


class MatchSerializer(serializers.Serializer[Known]):
    """An item that shows the same. ``case`` is told of the own country's items only."""

    kind = serializers.ChoiceField(choices=Hit.Kind.choices)
    item = serializers.UUIDField(source="other.pk")
    country = serializers.CharField(source="other.country_id")
    unit = serializers.CharField(source="other.unit.name")
    is_own = serializers.BooleanField()
    case = serializers.SerializerMethodField()
    distance = serializers.IntegerField()
    second = serializers.IntegerField(allow_null=True, help_text="Where in the video, of a picture and a video.")
    share = serializers.IntegerField(allow_null=True, help_text="Percent of the asked video's frames in this one.")
    other_share = serializers.IntegerField(allow_null=True, help_text="Percent of this one's frames in the asked one.")
    orientation = serializers.CharField(allow_blank=True)
    marking = MarkingSerializer()
    series = HoldingSeriesSerializer(many=True)
    identified_by = serializers.CharField(allow_blank=True)
    identified_at = serializers.DateTimeField(allow_null=True)

    def get_case(self, match: Known) -> UUID | None:
        """Return the case, to its own country."""
        return match.case.pk if match.case else None


class OnListSerializer(serializers.Serializer[OnList]):
    """A list of hashes that it is on."""

    list = serializers.UUIDField(source="listed.pk")
    name = serializers.CharField(source="listed.name")
    kind = serializers.ChoiceField(source="listed.kind", choices=HashList.Kind.choices)
    version = serializers.IntegerField(source="listed.version")
    for_all = serializers.BooleanField(source="listed.for_all", help_text="Else it is the own country's.")
    by = serializers.ChoiceField(choices=[*BY], help_text="The hash that led to it, or an item of the very same bytes.")
    is_sure = serializers.BooleanField(
        help_text="False: a list of harmless files has a stronger hash beside this one, which then says nothing alone."
    )


class AnswerSerializer(serializers.Serializer[Any]):
    """What is known of one thing that was asked about. No match means: none that is shown to the officer."""

    kind = serializers.ChoiceField(source="asked.kind", choices=[*DIGITS, "file"])
    value = serializers.CharField(source="asked.value")
    is_known = serializers.BooleanField(help_text="Whether there is a match or a list: of what the officer may see.")
    matches = MatchSerializer(many=True)
    lists = OnListSerializer(many=True)


class LookupSerializer(serializers.Serializer[Any]):
    """A look-up; ``answers`` are in the order asked, and none before ``state`` is ``done`` or ``refused``."""

    id = serializers.UUIDField(source="lookup.pk")
    state = serializers.ChoiceField(source="lookup.state", choices=Lookup.State.choices)
    note = serializers.CharField(source="lookup.note", allow_blank=True)
    created_at = serializers.DateTimeField(source="lookup.created_at")
    answers = AnswerSerializer(many=True)


class PartSerializer(serializers.Serializer[Part]):
    """One thing that is known of a file: what is said, its words, and the keys that it is about."""

    said = serializers.ChoiceField(choices=[one.value for one in Said])
    words = serializers.CharField()
    item = serializers.UUIDField(source="item.pk", allow_null=True, default=None)
    items = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="Several where the line stands for matches of one holder, nearest first.",
    )
    distance = serializers.IntegerField(allow_null=True)
    series = serializers.UUIDField(source="series.pk", allow_null=True, default=None)
    countries = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)
    blind_hit = serializers.UUIDField(source="line", allow_null=True)
    marking = MarkingSerializer(allow_null=True)


class VerdictSerializer(serializers.Serializer[Any]):
    """What a file hears, what matters most first. Empty while it is not ready."""

    parts = PartSerializer(many=True)
