"""What the API tells and takes of uploads. They are the own country's only."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.serializers import MARKING_FIELDS, NewMarkingSerializer, OwnedSerializer
from series.actions.uploads import MOST_COMPARED
from series.models import Item, SkippedFile, Transfer, Upload

_SHA256 = r"^[0-9a-f]{64}$"
_SHA1 = r"^([0-9a-f]{40})?$"
_MD5 = r"^([0-9a-f]{32})?$"


class UploadSerializer(OwnedSerializer):
    """Files that are sent together."""

    case = serializers.UUIDField(source="case_id", read_only=True)
    audience = serializers.UUIDField(source="files_audience.key", read_only=True)

    class Meta:
        model = Upload
        fields: ClassVar[list[str]] = [
            "id",
            "case",
            "audience",
            "nature",
            *MARKING_FIELDS,
            "country",
            "unit",
            "expected_files",
            "expected_bytes",
            "cancelled_at",
            "created_at",
        ]


class UploadPageSerializer(serializers.Serializer[Any]):
    """One page of uploads."""

    results = UploadSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class UploadStateSerializer(serializers.Serializer[Any]):
    """How far an upload has come. ``seconds_left`` is null while it is not known."""

    received = serializers.IntegerField()
    working = serializers.IntegerField()
    ready = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    refused = serializers.IntegerField()
    refused_in_passing = serializers.IntegerField(help_text="Of the refused: those that may be tried again.")
    unfinished = serializers.IntegerField(help_text="Your files that have not arrived whole.")
    not_sent = serializers.IntegerField(help_text="Files that the sender named and that were never begun.")
    skipped = serializers.IntegerField()
    archives_waiting = serializers.IntegerField()
    hits = serializers.IntegerField()
    bytes = serializers.IntegerField()
    seconds_left = serializers.FloatField(allow_null=True)


class WholeUploadSerializer(UploadSerializer):
    """An upload, and how far it has come."""

    state = UploadStateSerializer()

    class Meta(UploadSerializer.Meta):
        fields: ClassVar[list[str]] = [*UploadSerializer.Meta.fields, "state"]


class NewUploadSerializer(NewMarkingSerializer):
    """The case that files come from, who may see them, and how many there will be."""

    case = serializers.UUIDField()
    audience = serializers.UUIDField()
    nature = serializers.ChoiceField(choices=Item.Nature.choices, default=Item.Nature.CONTENT)
    files = serializers.IntegerField(min_value=0, default=0, help_text="How many you mean to send; 0: not known.")
    size = serializers.IntegerField(min_value=0, default=0, help_text="Their bytes; 0: not known.")


class TransferSerializer(serializers.ModelSerializer[Transfer]):
    """A file in pieces, how far it has come, and what came of it."""

    item = serializers.UUIDField(source="item_key", allow_null=True, read_only=True)
    archive = serializers.UUIDField(source="archive_key", allow_null=True, read_only=True)

    class Meta:
        model = Transfer
        fields: ClassVar[list[str]] = [
            "id",
            "name",
            "path",
            "size",
            "received",
            "sha256",
            "state",
            "expires_at",
            "item",
            "archive",
        ]


class TransferPageSerializer(serializers.Serializer[Any]):
    """One page of transfers."""

    results = TransferSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class OfferedFileSerializer(serializers.Serializer[Any]):
    """A file that its sender has hashed; many lists of harmless files have no SHA-256, but SHA-1 and MD5."""

    sha256 = serializers.RegexField(_SHA256)
    sha1 = serializers.RegexField(_SHA1, allow_blank=True, default="")
    md5 = serializers.RegexField(_MD5, allow_blank=True, default="")
    name = serializers.CharField(max_length=255, allow_blank=True, default="")
    path = serializers.CharField(max_length=4000, allow_blank=True, default="")
    size = serializers.IntegerField(min_value=0, max_value=2**53, default=0)


class OfferedFilesSerializer(serializers.Serializer[Any]):
    """Files that are offered by their hashes."""

    files = serializers.ListField(child=OfferedFileSerializer(), max_length=MOST_COMPARED)


class KnownFileSerializer(serializers.Serializer[Any]):
    """A file that need not travel."""

    sha256 = serializers.CharField()
    why = serializers.ChoiceField(choices=SkippedFile.Why.choices)
    noted = serializers.IntegerField(help_text="How many of this content were noted now; what came before is not.")


class KnownFilesSerializer(serializers.Serializer[Any]):
    """Those that need not travel; they are noted on the upload as skipped, unless they are in it already."""

    known = KnownFileSerializer(many=True)
