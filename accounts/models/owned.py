"""What every row that an officer makes has in common."""

from django.db import models

from accounts.models.country import Country, Unit
from accounts.models.officer import Officer
from icse.core.ids import uuid7


class Owned(models.Model):
    """Made by an officer, in the name of a unit and a country; nobody else's officers may edit it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Tallied(Owned):
    """One of the rows that the page of the own unit counts. They are found by unit and time, to be counted anew."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


def owner_fields(officer: Officer) -> dict[str, object]:
    """Return the columns that say in whose name a row is made."""
    return {"country_id": officer.country_id, "unit_id": officer.unit_id, "officer_id": officer.pk}
