"""What speaks for two series belonging together, or for an item belonging in a series; what countries said to it."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Owned
from icse.core.ids import uuid7
from series.models.item import Item
from series.models.series import Series

#: The audiences of a reason beside that of its first series.
_AROUND = ("item_audience", "other_audience", "other_item_audience")


class LinkReason(models.Model):
    """One thing that speaks for a link: written by workers, seen by who sees both sides and the evidence.

    Between ``series`` and ``other``; without ``other``, between ``series`` and ``other_item``, which is in no series or
    in another one. ``item`` lies in ``series``, and ``other_item`` in ``other``: migration 0029 ties each to its
    placement, so that the row goes with it when it is taken out, and moves with it when series are merged. Where texts
    have a name in common there are no items, and ``words`` is that name.

    The last four columns are the database's (``icse_stamp_reason``), so that the queue finds what is open, and of whom,
    without looking at the series. A worker corrects ``is_open`` a moment after a series is solved or opened again.
    """

    class Reason(models.TextChoices):
        """What the two have in common."""

        PICTURES = "pictures", "The same or similar pictures"
        DEVICE = "device", "The same device"
        PLACE = "place", "The same place"
        NAME = "name", "The same name or text"
        OUTSIDE = "outside", "Suggested by a classifier"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    score = models.SmallIntegerField(help_text="0 to 100: how much it says.")
    words = models.CharField(max_length=80, blank=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", db_index=False)
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    item_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    other_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    other_item = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    other_item_audience = models.ForeignKey(
        Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.CharField(max_length=2, editable=False, help_text="Of the two sides' countries the first.")
    other_owner = models.CharField(max_length=2, editable=False)
    of_item = models.BooleanField(default=False, editable=False, help_text="An item is proposed for the series.")
    is_open = models.BooleanField(
        default=True, editable=False, help_text="Neither series is solved or merged, and the item is in none."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "other", "reason", "item", "other_item", "words"],
                name="link_reason_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=False) | Q(item__isnull=False, other_item__isnull=False),
                name="link_reason_of_two",
            ),
        ]
        indexes = [
            # Whoever reads the queue reads these alone: what is asked of a row is in them.
            models.Index(
                fields=["series_audience", "of_item", "reason", "-score", "-id"],
                include=[*_AROUND, "owner", "other_owner"],
                condition=Q(is_open=True),
                name="link_reason_open",
            ),
            models.Index(
                fields=["owner", "of_item", "reason", "-score", "-id"],
                include=["series_audience", *_AROUND, "other_owner"],
                condition=Q(is_open=True),
                name="link_reason_of_owner",
            ),
            models.Index(
                fields=["other_owner", "of_item", "reason", "-score", "-id"],
                include=["series_audience", *_AROUND, "owner"],
                condition=Q(is_open=True),
                name="link_reason_of_other_owner",
            ),
            models.Index(fields=["other"], name="link_reason_by_other", condition=~Q(other=None)),
            models.Index(fields=["item"], name="link_reason_by_item", condition=~Q(item=None)),
            models.Index(fields=["other_item"], name="link_reason_by_other_item", condition=~Q(other_item=None)),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.score}"


class ProposalDecision(Owned):
    """What one country said to a proposed link, for one reason: it is not proposed to it again for that reason.

    Seen by the own country, as far as it sees the two. ``item`` where an item was proposed for the series.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    class Why(models.TextChoices):
        """Why it was rejected."""

        DIFFERENT = "different", "Not the same at all"
        COMMON = "common", "Too common to say anything"
        UNRELATED = "unrelated", "The same, but not related"
        OTHER = "other", "Another reason"

    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="The country's national one."
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=8, choices=LinkReason.Reason.choices, help_text="What it was proposed for.")
    why = models.CharField(max_length=9, choices=Why.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", db_index=False)
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="+")
    other_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="+")
    item_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            # With the audiences, or a duplicate key would tell of a decision that is hidden.
            models.UniqueConstraint(
                fields=[
                    "series",
                    "other",
                    "item",
                    "country",
                    "reason",
                    "series_audience",
                    "other_audience",
                    "item_audience",
                ],
                name="proposal_decision_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=False, item__isnull=True) | Q(other__isnull=True, item__isnull=False),
                name="proposal_decision_of_two",
            ),
        ]
        indexes = [models.Index(fields=["country", "-id"], name="proposal_decision_newest")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.reason}"


class ProposalWork(models.Model):
    """Something that changed, and may speak for a link now: written by triggers, taken by a worker.

    No keys to the rows, which may be gone when it is looked at.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=6, choices=[("item", "Item"), ("series", "Series")])
    key = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.what} {self.key}"


class SeriesName(models.Model):
    """A name or reference that stands in the text of a series, to be found in others' texts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["name"], name="series_name")]

    def __str__(self) -> str:
        return self.name
