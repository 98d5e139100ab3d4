"""Member countries and their specialist units."""

from django.contrib.auth.models import Group
from django.db import models

from icse.core.ids import uuid7


class Country(models.Model):
    """A country of ISO 3166. Only a connected one has officers who see anything."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=40)
    is_member = models.BooleanField(default=False, help_text="Member of INTERPOL.")
    is_connected = models.BooleanField(default=False, help_text="Takes part in this service.")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="country")
    default_audience = models.ForeignKey(
        "accounts.Audience",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Offered first for what its officers make; none: the national one.",
    )

    duty_unit = models.ForeignKey(
        "accounts.Unit",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Hears of referrals and alerts; none: its first unit.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A specialist unit of one country."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=120)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="unit")
    shows_seen = models.BooleanField(default=False, help_text="Others see which series and requests it has opened.")
    shows_presence = models.BooleanField(default=False, help_text="Others see what it has open now.")
    shows_work = models.BooleanField(default=False, help_text="Others see what it says it is working on.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["id", "country"], name="unit_id_country")]

    def __str__(self) -> str:
        return self.name
