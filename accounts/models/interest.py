"""What shows interest in a thing: seen, open now, worked on. Off until a unit switches it on."""

from typing import ClassVar

from django.db import models

from accounts.models.audience import Audience
from accounts.models.owned import Owned


class Interest(Owned):
    """One officer's interest in one thing, in the unit's name. Others see country and unit.

    ``THING`` is the name of the field with the thing, and of the database's function that tells who shows interest.
    """

    THING: ClassVar[str]

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    present_until = models.DateTimeField(null=True)
    working_since = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)
