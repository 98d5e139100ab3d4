"""The part of a picture that a clue request shows, and, apart from it, which picture that was."""

from django.db import models

from accounts.models import Audience, Owned
from forum.models.thread import Thread
from icse.core.ids import uuid7
from series.models import Item


class Crop(Owned):
    """Cut by the server, encoded anew, without metadata. Seen by who sees the thread."""

    class State(models.TextChoices):
        """A worker cuts it."""

        WAITING = "waiting", "Being cut"
        READY = "ready", "Ready"
        REFUSED = "refused", "Refused"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="crops")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "audience"], name="crop_id_audience")]
        indexes = [
            models.Index(fields=["thread", "id"], name="crop_by_thread"),
            models.Index(fields=["created_at"], condition=models.Q(state="waiting"), name="crop_to_do"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CropSource(models.Model):
    """The hidden parent: the item and the rectangle (fractions of the picture as displayed)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crop = models.OneToOneField(Crop, on_delete=models.PROTECT, related_name="source")
    thread_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    country_id = models.CharField(max_length=2)
    officer_id = models.UUIDField()
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()

    def __str__(self) -> str:
        return str(self.pk)
