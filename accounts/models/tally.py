"""How much a unit has done, counted as it is done, so that nobody counts all of it to show a page."""

from django.db import models

from accounts.models.audience import Audience
from accounts.models.country import Unit
from icse.core.ids import uuid7


class Tally(models.Model):
    """So many of a unit's rows of one kind and one week are shown to exactly these audiences.

    Written by the database alone (``forum/sql/tallies.sql``). There may be several of each: what is added is a row of
    its own, so that nobody waits. Without an audience it is a mark: this unit's week is to be counted anew before the
    transaction ends.
    """

    class Kind(models.TextChoices):
        """What was done."""

        CASE = "case", "Cases opened"
        ITEM = "item", "Items uploaded"
        SERIES = "series", "Series made"
        GIVEN = "given", "Contributions to own series"
        ADDITION = "addition", "Additions to others' series"
        ANSWER = "answer", "Answers to others' clue requests"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    week = models.DateField(help_text="Its Monday (UTC).")
    audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    other_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience=None, other_audience=None, number=0)
                | models.Q(audience__isnull=False, number__gt=0),
                name="tally_or_mark",
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "week"], include=["kind", "audience", "other_audience", "number"], name="tally_by_week"
            ),
            models.Index(fields=["unit", "week"], condition=models.Q(number=0), name="tally_marks"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.week}"
