"""What was done to a series, a person in it, a lead or a task that the row itself does not tell afterwards."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Owned
from series.models.series import Series


class Change(Owned):
    """One change, for the history: never the words themselves. Seen with the series, some by the own country only."""

    class What(models.TextChoices):
        """What was done."""

        TEXT = "text", "Text edited"
        MARKING = "marking", "Marking changed"
        SHARING = "sharing", "Shown to others"
        RENEWED = "renewed", "Another last day"
        HANDED_OVER = "handed_over", "In other hands"
        CHANGED = "changed", "Task changed"
        REOPENED = "reopened", "Task opened again"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="changes", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    country_audience = models.ForeignKey(
        Audience, null=True, on_delete=models.PROTECT, related_name="+", help_text="The own country's, if only for it."
    )
    what = models.CharField(max_length=11, choices=What.choices)
    about = models.UUIDField(null=True, help_text="The subject, lead or task of the series, if not the series itself.")
    until = models.DateField(null=True, help_text="The last day that a lead was given.")

    class Meta:
        indexes = [
            models.Index(fields=["series", "-id"], name="change_of_series"),
            models.Index(fields=["about"], condition=~Q(about=None), name="change_by_about"),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.about or self.series_id}"
