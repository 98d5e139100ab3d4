"""Who has opened a series, has it open, works on it; where their units let that be seen."""

from django.db import models

from accounts.models.interest import Interest
from series.models.series import Series


class SeriesInterest(Interest):
    """One officer's interest in one series."""

    THING = "series"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="interests")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "officer"], name="series_interest_once")]
