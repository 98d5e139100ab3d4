"""What officers write beside a series: for all who see it, or for the own country."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Owned, Unit
from series.models.series import Series


class Note(Owned):
    """A note as it stands. Its texts are kept, each with who wrote it; taken away, only that it was there is left."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="notes", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    country_audience = models.ForeignKey(
        Audience, null=True, on_delete=models.PROTECT, related_name="+", help_text="The own country's, if only for it."
    )
    text = models.TextField(max_length=4000, blank=True)
    version = models.IntegerField(default=1)
    removed_at = models.DateTimeField(null=True)
    removed_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="note_id_audience"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_unit=None) & ~Q(text="")
                | Q(removed_at__isnull=False, removed_unit__isnull=False, text=""),
                name="note_has_a_text_until_removed",
            ),
        ]
        indexes = [models.Index(fields=["series", "-id"], name="note_of_series")]

    def __str__(self) -> str:
        return str(self.pk)


class NoteText(Owned):
    """One text that a note had, or has."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="texts")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    country_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    text = models.TextField(max_length=4000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "version"], name="note_text_once_a_version")]

    def __str__(self) -> str:
        return f"{self.note_id} {self.version}"
