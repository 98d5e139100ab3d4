"""One distinct content, and its perceptual fingerprint. Across countries, so for workers only."""

from uuid import UUID

from django.db import models

from icse.core.ids import uuid7


def frame_id() -> UUID:
    """Make the key of a frame: in the order of time, and of version 8, by which the index tells it from a media's."""
    return UUID(int=uuid7().int & ~(0xF << 76) | 0x8 << 76)


class Media(models.Model):
    """One content, known by its SHA-256. Officers read their items, which carry what they may know of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    sha1 = models.CharField(max_length=40)
    md5 = models.CharField(max_length=32)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=40)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    duration = models.FloatField(null=True, help_text="Seconds, of a video or a sound.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class Fingerprint(models.Model):
    """The PDQ of one media: 32 bytes, of the pixels as stored.

    ``orientations`` holds all eight (8 x 32 bytes), asked with when this media is the new one. A column ``xid``
    (xid8, set by the database) says which transaction wrote the row: see ``series.matching.tail``.
    """

    media = models.OneToOneField(Media, primary_key=True, on_delete=models.CASCADE, related_name="fingerprint")
    bits = models.BinaryField(max_length=32)
    orientations = models.BinaryField(max_length=256)
    quality = models.SmallIntegerField()

    def __str__(self) -> str:
        return bytes(self.bits).hex()


class Frame(models.Model):
    """The PDQ of one second of a video: 32 bytes, of the pixels as stored, or of what lies between black bars.

    Seconds that repeat an earlier one of the same video have none. Of many that resemble each other only so many have
    one, and these stand for the others (``series.matching.folding``). A column ``xid`` as in ``Fingerprint``.
    """

    id = models.UUIDField(primary_key=True, default=frame_id, editable=False)
    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="frames", db_index=False)
    second = models.IntegerField()
    is_trimmed = models.BooleanField(default=False)
    bits = models.BinaryField(max_length=32)
    quality = models.SmallIntegerField()
    stands_for = models.IntegerField(default=0, db_default=0, help_text="Seconds without a row that it resembles.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["media", "second", "is_trimmed"], name="frame_once")]

    def __str__(self) -> str:
        return bytes(self.bits).hex()
