"""What is left of an item that its country deleted: that it was there, who took it away, when and why."""

from uuid import UUID

from django.db import models

from accounts.models import Audience, Owned
from series.models.case import Case


class Stone(Owned):
    """Never shown beyond the country, as its case. Names the item by a key that leads nowhere any more.

    It is the order as well: written in the officer's request, carried out by a worker, who writes ``removed_at``. So
    the request takes the same time whatever others hold, and nothing is removed of which no stone tells.
    """

    class Reason(models.TextChoices):
        """Why. A closed list: it stands in the record, which holds no words of anybody."""

        MISTAKE = "mistake", "Uploaded by mistake"
        OTHER_CASE = "other_case", "Does not belong to this case"
        HARMLESS = "harmless", "Shows nothing of evidential value"
        RETENTION = "retention", "The time for keeping it has ended"
        ORDERED = "ordered", "A court or the law asks for it"
        REQUESTED = "requested", "A person who is shown asks for it"
        OTHER = "other", "Another reason, as written"

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stones", db_index=False)
    item_key = models.UUIDField(unique=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    note = models.CharField(max_length=500, blank=True)
    removed_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True, help_text="When a hidden match of it was told: that day's budget stays used.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(note=""), name="stone_of_another_reason_says_which"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="stone_by_case"),
            models.Index(fields=["id"], condition=models.Q(removed_at=None), name="stone_to_do"),
            models.Index(
                fields=["audience", "told_on"], condition=~models.Q(told_on=None), name="stone_by_day_of_telling"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def short_key(self) -> str:
        """The end of the item's key: what tells stones apart on a page."""
        return UUID(str(self.item_key)).hex[-8:]
