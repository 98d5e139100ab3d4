"""Blind hits: that a file matches one which its viewers may not see, as far as the other side's country tells."""

from datetime import UTC, date, datetime

from django.db import models

from accounts.models import Audience, Country, Officer
from icse.core.ids import uuid7
from series.models.item import Item


def today() -> date:
    """Return the day of the budgets, which is of no country: that of UTC."""
    return datetime.now(UTC).date()


class BlindHit(models.Model):
    """One side of a match between two countries: for who sees ``item``, inside its country.

    Written for both sides of every such match, and read by nobody: ``icse_blind_hits`` (``series/sql/blind.sql``) tells
    one line of an item for all that its viewer may not see, as far as the other side's ``Disclosure`` goes now. No
    distance, no kind. What is on the other side stands in ``BlindHitOther``. Nothing is told before ``told_on``: a
    country hears of so many a day. ``is_counted`` says that this one counts there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="blind_hits")
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", help_text="The national one of the item's country."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    told_on = models.DateField(default=today)
    is_counted = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["item"], name="blind_hit_by_item"),
            models.Index(
                fields=["audience", "told_on", "item"], condition=models.Q(is_counted=True), name="blind_hit_by_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class BlindHitOther(models.Model):
    """The hidden side of a blind hit. No officer reads it."""

    blind_hit = models.OneToOneField(BlindHit, primary_key=True, on_delete=models.CASCADE, related_name="other")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["country"], name="blind_hit_by_other")]

    def __str__(self) -> str:
        return str(self.pk)


class BlindProbe(models.Model):
    """That an officer sent a file which matches one that the officer may not see; it stays when the file is deleted.

    Counted by workers, to notice who sends variants of one file until one matches. Kept for two days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", db_index=False)
    other_key = models.UUIDField(help_text="The hidden item. No reference: whoever deletes it does not wait for this.")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "other_key", "sha256"], name="blind_probe_once_a_file")
        ]
        indexes = [models.Index(fields=["created_at"], name="blind_probe_by_time")]

    def __str__(self) -> str:
        return str(self.pk)
