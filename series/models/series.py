"""Items grouped by the same victim or offender."""

from django.db import models
from django.utils import timezone

from accounts.models import Audience, Marked, Tallied
from accounts.models.marking import marking_constraints
from icse.core.ids import new_reference
from series.models.item import Item


def series_reference() -> str:
    """Return a new reference."""
    return new_reference("SE")


#: What boards filter by. With these in the index no row is read to be left out, and the planner does not sort.
SETTLED = ("active_for_victims", "active_for_offenders", "being_verified", "merged_into")


class Series(Tallied, Marked):
    """Owned by a country, shown to an audience.

    What the board needs (counts of subjects, active or not, last activity) is settled by the database itself when
    subjects and identifications change (``series/sql``), whoever's officer changed them.
    """

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=24, unique=True, default=series_reference)
    title = models.CharField(max_length=160)
    summary = models.TextField(blank=True, max_length=10_000)
    version = models.IntegerField(default=1)

    active_for_victims = models.BooleanField(default=True)
    active_for_offenders = models.BooleanField(default=False)
    being_verified = models.BooleanField(default=False)
    ongoing_suspected = models.BooleanField(default=False, db_default=False, help_text="An alert stands.")
    victims = models.IntegerField(default=0)
    victims_identified = models.IntegerField(default=0)
    offenders = models.IntegerField(default=0)
    offenders_identified = models.IntegerField(default=0)
    last_activity_at = models.DateTimeField(default=timezone.now)
    #: Of the same owner and audience, which the database keeps equal. What was in this one is there, and so leads its
    #: address; it is in no list.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            # The audience first: newest-first lists read it backwards. Copied keys refer to it in any order.
            models.UniqueConstraint(fields=["audience", "id"], name="series_id_audience"),
            *marking_constraints("series"),
        ]
        indexes = [
            models.Index(fields=["unit", "created_at"], name="series_of_unit"),
            models.Index(
                fields=["unit"],
                include=["id", "audience", "country"],
                condition=models.Q(active_for_victims=True) | models.Q(active_for_offenders=True),
                name="series_active_of_unit",
            ),
            models.Index(fields=["merged_into"], condition=~models.Q(merged_into=None), name="series_merged"),
            models.Index(fields=["audience", "-last_activity_at", "-id"], include=SETTLED, name="series_newest"),
            models.Index(
                fields=["audience", "-last_activity_at", "-id"],
                condition=models.Q(active_for_victims=True),
                name="series_board",
            ),
            models.Index(
                fields=["audience", "-last_activity_at", "-id"],
                condition=models.Q(active_for_offenders=True),
                name="series_of_offenders",
            ),
            models.Index(
                fields=["audience", "-last_activity_at", "-id"],
                condition=models.Q(being_verified=True),
                name="series_being_verified",
            ),
            # The country first, so that no question without one is tempted to read an audience through it and sort.
            models.Index(
                fields=["country", "audience", "-last_activity_at", "-id"], include=SETTLED, name="series_of_country"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_active(self) -> bool:
        """True while somebody in it is still to be found."""
        return self.active_for_victims or self.active_for_offenders


class Placement(Tallied):
    """An item in a series. Seen by who may see both."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="placements", db_index=False)
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="placements", db_index=False)
    item_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # With the audiences (which are the parents'), or a duplicate key would tell of a placement that is hidden.
            models.UniqueConstraint(
                fields=["item", "item_audience", "series", "series_audience"], name="placement_once"
            ),
        ]
        # The only one that begins with the series, so that a page of a large one is read in order; counts need no more.
        indexes = [
            models.Index(fields=["unit", "created_at"], name="placement_of_unit"),
            models.Index(
                fields=["series", "-id"], include=["series_audience", "item_audience"], name="placement_by_series"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.series_id}"
