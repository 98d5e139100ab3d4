"""One look-up: what an officer asks of hashes or of a file that is not kept."""

from django.db import models

from accounts.models import Audience, Owned


class Lookup(Owned):
    """What was asked, and the near-duplicates that a worker found. Seen by its own officer only, gone after a day.

    ``asked`` holds (kind, value, distance): a digest, a PDQ, or the SHA-256 of a file, and then its SHA-1 and MD5.
    ``found`` holds the keys of the items that the officer was shown then: (number of what was asked, item, distance,
    orientation, and of videos second, share and other share). Whoever reads them asks for the items again, under the
    policies of that moment. Digests need no worker, and stand in ``asked`` alone.
    ``note`` says why nothing was compared by looks, or which part of a video was not.
    """

    class State(models.TextChoices):
        """Whether a worker is still needed. Refused: nothing could be compared, with the reason."""

        WAITING = "waiting", "Waiting"
        DONE = "done", "Answered"
        REFUSED = "refused", "Not compared"

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked = models.JSONField()
    found = models.JSONField(default=list)
    looks = models.JSONField(default=list, help_text="The PDQs of a file, in hex: lists are asked by them too.")
    things = models.IntegerField(help_text="How many were asked about; counts in the day's budget.")
    has_file = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True, help_text="Why nothing was compared by looks.")
    answered_at = models.DateTimeField(null=True)
    attempt = models.IntegerField(default=0, db_default=0, help_text="How many workers have tried.")
    lease_until = models.DateTimeField(null=True, help_text="Until then a worker has it.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(things__gte=1, things__lte=1000), name="lookup_of_some_things")
        ]
        indexes = [
            models.Index(fields=["country", "created_at"], name="lookup_by_day"),
            models.Index(fields=["officer", "-id"], name="lookup_by_officer"),
        ]

    @property
    def words(self) -> str:
        """Say what was not compared by looks, and what was done instead."""
        return f"{self.note} It was looked for by its bytes only." if self.state == self.State.REFUSED else self.note

    def __str__(self) -> str:
        return str(self.pk)
