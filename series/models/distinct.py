"""Contents that say little because they resemble too much: held back for one country, or voted down."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Officer, Owned, Unit
from icse.core.ids import uuid7
from series.models.item import Item
from series.models.media import Media


class SetAside(models.Model):
    """A content that matches too many series which one country sees. Written by workers, for that country alone.

    Counted is only what the whole country may see, so that neither the row nor its absence tells of anything hidden.
    Seen by who sees the item that it was noticed with.
    """

    class Decision(models.TextChoices):
        """What the country's officers say of it."""

        NONE = "", "Not reviewed"
        RELEASED = "released", "Released"
        KEPT = "kept", "Kept aside"

    class Reason(models.TextChoices):
        """Why it is kept aside."""

        NONE = "", "Choose why"
        BLANK = "blank", "Blank, or nearly"
        LOGO = "logo", "Logo, icon or banner"
        LETTERBOX = "letterbox", "Frame or black bars"
        MEME = "meme", "Meme or common picture"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="+", db_index=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="+", help_text="One of the country's own, to look at."
    )
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["media", "country"], name="set_aside_once")]
        indexes = [models.Index(fields=["audience", "-id"], name="set_aside_newest")]

    def __str__(self) -> str:
        return self.decision or "not reviewed"


class HashVote(Owned):
    """A unit says that a content is not distinctive. Seen by who sees the item; counts for the voting country."""

    Reason = SetAside.Reason

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="votes", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=10, choices=SetAside.Reason.choices)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "country"], condition=Q(withdrawn_at=None), name="hash_vote_once_a_country"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
