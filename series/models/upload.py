"""An upload as a thing to return to: what is sent of it, what need not be sent, and its archives."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Audience, Marked, Owned
from accounts.models.marking import marking_constraints
from series.models.case import Case

LONGEST_PATH = 1000


class Upload(Owned, Marked):
    """Files that are sent together: of one case, for one audience, marked alike. Seen by the own country only.

    ``Item.upload`` holds its key. What it expects is what the sender said, and only for showing how far it has come.
    """

    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="The country's national one."
    )
    files_audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", help_text="Chosen for its files."
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="uploads")
    nature = models.CharField(max_length=10)
    expected_files = models.IntegerField(default=0)
    expected_bytes = models.BigIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    retry_asked_at = models.DateTimeField(null=True, help_text="A worker takes back what failed, and empties this.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "country", "files_audience"], name="upload_id_country_audience"),
            *marking_constraints("upload"),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="upload_by_unit"),
            models.Index(fields=["id"], condition=~models.Q(retry_asked_at=None), name="upload_to_retry"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PartOfUpload(Owned):
    """What belongs to an upload carries its audiences."""

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    files_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=LONGEST_PATH, blank=True, help_text="Where the sender had it. Only shown.")
    size = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Transfer(PartOfUpload):
    """One file that is being sent in pieces. Only who began it sees it and goes on with it.

    ``received`` bytes are safely on the disk; what lies beyond them there is cut off when it goes on.
    """

    class State(models.TextChoices):
        """Under way, or taken."""

        OPEN = "open", "Under way"
        DONE = "done", "Whole"

    received = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, help_text="What the sender says that it is; checked.")
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    expires_at = models.DateTimeField()
    item_key = models.UUIDField(null=True, help_text="The item that came of it.")
    archive_key = models.UUIDField(null=True, help_text="The archive that came of it.")

    class Meta:
        indexes = [
            models.Index(fields=["upload", "officer"], name="transfer_by_upload"),
            models.Index(fields=["expires_at"], name="transfer_by_end"),
        ]


class Archive(PartOfUpload):
    """A ZIP file whose members become items. Its bytes go once it is expanded; its hashes and counts stay.

    The row is also the work to be done, as an item's is.
    """

    class State(models.TextChoices):
        """Ready and refused are ends."""

        RECEIVED = "received", "Received"
        WORKING = "working", "Being expanded"
        READY = "ready", "Expanded"
        REFUSED = "refused", "Refused"

    sha256 = models.CharField(max_length=64)
    sha1 = models.CharField(max_length=40)
    md5 = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    attempt = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="inner", db_index=False)
    entry = models.IntegerField(null=True, help_text="Which member of the parent it is.")
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    depth = models.SmallIntegerField(default=1)
    next_entry = models.IntegerField(default=0, help_text="Members before this one are settled.")
    taken = models.IntegerField(default=0)
    unpacked = models.BigIntegerField(default=0, help_text="Bytes of what was taken.")
    refused = models.IntegerField(default=0)
    refused_names = ArrayField(models.CharField(max_length=400), default=list, help_text="Why, and its name: some.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parent", "entry"], name="archive_once_in_its_parent")]
        indexes = [
            models.Index(fields=["upload", "-id"], name="archive_by_upload"),
            models.Index(
                fields=["lease_until"], condition=models.Q(state__in=["received", "working"]), name="archive_to_do"
            ),
        ]

    @property
    def is_settled(self) -> bool:
        """True once nothing more will happen to it."""
        return self.state in (self.State.READY, self.State.REFUSED)

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """Why a member was not taken, and its name."""
        parts = (one.partition(" ") for one in self.refused_names)
        return [(code, name) for code, _, name in parts]


class SkippedFile(PartOfUpload):
    """A file that did not travel: the sender's hash said that it is known here."""

    class Why(models.TextChoices):
        """Where it is known from."""

        IN_CASE = "in_case", "Already in this case"
        HARMLESS = "harmless", "On a list of harmless files"

    sha256 = models.CharField(max_length=64)
    why = models.CharField(max_length=10, choices=Why.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "sha256", "path"], name="skipped_once")]
        indexes = [models.Index(fields=["officer", "-id"], name="skipped_by_officer")]
