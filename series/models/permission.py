"""The owner's recorded permission to do what a handling code forbids."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Owned
from series.models.item import Item
from series.models.series import Series


class Permission(Owned):
    """Given by the owner's country to one other, for a series (and the owner's items in it) or for one item.

    Seen by the two countries, as far as they see what it is about.
    """

    class Purpose(models.TextChoices):
        """H1 asks for the first, H2 for the second."""

        JUDICIAL = "judicial", "Use in judicial proceedings"
        DISSEMINATION = "dissemination", "Passing on"

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="permissions")
    item = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="permissions")
    to_country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=13, choices=Purpose.choices)
    note = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(series=None, item__isnull=False) | Q(series__isnull=False, item=None),
                name="permission_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["series"], condition=~Q(series=None), name="permission_by_series"),
            models.Index(fields=["item"], condition=~Q(item=None), name="permission_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.to_country_id}"
