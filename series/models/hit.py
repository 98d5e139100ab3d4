"""Two items that show the same: seen by who may see both."""

from django.db import models

from accounts.models import Audience
from icse.core.ids import uuid7
from series.models.item import Item

#: Two videos are alike when so many percent of the frames of one are in the other. The reference's own threshold
#: (ThreatExchange, vPDQ: VPDQ_QUERY_MATCH_THRESHOLD_PERCENT).
ALIKE_PERCENT = 80


class Hit(models.Model):
    """The later item and an earlier one. Exact (same SHA-256), near (PDQ within 31 of 256 bits), or videos alike.

    Where one of the two is a picture and the other a video, it is near, and ``second`` says where in the video.
    """

    class Kind(models.TextChoices):
        """How sure it is."""

        EXACT = "exact", "Same file"
        NEAR = "near", "Near-duplicate"
        VIDEO = "video", "Similar video"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="hits", db_index=False)
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="hits_as_other", db_index=False)
    other_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    distance = models.SmallIntegerField(default=0)
    orientation = models.CharField(max_length=12, blank=True, help_text="How the later one is turned.")
    second = models.IntegerField(null=True, help_text="Where in the video, of a picture and a video.")
    share = models.SmallIntegerField(null=True, help_text="Percent of the later video's frames in the other one.")
    other_share = models.SmallIntegerField(null=True, help_text="Percent of the other video's frames in the later one.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "other"], name="hit_once")]
        indexes = [models.Index(fields=["other"], name="hit_by_other")]

    def __str__(self) -> str:
        return f"{self.kind} {self.distance}"
