"""One unit's upload of one media."""

from django.db import models
from django.db.models.functions import Upper

from accounts.models import Audience, Marked, Owned
from accounts.models.marking import marking_constraints
from series.models.case import Case
from series.models.media import Media


class Item(Owned, Marked):
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

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items", db_index=False)
    upload = models.UUIDField(null=True, help_text="Files sent together; a key that the page made.")
    name = models.CharField(max_length=255)
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

    media = models.ForeignKey(Media, null=True, on_delete=models.PROTECT, related_name="items")
    media_type = models.CharField(max_length=40, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    maker = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=100, blank=True)
    serial = models.CharField(max_length=100, blank=True)
    taken_at = models.CharField(
        max_length=40, blank=True, help_text="ISO 8601, with the zone only where the file says."
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    metadata = models.JSONField(default=dict)

    class Meta:
        constraints = [
            # The audience first: newest-first lists read it backwards. Copied keys refer to it in any order.
            models.UniqueConstraint(fields=["audience", "id"], name="item_id_audience"),
            *marking_constraints("item"),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="item_by_case"),
            models.Index(fields=["officer", "upload"], name="item_by_upload"),
            models.Index(fields=["sha256"], name="item_by_sha256"),
            models.Index(
                fields=["lease_until"], condition=models.Q(state__in=["received", "working"]), name="item_to_do"
            ),
            models.Index(
                fields=["country", "id"], condition=models.Q(state__in=["received", "working"]), name="item_in_turn"
            ),
            models.Index(Upper("serial"), condition=~models.Q(serial=""), name="item_by_serial"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def has_pictures(self) -> bool:
        """True once previews exist."""
        return self.state == self.State.READY
