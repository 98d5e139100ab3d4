"""What a country lets others know of its hidden files when one of theirs matches."""

from django.db import models

from accounts.models.audience import Audience
from accounts.models.owned import Owned


class Disclosure(Owned):
    """A country's word on blind hits. Without a row: that a match exists, and no more. Seen inside the country only."""

    class Told(models.TextChoices):
        """How much the other side learns. Nothing takes a reason and a day on which it is looked at again."""

        NOTHING = "nothing", "Nothing"
        EXISTS = "exists", "That a match exists"
        WHOM = "whom", "That a match exists, and that my country holds it"

    audience = models.OneToOneField(Audience, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(max_length=7, choices=Told.choices, default=Told.EXISTS)
    reason = models.CharField(max_length=500, blank=True)
    review_on = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country"], name="one_disclosure_a_country"),
            models.CheckConstraint(
                condition=~models.Q(told="nothing") | (~models.Q(reason="") & models.Q(review_on__isnull=False)),
                name="silence_takes_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id}: {self.told}"
