"""A unit says that it is on a series, until a day: so that nobody begins the same work without knowing."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Officer, Owned, Unit
from series.models.series import Series


class Lead(Owned):
    """What a unit is doing about a series. Who sees the series sees it; its keeper is known to the own country only.

    What goes to another unit ends, and begins anew in that unit's name (``earlier``).
    """

    class Kind(models.TextChoices):
        """What is looked for."""

        PLACE = "place", "Identifying the place"
        PRODUCT = "product", "Identifying a product"
        PERSON = "person", "Identifying a person"
        TECHNICAL = "technical", "Technical work"
        OTHER = "other", "Something else"

    class End(models.TextChoices):
        """How it ended."""

        DONE = "done", "Ended by its unit"
        EXPIRED = "expired", "Its last day has passed"
        TAKEN_OVER = "taken_over", "Taken over by another unit"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="leads", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    plan = models.CharField(max_length=500)
    ends_on = models.DateField(help_text="Its last day.")
    keeper = models.ForeignKey(
        Officer,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who carries it; nobody, when it came back to the unit.",
    )
    returned_at = models.DateTimeField(null=True, help_text="When it came back, because its keeper left.")
    offered_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    earlier = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_code = models.CharField(max_length=10, choices=End.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(plan=""), name="lead_says_what"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_code="") | Q(ended_at__isnull=False) & ~Q(end_code=""),
                name="lead_ends_somehow",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(keeper=None), name="lead_that_came_back_has_no_keeper"
            ),
        ]
        indexes = [
            models.Index(fields=["series", "-id"], name="lead_of_series"),
            models.Index(fields=["ends_on"], condition=Q(ended_at=None), name="lead_standing"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
