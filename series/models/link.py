"""Links between series, and between subjects who are the same person. They move no row."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least

from accounts.models import Audience, Country, Officer, Owned
from series.models.series import Series
from series.models.subject import Subject


class Link(Owned):
    """Proposed by the country of one side, decided by the country of the other; seen by who sees both sides.

    Within one country it is accepted as it is made. Only ``state`` can be changed, in its order, with why it was
    undone; the database writes down who changed it and when (``icse_link_turns``).
    """

    class State(models.TextChoices):
        """Open are proposed and accepted; the others are ends."""

        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        UNDONE = "undone", "Undone"

    #: Of one pair there is one of these at most.
    OPEN: ClassVar = (State.PROPOSED.value, State.ACCEPTED.value)

    other_country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=10)
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    undone_country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=500, blank=True, help_text="Why it was undone, for who sees both.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sides(self) -> tuple[UUID, UUID]:
        """The keys of the two that are linked, the proposer's first."""
        raise NotImplementedError

    @property
    def audiences(self) -> tuple[int, int]:
        """The audiences of the two, in the same order."""
        raise NotImplementedError

    @property
    def is_accepted(self) -> bool:
        """True while it joins."""
        return self.state == self.State.ACCEPTED

    @property
    def is_proposed(self) -> bool:
        """True while the other side has not decided."""
        return self.state == self.State.PROPOSED


def _once(name: str, one: str, audience: str) -> models.UniqueConstraint:
    """One open link of a pair, whoever proposed it.

    With the audiences (which are the parents'), or a duplicate key would tell of a link that is hidden.
    """
    return models.UniqueConstraint(
        Least(one, "other"),
        Greatest(one, "other"),
        Least(audience, "other_audience"),
        Greatest(audience, "other_audience"),
        condition=Q(state__in=Link.OPEN),
        name=name,
    )


class SeriesLink(Link):
    """Two series belong together: who sees both is shown both on one page."""

    class Reason(models.TextChoices):
        """Why somebody thinks so."""

        VICTIM = "victim", "The same victim"
        OFFENDER = "offender", "The same offender"
        PLACE = "place", "The same place"
        PICTURES = "pictures", "The same or similar pictures"
        DEVICE = "device", "The same device"
        NAME = "name", "The same name or text"
        OTHER = "other", "Another reason"

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", db_index=False)
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", db_index=False)
    other_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)

    class Meta:
        constraints = [
            _once("series_link_once", "series", "series_audience"),
            models.CheckConstraint(condition=~Q(series=models.F("other")), name="series_link_of_two"),
        ]
        indexes = [
            models.Index(fields=["series", "id"], name="series_link_by_series"),
            models.Index(fields=["other", "id"], name="series_link_by_other"),
        ]

    @property
    def sides(self) -> tuple[UUID, UUID]:
        """The keys of the two series."""
        return self.series_id, self.other_id

    @property
    def audiences(self) -> tuple[int, int]:
        """Of the two series."""
        return self.series_audience_id, self.other_audience_id


class SubjectLink(Link):
    """Two subjects are the same person: an identification of one speaks for the other."""

    class Reason(models.TextChoices):
        """Why somebody thinks so."""

        LOOKS = "looks", "The same face or body"
        MARKS = "marks", "The same marks"
        VOICE = "voice", "The same voice"
        NAME = "name", "The same name or account"
        STATEMENT = "statement", "Somebody said so"
        OTHER = "other", "Another reason"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", db_index=False)
    other_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)

    class Meta:
        constraints = [
            _once("subject_link_once", "subject", "audience"),
            models.CheckConstraint(condition=~Q(subject=models.F("other")), name="subject_link_of_two"),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="subject_link_by_subject"),
            models.Index(fields=["other", "id"], name="subject_link_by_other"),
        ]

    @property
    def sides(self) -> tuple[UUID, UUID]:
        """The keys of the two subjects."""
        return self.subject_id, self.other_id

    @property
    def audiences(self) -> tuple[int, int]:
        """Of the two subjects."""
        return self.audience_id, self.other_audience_id
