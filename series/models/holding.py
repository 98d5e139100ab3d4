"""How many bytes each country has here, counted as they come and go, so that nobody adds them up for an upload."""

from django.db import models

from accounts.models import Country


class Holding(models.Model):
    """One country's: each content of its items once, what it has not finished sending, and archives to be expanded.

    Written by the database alone (``series/sql/holdings.sql``). Contents that others hold too count like any other, so
    that it says nothing of them.
    """

    country = models.OneToOneField(Country, primary_key=True, on_delete=models.PROTECT, related_name="+")
    bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.bytes)
