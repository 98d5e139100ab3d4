"""Published figures: made by a worker on fixed dimensions, small numbers suppressed."""

from django.db import models

from icse.core.ids import uuid7


class Figure(models.Model):
    """One number of one month. Cumulative since the service began; null where it is too small to publish."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measure = models.CharField(max_length=40)
    region = models.CharField(max_length=40, blank=True, help_text="Empty: the whole world.")
    month = models.DateField()
    value = models.IntegerField(null=True)
    published_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "region", "month"], name="figure_once")]

    def __str__(self) -> str:
        return f"{self.measure} {self.month}"
