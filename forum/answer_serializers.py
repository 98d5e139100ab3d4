"""What the API tells and takes of answers: what they say, their texts, translations, marks; and how requests end."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import Country
from accounts.serializers import OwnedSerializer
from forum.actions.threads import MOST_COUNTRIES
from forum.models import Post, PostTranslation, PostVersion, Thread
from forum.models.said import Said
from forum.saying import LONGEST, LONGEST_POST, Saying
from icse.core.errors import IcseError
from series.referral_serializers import NewIndicationSerializer


class SaysSerializer(serializers.Serializer[Any]):
    """What an answer says so that it can be counted: a country (ISO 3166), a region, a product, how sure and how it is
    known; or that the clue is too common to help."""

    country = serializers.CharField(source="said_country_id", max_length=2, required=False, allow_null=True)
    region = serializers.CharField(
        source="said_region", max_length=LONGEST["said_region"], required=False, allow_blank=True
    )
    product = serializers.CharField(
        source="said_product", max_length=LONGEST["said_product"], required=False, allow_blank=True
    )
    source = serializers.CharField(  # type: ignore[assignment]  # a serializer's own attribute has this name
        source="said_source", max_length=LONGEST["said_source"], required=False, allow_blank=True
    )
    confidence = serializers.ChoiceField(choices=Said.Confidence.choices, required=False, allow_blank=True)
    too_common = serializers.BooleanField(required=False)


class PostSerializer(OwnedSerializer):
    """An answer. Redacted, it says nothing any more: what is left is that it was there, and why it went.

    ``body`` is Markdown as it was typed; ``language`` is recognised (``und``: not known). ``mentions`` are those parts
    of the text that mean somebody who may see the request.
    """

    thread = serializers.UUIDField(source="thread_id", read_only=True)
    says = SaysSerializer(source="*", read_only=True)
    helped = serializers.SerializerMethodField()
    mentions = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields: ClassVar[list[str]] = [
            "id",
            "thread",
            "body",
            "language",
            "says",
            "mentions",
            "helped",
            "country",
            "unit",
            "version",
            "created_at",
            "edited_at",
            "redacted_at",
            "redacted_reason",
        ]

    def get_helped(self, post: Post) -> bool:
        """Tell whether the country that asked says that it helped."""
        return getattr(post, "mark", None) is not None

    def get_mentions(self, post: Post) -> list[str]:
        """Return them as typed."""
        return sorted(one.typed for one in post.mentions.all())


class NewPostSerializer(serializers.Serializer[Any]):
    """What is answered: words, what can be counted, or both."""

    body = serializers.CharField(max_length=LONGEST_POST, trim_whitespace=False, required=False, allow_blank=True)
    says = SaysSerializer(required=False)


class EditPostSerializer(NewPostSerializer):
    """Another text; ``version`` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class PostVersionSerializer(OwnedSerializer):
    """A text that an answer had, until ``unit`` wrote another one at ``replaced_at``."""

    says = SaysSerializer(source="*", read_only=True)
    replaced_at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = PostVersion
        fields: ClassVar[list[str]] = ["version", "body", "language", "says", "country", "unit", "replaced_at"]


class PostVersionsSerializer(serializers.Serializer[Any]):
    """All earlier texts, the oldest first; few enough for one page."""

    results = PostVersionSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class RedactionSerializer(serializers.Serializer[Any]):
    """Why an answer is taken away; everybody who sees the request reads it."""

    reason = serializers.CharField(min_length=5, max_length=300)


class MarkSerializer(serializers.Serializer[Any]):
    """Whether an answer helped."""

    helped = serializers.BooleanField()


class NewTranslationSerializer(serializers.Serializer[Any]):
    """Into which language; a tag such as ``en``."""

    target = serializers.CharField(max_length=12)


class PostTranslationSerializer(serializers.ModelSerializer[PostTranslation]):
    """What a machine made of an answer. While ``state`` is ``waiting``, ask again for it."""

    class Meta:
        model = PostTranslation
        fields: ClassVar[list[str]] = ["version", "source", "target", "state", "text", "engine", "reason"]


class EndingSerializer(serializers.Serializer[Any]):
    """What came of a request; ``countries`` where it is narrowed to these."""

    ending = serializers.ChoiceField(choices=Thread.Ending.choices)
    countries = serializers.ListField(
        child=serializers.CharField(max_length=2), required=False, max_length=MOST_COUNTRIES
    )


class AnswerIndicationSerializer(NewIndicationSerializer):
    """Where the series of the request was probably made; as for an indication without an answer."""

    series = None  # type: ignore[assignment]  # the request says it


class VoiceSerializer(serializers.Serializer[Any]):
    """So many units say this country; or, without one, that the clue is too common to help."""

    country = serializers.SerializerMethodField()
    too_common = serializers.BooleanField()
    units = serializers.IntegerField()

    def get_country(self, voice: Any) -> str | None:
        """Return its code."""
        return voice.country or None


def saying(data: dict[str, Any]) -> Saying:
    """Return what was sent beside the text.

    :raises IcseError: there is no such country.
    """
    said = dict(data)
    code = said.pop("said_country_id", None)
    return Saying(said_country=countries([code], field="says")[0] if code else None, **said)


def countries(codes: list[str], *, field: str) -> list[Country]:
    """Return the countries with these codes.

    :raises IcseError: one is none.
    """
    found = Country.objects.in_bulk(codes)
    if len(found) != len(set(codes)):
        raise IcseError("Write codes of ISO 3166, such as NL.", field=field)
    return [found[code] for code in dict.fromkeys(codes)]
