"""Handing a series to the country where it was probably made. Each side keeps its own copy."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Audience, Country, Officer, Unit
from icse.core.ids import new_reference, uuid7
from series.models.item import Item
from series.models.series import Series


def referral_reference() -> str:
    """Return a new reference."""
    return new_reference("RF")


class Referral(models.Model):
    """One side's copy of a referral; written by the database's functions only.

    Sent: seen by who sees the series, inside the owner's country. Received: seen inside the country that it went to;
    it holds what the owner chose, and no key of anything else. To a country that takes no part there is no second copy.
    """

    class Side(models.TextChoices):
        """Whose copy it is."""

        SENT = "sent", "Sent"
        RECEIVED = "received", "Received"

    class State(models.TextChoices):
        """Where it stands. The first two of ``BY_HAND`` are for countries that take no part."""

        SENT = "sent", "Sent"
        RECEIVED = "received", "Received"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        PASSED_ON = "passed_on", "Another country proposed"
        REPORTED = "reported", "Outcome reported"
        WITHDRAWN = "withdrawn", "Withdrawn"
        PREPARED = "prepared", "Prepared"
        HANDED_OVER = "handed_over", "Handed over"

    class Outcome(models.TextChoices):
        """What became of it."""

        VICTIM = "victim", "Victim identified"
        OFFENDER = "offender", "Offender identified"
        BOTH = "both", "Victim and offender identified"
        NOT_FOUND = "not_found", "Nobody found"
        NOT_OURS = "not_ours", "Not our country"
        OTHER = "other", "Something else"

    class Package(models.TextChoices):
        """Whether a worker has packed what goes with it."""

        WAITING = "waiting", "Being packed"
        READY = "ready", "Packed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    side = models.CharField(max_length=8, choices=Side.choices)
    twin = models.UUIDField(unique=True, help_text="The other side's copy.")
    reference = models.CharField(max_length=24, help_text="The same on both copies.")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="referrals")
    series_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=11, choices=State.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", help_text="Who refers.")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    to_country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    by_hand = models.BooleanField(default=False, help_text="The country takes no part: sent by other means.")
    note = models.TextField(max_length=2000, blank=True)
    document = models.JSONField(help_text="What goes with it, in words; ``series.exchange.referral_json``.")
    package = models.UUIDField(help_text="The packed file, the same for both copies.")
    package_state = models.CharField(max_length=7, choices=Package.choices, default=Package.WAITING)
    package_size = models.BigIntegerField(default=0)
    earlier = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    pass_to = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    handed_over_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True, help_text="When it escalates, unless it is acknowledged.")
    escalations = models.SmallIntegerField(default=0, help_text="1: supervisors were told. 2: the owner was told.")
    is_active = models.BooleanField(default=True, help_text="The series is not solved; kept by the database.")
    created_at = models.DateTimeField(default=timezone.now)
    last_activity_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "series_audience"], name="referral_id_series_audience"),
            models.UniqueConstraint(fields=["reference", "side"], name="referral_reference_once"),
            models.CheckConstraint(
                condition=Q(side="sent", series__isnull=False, series_audience__isnull=False)
                | Q(side="received", series=None, series_audience=None, officer=None, earlier=None),
                name="received_referral_names_no_series",
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "-last_activity_at"], name="referral_newest"),
            models.Index(
                fields=["due_at"], condition=Q(side="sent", state="sent", escalations__lt=2), name="referral_due"
            ),
            models.Index(
                fields=["to_country"],
                condition=Q(side="received", is_active=True, state__in=["sent", "received", "accepted"]),
                name="referral_waiting",
            ),
            models.Index(
                fields=["unit"],
                condition=Q(side="sent", is_active=True, state__in=["sent", "passed_on", "prepared"]),
                name="referral_of_unit",
            ),
            models.Index(fields=["package"], condition=Q(package_state="waiting"), name="referral_to_pack"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """What the series was called when it was referred."""
        return str(self.document["series"]["title"])

    @property
    def is_packed(self) -> bool:
        """True once the package can be downloaded."""
        return self.package_state == self.Package.READY


class ReferralStep(models.Model):
    """One step of a referral, in one side's copy: by which country and unit; an officer only on the own side's."""

    class Kind(models.TextChoices):
        """What was done."""

        SENT = "sent", "Referred"
        ACKNOWLEDGED = "acknowledged", "Received"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        PASSED_ON = "passed_on", "Another country proposed"
        REPORTED = "reported", "Outcome"
        WITHDRAWN = "withdrawn", "Withdrawn"
        HANDED_OVER = "handed_over", "Handed over"
        SUPERVISORS = "supervisors", "Not acknowledged in time: supervisors were told"
        OWNER = "owner", "Not acknowledged: the owner was told"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    series_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.CharField(max_length=10, blank=True, help_text="A country, an outcome or a day, by the kind of step.")
    body = models.TextField(max_length=2000, blank=True)
    country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.kind

    @property
    def code_in_words(self) -> str:
        """What the code says, as pages show it."""
        return Referral.Outcome(self.code).label if self.kind == self.Kind.REPORTED and self.code else self.code


class ReferralItem(models.Model):
    """A file that goes with a referral: what the worker packs. Nobody else reads it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="files", help_text="The sent copy.")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    is_original = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "number"], name="referral_item_once")]

    def __str__(self) -> str:
        return str(self.number)
