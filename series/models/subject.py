"""Victims and offenders of a series, who verifies, and who is identified."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Audience, Country, Officer, Tallied
from series.models.case import Case
from series.models.series import Series


class Subject(Tallied):
    """A victim or an offender. ``status`` is settled by the database from claims and identifications."""

    class Role(models.TextChoices):
        """Whom we look for."""

        VICTIM = "victim", "Victim"
        OFFENDER = "offender", "Offender"

    class Status(models.TextChoices):
        """Claimed: a country is verifying, the subject stays active. Identified: confirmed by a second officer."""

        UNIDENTIFIED = "unidentified", "Unidentified"
        CLAIMED = "claimed", "Claimed"
        IDENTIFIED = "identified", "Identified"

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    label = models.CharField(max_length=60)
    known = models.TextField(blank=True, max_length=4000)
    version = models.IntegerField(default=1, db_default=1)
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.UNIDENTIFIED)
    status_country = models.ForeignKey(Country, null=True, on_delete=models.PROTECT, related_name="+")
    identified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "audience"], name="subject_id_audience")]
        indexes = [
            models.Index(fields=["unit", "created_at"], name="subject_of_unit"),
            models.Index(fields=["series", "id"], name="subject_by_series"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_known_by_link(self) -> bool:
        """True where only another subject was identified, who is the same person. By whom and when stands there."""
        return self.status == self.Status.IDENTIFIED and self.status_country_id is None


class Claim(Tallied):
    """A country is verifying who this subject is."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="claims")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "created_at"], name="claim_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["subject", "country"], condition=Q(withdrawn_at=None), name="claim_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Identification(Tallied):
    """The fact that a subject was identified. Counts only once a second officer of the same country confirmed it.

    It stays when the subject is opened again (``Reopening``), and counts no more. No name and no address: ``case``
    (national, so hidden from every other country) holds the national reference.
    """

    class Method(models.TextChoices):
        """How it came about."""

        CLUE = "clue", "A clue was answered"
        DEVICE = "device", "Device or account data"
        PLACE = "place", "The place was recognised"
        PERSON = "person", "The person was recognised"
        REPORT = "report", "A report or disclosure"
        OTHER = "other", "Other"

    class SourceEvaluation(models.TextChoices):
        """Europol Regulation, article 29."""

        A = "A", "A: no doubt"
        B = "B", "B: reliable in most instances"
        C = "C", "C: unreliable in most instances"
        X = "X", "X: cannot be assessed"

    class InformationEvaluation(models.IntegerChoices):
        """Europol Regulation, article 29."""

        CERTAIN = 1, "1: accuracy not in doubt"
        KNOWN_PERSONALLY = 2, "2: known personally to the source"
        CORROBORATED = 3, "3: corroborated"
        NOT_CORROBORATED = 4, "4: not corroborated"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="identifications")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=Method.choices)
    identified_on = models.DateField()
    source_evaluation = models.CharField(max_length=1, choices=SourceEvaluation.choices)
    information_evaluation = models.SmallIntegerField(choices=InformationEvaluation.choices)
    confirmed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True, help_text="Set by the database when the subject is opened again.")

    class Meta:
        indexes = [
            models.Index(fields=["unit", "created_at"], name="identification_of_unit"),
            models.Index(
                fields=["country", "id"],
                condition=Q(confirmed_at=None, revoked_at=None),
                name="identification_unconfirmed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("officer")), name="confirmed_by_a_second_officer"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmation_is_whole",
            ),
            models.UniqueConstraint(
                fields=["subject", "country"], condition=Q(revoked_at=None), name="identification_once_a_country"
            ),
            models.UniqueConstraint(fields=["id", "audience"], name="identification_id_audience"),
            models.UniqueConstraint(fields=["id", "country"], name="identification_id_country"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
