"""Ongoing abuse is suspected: a flag on a series that asks duty units for an answer until there is one."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Owned
from series.models.series import Series


class Alert(Owned):
    """Raised by any country that may contribute; withdrawn by it, or by the owner, with a reason."""

    class Reason(models.TextChoices):
        """Why it is thought so."""

        RECENT = "recent", "Made very recently"
        APPEARING = "appearing", "New material keeps appearing"
        STATEMENT = "statement", "Somebody says so"
        ACCESS = "access", "A suspect has access to the child"
        OTHER = "other", "Something else"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="alerts")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, choices=Reason.choices)
    reason = models.TextField(max_length=2000)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    escalations = models.SmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series"], condition=Q(withdrawn_at=None), name="one_alert_a_series"),
            models.UniqueConstraint(fields=["audience", "id"], name="alert_id_audience"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by_country=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by_country__isnull=False) & ~Q(withdrawn_reason=""),
                name="alert_ends_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="alert_says_why"),
        ]
        indexes = [
            models.Index(fields=["audience", "-id"], condition=Q(withdrawn_at=None), name="alert_standing"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Acknowledgement(Owned):
    """A unit has seen an alert, and says whether it acts. Who sees the series sees it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="acknowledgements")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    acts = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "unit"], name="acknowledged_once_a_unit")]

    def __str__(self) -> str:
        return str(self.pk)
