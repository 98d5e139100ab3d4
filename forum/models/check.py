"""A request that is to be shown to more than its series is: a second officer looks at its crops first."""

from django.db import models

from accounts.models import Audience, Officer, Owned
from forum.models.thread import Thread


class ThreadCheck(Owned):
    """The audience that is wanted, and what the second officer said. Seen by the own country only.

    Its officer is the one who asks for the wide audience; ``audience`` is the own country's.
    """

    class Outcome(models.TextChoices):
        """Empty until a second officer has looked."""

        CONFIRMED = "confirmed", "No person is visible"
        REFUSED = "refused", "Refused"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="checks")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    thread_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    wanted = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=models.Q(outcome=""), name="thread_has_one_open_check"
            ),
            # Two pairs of eyes, and a word by the second.
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_by=None, decided_at=None, reason="")
                | (
                    models.Q(outcome__in=["confirmed", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(decided_by=models.F("officer"))
                ),
                name="check_by_a_second_officer",
            ),
        ]
        indexes = [models.Index(fields=["audience", "id"], condition=models.Q(outcome=""), name="checks_to_do")]

    def __str__(self) -> str:
        return str(self.pk)
