"""How many bytes each country has here, counted as they come and go, so that nobody adds them up for an upload."""

from django.db import models

from accounts.models import Country
from icse.core.ids import uuid7


class Holding(models.Model):
    """A change of it: the sum of a country's rows is what it holds, and the sweep makes one row of many.

    Each content of its items counts once, what it has not finished sending, and archives to be expanded. No row is
    ever updated, so that nobody who sends waits for another one, or each for the other.

    Written by the database alone (``series/sql/holdings.sql``). Contents that others hold too count like any other, so
    that it says nothing of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.bytes)
