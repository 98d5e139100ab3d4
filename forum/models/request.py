"""Requests to an owner: to see something, to use it in court, to pass it on. Each side keeps its own copy."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Officer, Unit
from forum.models.thread import Thread
from icse.core.ids import uuid7
from series.models import BlindHit, Item, Series


class Request(models.Model):
    """One side's copy of a request; written by the database's functions only.

    Sent: what the requester wrote and was told. It never says whether the reference exists. Received: what it is
    about; seen by who sees that, inside the owner's country. A reference that leads nowhere is received by nobody: its
    copy has no audience.
    """

    class Side(models.TextChoices):
        """Whose copy it is."""

        SENT = "sent", "Sent"
        RECEIVED = "received", "Received"

    class Purpose(models.TextChoices):
        """What is asked for."""

        SIGHT = "sight", "To see it"
        JUDICIAL = "judicial", "To use it in judicial proceedings"
        DISSEMINATION = "dissemination", "To pass it on"

    class State(models.TextChoices):
        """Where it stands. Accepted, declined and withdrawn are ends."""

        WAITING = "waiting", "Waiting for the owner"
        ASKED_BACK = "asked_back", "The owner asks back"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    side = models.CharField(max_length=8, choices=Side.choices)
    twin = models.UUIDField(unique=True, help_text="The other side's copy.")
    audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=13, choices=Purpose.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", help_text="Who asks.")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=24, blank=True, help_text="As heard of; on the sent copy.")
    # No index on what a copy is about: a plan counts the rows that it reads and takes away, and so would tell.
    blind_hit = models.ForeignKey(BlindHit, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    object_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_type = models.CharField(max_length=6, blank=True, help_text="What the owner opened: series, item, thread.")
    opened_key = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_activity_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "object_audience"], name="request_id_object_audience"),
        ]
        indexes = [
            models.Index(fields=["audience", "-last_activity_at"], name="request_newest"),
            models.Index(fields=["officer", "-created_at"], name="request_by_officer"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """True while it can still be decided."""
        return self.state in (self.State.WAITING, self.State.ASKED_BACK)


class RequestWord(models.Model):
    """What one side wrote to the other, in each side's copy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="words")
    audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    object_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_owner = models.BooleanField()
    body = models.TextField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="request_word_says_something"),
        ]
        indexes = [models.Index(fields=["request", "id"], name="word_by_request")]

    def __str__(self) -> str:
        return str(self.pk)
