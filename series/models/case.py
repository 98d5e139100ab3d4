"""A seizure or report in one country that files came from. Never shown beyond the country."""

from django.db import models

from accounts.models import Audience, Tallied


class Case(Tallied):
    """Its audience is the country's national one; the officer is the one responsible."""

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    national_reference = models.CharField(max_length=80)
    exhibit = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    seized_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "national_reference", "exhibit"], name="case_once_a_country"),
            models.UniqueConstraint(fields=["id", "country"], name="case_id_country"),
        ]
        indexes = [
            models.Index(fields=["unit", "created_at"], name="case_of_unit"),
            models.Index(fields=["audience", "-id"], name="case_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.national_reference} {self.exhibit}".strip()
