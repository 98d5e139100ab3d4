"""New material of a child who is identified: a file that resembles one of the solved series."""

from django.db import models

from accounts.models import Audience, Country, Officer
from icse.core.ids import uuid7
from series.models.item import Item
from series.models.series import Series
from series.models.subject import Subject


class NewMaterial(models.Model):
    """An item that matches ``other``, of a series in which this subject is identified. Seen by who sees all three.

    Where it is identified only as the same person as another subject (``person``), the row is for the country that
    identified that one alone, as long as it sees that one too: nobody else may know who identified it.

    Written by workers, for the country that identified the subject. Urgent: made, or first seen, after the
    identification, as far as everybody who sees the row may know.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="new_material", db_index=False)
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    other_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="new_material")
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="new_material")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Subject, null=True, on_delete=models.CASCADE, related_name="+")
    person_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    only_for = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_urgent = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)
    reopening_reason = models.CharField(max_length=500, blank=True)
    reopening_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    reopening_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "new material"
        constraints = [
            models.UniqueConstraint(fields=["item", "subject", "other"], name="new_material_once"),
            models.CheckConstraint(
                condition=models.Q(person=None, person_audience=None, only_for=None)
                | models.Q(person__isnull=False, person_audience__isnull=False, only_for__isnull=False),
                name="new_material_of_the_same_person",
            ),
            models.CheckConstraint(
                condition=models.Q(reopening_by=None, reopening_at=None, reopening_reason="")
                | models.Q(reopening_by__isnull=False, reopening_at__isnull=False) & ~models.Q(reopening_reason=""),
                name="reopening_takes_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["country", "-is_urgent", "-id"], name="new_material_of_country")]

    def __str__(self) -> str:
        return str(self.pk)
