"""What a unit is told of what became of that in which it took part."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Unit
from forum.models.thread import Thread
from icse.core.ids import uuid7
from series.models import Item, Subject


class Outcome(models.Model):
    """One way in which a unit took part in a series, and what is told of one of its subjects. Written by the database.

    Seen by the unit, as far as its officers see the series and what they took part with: an item or a request. Where
    ``subject`` is empty, a unit that answered a request and does not see the series is told that it is solved.
    """

    class Way(models.TextChoices):
        """How a unit took part."""

        MADE = "made", "made the series"
        NAMED = "named", "described a victim or an offender"
        VERIFIED = "verified", "verified"
        IDENTIFIED = "identified", "identified"
        PROPOSED = "proposed", "proposed to open it again"
        UPLOADED = "uploaded", "uploaded a file"
        PLACED = "placed", "added a file"
        ASKED = "asked", "asked"
        ANSWERED = "answered", "answered a request"
        INDICATED = "indicated", "said where it was made"
        REFERRED = "referred", "got a referral"

    class State(models.TextChoices):
        """What is told."""

        IDENTIFIED = "identified", "Identified"
        REOPENED = "reopened", "Opened again"
        DECLINED = "declined", "Not opened again"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, null=True, on_delete=models.CASCADE, related_name="+")
    audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="+")
    item_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="+")
    thread_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    is_change = models.BooleanField(default=False, help_text="Something else was told before.")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "unit", "way", "item", "thread"], nulls_distinct=False, name="outcome_told_once"
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=False, audience__isnull=False)
                | Q(subject=None, audience=None, item=None, thread__isnull=False),
                name="outcome_of_something",
            ),
            models.CheckConstraint(
                condition=Q(item=None, item_audience=None) | Q(item__isnull=False, item_audience__isnull=False),
                name="outcome_item_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(thread=None, thread_audience=None) | Q(thread__isnull=False, thread_audience__isnull=False),
                name="outcome_thread_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-told_at", "-id"], name="outcome_of_unit"),
            models.Index(fields=["unit"], condition=Q(read_at=None), name="outcome_unread"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
