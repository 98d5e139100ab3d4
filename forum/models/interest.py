"""Who has opened a thread, has it open, works on it; where their units let that be seen."""

from django.db import models

from accounts.models.interest import Interest
from forum.models.thread import Thread


class ThreadInterest(Interest):
    """One officer's interest in one thread."""

    THING = "thread"

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="interests")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "officer"], name="thread_interest_once")]
