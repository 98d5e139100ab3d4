"""Blind hits: that a file matches one which its viewers may not see, as far as the other side's country tells."""

from django.db import models

from accounts.models import Audience, Country, Disclosure
from icse.core.ids import uuid7
from series.models.item import Item


class BlindHit(models.Model):
    """One side of a match between two countries: for who sees ``item``, inside its country.

    Written for both sides of every such match; shown where the match itself (``Hit``) is not. No distance, no kind.
    What is on the other side stands in ``BlindHitOther``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="blind_hits")
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", help_text="The national one of the item's country."
    )
    told = models.CharField(max_length=7, choices=Disclosure.Told.choices)
    whom = models.ForeignKey(
        Country, null=True, on_delete=models.PROTECT, related_name="+", help_text="Only where its country says so."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told="whom", whom__isnull=False) | (~models.Q(told="whom") & models.Q(whom=None)),
                name="blind_hit_names_whom_it_may",
            )
        ]
        indexes = [models.Index(fields=["item"], name="blind_hit_by_item")]

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
