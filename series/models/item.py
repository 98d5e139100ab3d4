"""One unit's upload of one media."""

from django.db import models
from django.db.models.functions import Upper

from accounts.models import Audience, Marked, Tallied
from accounts.models.marking import marking_constraints
from series.clock import length_of
from series.models.case import Case
from series.models.media import Media
from series.models.upload import LONGEST_PATH, Archive


class Item(Tallied, Marked):
    """Who uploaded what, when, from which case, for whom; and how far ingest has come.

    The row is also the work to be done: ``state`` received or working, claimed by ``attempt`` and ``lease_until``.
    """

    class State(models.TextChoices):
        """Where the item stands. Duplicate and refused are ends, as ready is."""

        RECEIVED = "received", "Received"
        WORKING = "working", "Working"
        READY = "ready", "Ready"
        DUPLICATE = "duplicate", "Duplicate"
        REFUSED = "refused", "Refused"

    class Nature(models.TextChoices):
        """Content, or a possible victim or offender in another setting."""

        CONTENT = "content", "Content"
        CONTEXT = "context", "Context"

    class Kind(models.TextChoices):
        """What the file is. Other kinds are kept as evidence and never shown."""

        PICTURE = "picture", "Picture"
        VIDEO = "video", "Video"
        SOUND = "sound", "Sound"
        OTHER = "other", "Other file"

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items", db_index=False)
    upload = models.UUIDField(null=True, help_text="The key of the upload that it came with.")
    name = models.CharField(max_length=255)
    path = models.CharField(
        max_length=LONGEST_PATH, blank=True, help_text="Where the sender had it. Shown inside the country only."
    )
    archive = models.ForeignKey(Archive, null=True, on_delete=models.PROTECT, related_name="items", db_index=False)
    archive_entry = models.IntegerField(null=True, help_text="Which member of the archive it is.")
    nature = models.CharField(max_length=10, choices=Nature.choices, default=Nature.CONTENT)
    sha256 = models.CharField(max_length=64)
    sha1 = models.CharField(max_length=40)
    md5 = models.CharField(max_length=32)
    size = models.BigIntegerField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    stage = models.CharField(max_length=20, blank=True, help_text="The last stage that was finished.")
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    attempt = models.IntegerField(default=0)
    excused = models.IntegerField(
        default=0, db_default=0, help_text="Attempts that were lost for no fault of the file's."
    )
    lease_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="When it became ready, a duplicate, or was refused.")

    media = models.ForeignKey(Media, null=True, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.PICTURE, db_default=Kind.PICTURE)
    media_type = models.CharField(max_length=40, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    duration = models.FloatField(null=True, help_text="Seconds, of a video or a sound.")
    streams = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="What the file says of each stream.",
    )
    maker = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=100, blank=True)
    serial = models.CharField(max_length=100, blank=True)
    taken_at = models.CharField(
        max_length=40, blank=True, help_text="ISO 8601, with the zone only where the file says."
    )
    modified_at = models.CharField(max_length=40, blank=True, help_text="When it was last changed; as ``taken_at``.")
    gps_at = models.CharField(max_length=40, blank=True, help_text="What the receiver said the time was, in UTC.")
    lens = models.CharField(max_length=100, blank=True)
    software = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    altitude = models.FloatField(null=True, help_text="Metres above the sea.")
    metadata = models.JSONField(default=dict)

    class Meta:
        constraints = [
            # The audience first: newest-first lists read it backwards. Copied keys refer to it in any order.
            models.UniqueConstraint(fields=["audience", "id"], name="item_id_audience"),
            models.UniqueConstraint(fields=["archive", "archive_entry"], name="item_once_in_its_archive"),
            *marking_constraints("item"),
        ]
        indexes = [
            models.Index(fields=["unit", "created_at"], name="item_of_unit"),
            models.Index(fields=["case", "-id"], name="item_by_case"),
            models.Index(fields=["upload", "-id"], condition=~models.Q(upload=None), name="item_of_upload"),
            models.Index(fields=["sha256"], name="item_by_sha256"),
            models.Index(fields=["sha1"], name="item_by_sha1"),
            models.Index(fields=["md5"], name="item_by_md5"),
            models.Index(
                fields=["lease_until"], condition=models.Q(state__in=["received", "working"]), name="item_to_do"
            ),
            models.Index(
                fields=["country", "id"], condition=models.Q(state__in=["received", "working"]), name="item_in_turn"
            ),
            models.Index(Upper("serial"), condition=~models.Q(serial=""), name="item_by_serial"),
            models.Index(fields=["latitude", "longitude"], condition=~models.Q(latitude=None), name="item_by_place"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_ready(self) -> bool:
        """True once everything is known of it."""
        return self.state == self.State.READY

    @property
    def length(self) -> str:
        """How long a video or a sound is, as players say it; empty for others."""
        return length_of(self.duration)

    @property
    def has_pictures(self) -> bool:
        """True once previews exist; of other kinds of files there are none."""
        return self.is_ready and self.kind != self.Kind.OTHER
