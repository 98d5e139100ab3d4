"""Lists of hashes that somebody else made, and which items are on them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Officer, Unit
from icse.core.ids import uuid7
from series.models.item import Item


class HashList(models.Model):
    """One version of a list: of files that are harmless, or of known material. For all members, or for one country.

    A list for all is the administrators' or the operator's; it has a unit and an officer only where an administrator
    imported it from the page. One row stays for the record when what the list said is gone.
    """

    class Kind(models.TextChoices):
        """What the list says of the files on it."""

        HARMLESS = "harmless", "Harmless files"
        KNOWN = "known", "Known material"

    class State(models.TextChoices):
        """How far it has come. It counts while it is current; the last three are ends."""

        WAITING = "waiting", "Waiting"
        READING = "reading", "Being read"
        MARKING = "marking", "Being compared with what is here"
        CURRENT = "current", "Current"
        SUPERSEDED = "superseded", "Replaced by a later version"
        REFUSED = "refused", "Refused"
        REMOVED = "removed", "Removed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    for_all = models.BooleanField(default=False, help_text="The audience is all members; administrators see no other.")
    country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    size = models.BigIntegerField(default=0, help_text="Bytes of the file that it was read from.")
    done = models.BigIntegerField(default=0, help_text="Bytes read, or items compared.")
    todo = models.BigIntegerField(default=0, help_text="Of how many.")
    entries = models.BigIntegerField(default=0)
    bad = models.BigIntegerField(default=0, help_text="Lines that were left out.")
    bad_lines = models.JSONField(default=list, help_text="The first of them: number and code, never what they hold.")
    reason_code = models.CharField(max_length=20, blank=True)
    algorithms = ArrayField(models.CharField(max_length=6), default=list)
    attempt = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    current_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True, help_text="What it said of items is gone.")

    #: What share of all items a worker has compared with it. Not written down: others' items are among them.
    compared = 0.0

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audience", "id"], name="hash_list_id_audience"),
            models.UniqueConstraint(fields=["audience", "name", "version"], name="hash_list_version_once"),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["waiting", "reading", "marking"]),
                name="hash_list_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def is_current(self) -> bool:
        """True while it counts."""
        return self.state == self.State.CURRENT and self.removed_at is None

    @property
    def is_open(self) -> bool:
        """True while a worker has to do with it."""
        return self.removed_at is None and self.state in (self.State.WAITING, self.State.READING, self.State.MARKING)


class ListedHash(models.Model):
    """One hash of a list. Millions of rows: the key is also what hashes are looked up by.

    ``decides``: the strongest hash that its line gives. On a list of harmless files only that one makes an item
    harmless: a file can be made to have another's MD5 or SHA-1, and its PDQ. On a list of known material each does.
    """

    class Algorithm(models.IntegerChoices):
        """From the weakest to the strongest; PDQ says what a picture looks like."""

        PDQ = 1, "pdq"
        MD5 = 2, "md5"
        SHA1 = 3, "sha1"
        SHA256 = 4, "sha256"

    pk = models.CompositePrimaryKey("digest", "algorithm", "hash_list")
    digest = models.BinaryField(max_length=32)
    algorithm = models.SmallIntegerField(choices=Algorithm.choices)
    # The composite key to the list (migration 0013) holds both columns; two more would cost time for each row.
    hash_list = models.ForeignKey(HashList, on_delete=models.CASCADE, related_name="hashes", db_constraint=False)
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    decides = models.BooleanField(default=True)

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class Listing(models.Model):
    """An item that is on a list: seen by who sees the item and the list.

    No column of the item, since that would tell whoever sees the item of another country's list.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="listings", db_index=False)
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    hash_list = models.ForeignKey(HashList, on_delete=models.CASCADE, related_name="listings")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=HashList.Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "hash_list"], name="listing_once")]

    def __str__(self) -> str:
        return self.kind
