"""What the own country has to do about a series, by when, and by whom."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Officer, Owned, Unit
from series.models.series import Series


class Task(Owned):
    """A task of a unit, or of one officer in the country. Seen by who in the own country sees the series."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    country_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    for_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, help_text="When it came back to the unit, because the officer left.")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="task_says_what"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="task_is_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(assignee=None), name="task_that_came_back_is_nobodys"
            ),
        ]
        indexes = [
            models.Index(fields=["series", "-id"], name="task_of_series"),
            models.Index(fields=["for_unit", "due_on", "id"], condition=Q(done_at=None), name="task_open"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
