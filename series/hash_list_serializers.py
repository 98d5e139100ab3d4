"""What the API takes and tells of lists of hashes, of votes, and of what was set aside."""

from typing import Any, ClassVar, TypedDict

from rest_framework import serializers

from accounts.serializers import OwnedSerializer
from series.actions.hash_lists import NAME_LENGTH, SOURCE_LENGTH
from series.models import HashList, HashVote, SetAside
from series.queries.lists import BAD_WORDS, REFUSED_WORDS


class BadLine(TypedDict):
    """A line that was left out, and why."""

    line: int
    code: str


class BadLineSerializer(serializers.Serializer[Any]):
    """A line that was left out, and why."""

    line = serializers.IntegerField(help_text="In JSON: which entry.")
    code = serializers.ChoiceField(choices=list(BAD_WORDS))


class HashListSerializer(serializers.ModelSerializer[HashList]):
    """One version of a list of hashes: what it says of the files on it, how far it has come, how much is on it."""

    country = serializers.CharField(source="country_id", allow_null=True, read_only=True)
    reason_code = serializers.ChoiceField(choices=["", *REFUSED_WORDS], help_text="Why the whole file was refused.")
    algorithms = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = HashList
        fields: ClassVar[list[str]] = [
            "id",
            "name",
            "kind",
            "source",
            "version",
            "for_all",
            "country",
            "state",
            "is_current",
            "entries",
            "algorithms",
            "bad",
            "done",
            "todo",
            "reason_code",
            "created_at",
            "current_at",
            "removed_at",
        ]


class WholeHashListSerializer(HashListSerializer):
    """A list, and the first lines that were left out of it."""

    bad_lines = serializers.SerializerMethodField()

    class Meta(HashListSerializer.Meta):
        fields: ClassVar[list[str]] = [*HashListSerializer.Meta.fields, "bad_lines"]

    @staticmethod
    def get_bad_lines(listed: HashList) -> list[BadLine]:
        """Return the first hundred: number and code, never what they hold."""
        return [BadLine(line=line, code=code) for line, code in listed.bad_lines]


class HashListPageSerializer(serializers.Serializer[Any]):
    """One page of lists."""

    results = HashListSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewHashListSerializer(serializers.Serializer[Any]):
    """A list as a file: a hash a line, CSV with a header, or Project VIC's JSON."""

    name = serializers.CharField(max_length=NAME_LENGTH, help_text="The same name again makes a new version.")
    kind = serializers.ChoiceField(choices=HashList.Kind.choices)
    source = serializers.CharField(max_length=SOURCE_LENGTH, allow_blank=True, default="")  # type: ignore[assignment]
    file = serializers.FileField()


class VoteSerializer(OwnedSerializer):
    """A country's word that what a file shows is not distinctive."""

    item = serializers.UUIDField(source="item_id", read_only=True)

    class Meta:
        model = HashVote
        fields: ClassVar[list[str]] = ["id", "item", "country", "unit", "reason", "created_at", "withdrawn_at"]


class VotePageSerializer(serializers.Serializer[Any]):
    """The votes on a content."""

    results = VoteSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewVoteSerializer(serializers.Serializer[Any]):
    """Why a content is not distinctive."""

    reason = serializers.ChoiceField(choices=[one for one in HashVote.Reason.choices if one[0]])


class SetAsideSerializer(serializers.ModelSerializer[SetAside]):
    """A content that matches too many series, as it stands for the own country; ``item`` is one of its files."""

    item = serializers.UUIDField(source="item_id", read_only=True)
    country = serializers.CharField(source="country_id", read_only=True)

    class Meta:
        model = SetAside
        fields: ClassVar[list[str]] = ["id", "item", "country", "created_at", "decision", "reason", "decided_at"]


class SetAsidePageSerializer(serializers.Serializer[Any]):
    """One page of what waits for review."""

    results = SetAsideSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class NewDecisionSerializer(serializers.Serializer[Any]):
    """What becomes of a content that was set aside. Keeping it aside takes a reason."""

    decision = serializers.ChoiceField(choices=[one for one in SetAside.Decision.choices if one[0]])
    reason = serializers.ChoiceField(choices=SetAside.Reason.choices, allow_blank=True, default="")
