"""Series of one owner put together or taken apart, and the journal by which that is undone."""

from django.db import models

from accounts.models import Audience, Officer, Owned
from icse.core.ids import uuid7
from series.models.series import Series


class Merge(Owned):
    """Rows really moved: of a merge from ``other``, which leads to ``into`` since; of a split from ``into`` to it.

    Written by the database's own functions (``forum/sql/merging.sql``). Seen by who sees both series.
    """

    class Kind(models.TextChoices):
        """Undone are a merge by its journal, a split by a merge."""

        MERGE = "merge", "Merged"
        SPLIT = "split", "Split"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    into = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    other_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Moved(models.Model):
    """One row that a merge moved. ``was`` holds a placement that became one with ``kept``, whole.

    Closed: it names rows that not everybody sees who sees the merge.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=40, help_text="The table.")
    key = models.UUIDField()
    was = models.JSONField(null=True)
    kept = models.UUIDField(null=True)

    class Meta:
        verbose_name_plural = "moved"
        indexes = [models.Index(fields=["kept"], condition=~models.Q(kept=None), name="moved_folded")]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
