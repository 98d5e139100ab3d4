"""What follows an identification: safeguarding and arrest, and opening a subject again."""

from django.db import models
from django.db.models import Q

from accounts.models import Audience, Country, Officer, Owned, Unit
from series.models.subject import Identification, Subject


class SubjectFact(Owned):
    """A dated fact, recorded by a country that identified the subject. Counted apart from identifications."""

    class Kind(models.TextChoices):
        """A victim is safeguarded, an offender is arrested."""

        SAFEGUARDED = "safeguarded", "Safeguarded"
        ARRESTED = "arrested", "Arrested"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="facts")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    happened_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "country", "kind"], condition=Q(withdrawn_at=None), name="fact_once_a_country"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="withdrawing_a_fact_takes_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


#: What is recorded of whom.
FACT_OF_ROLE = {
    Subject.Role.VICTIM.value: SubjectFact.Kind.SAFEGUARDED.value,
    Subject.Role.OFFENDER.value: SubjectFact.Kind.ARRESTED.value,
}


class Reopening(Owned):
    """An identification is said not to hold. Once accepted, it counts no more and its subject is looked for again.

    The country that identified and the owner of the series decide; what they open themselves is accepted at once.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    identification = models.ForeignKey(Identification, on_delete=models.PROTECT, related_name="reopenings")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    answer = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    decided_country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identification", "country"], condition=Q(state="proposed"), name="reopening_proposed_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="opening_again_takes_a_reason"),
            models.CheckConstraint(
                condition=Q(
                    state="proposed",
                    decided_at=None,
                    decided_by=None,
                    decided_unit=None,
                    decided_country=None,
                    answer="",
                )
                | ~Q(state="proposed")
                & Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decided_unit__isnull=False,
                    decided_country__isnull=False,
                ),
                name="reopening_is_decided_whole",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="declining_takes_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
