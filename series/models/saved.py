"""Searches that an officer keeps to ask again. What they find is never stored."""

from urllib.parse import urlencode

from django.db import models

from accounts.models import Audience, Owned


class SavedSearch(Owned):
    """What was asked, under a name: of its officer, or of the officer's unit when it is shared."""

    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="The country's national one."
    )
    name = models.CharField(max_length=80)
    asked = models.JSONField(help_text="The fields of the search, as an address has them.")
    is_shared = models.BooleanField(default=False)
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="saved_search_has_a_name")]
        indexes = [models.Index(fields=["unit", "-id"], name="saved_search_of_unit")]

    @property
    def query(self) -> str:
        """What is asked, as an address has it."""
        return urlencode(self.asked)

    def __str__(self) -> str:
        return str(self.pk)
