"""Something is new: for open pages, not for the record (that is the audit)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """A type, the keys of what it is about, and every audience that is needed to hear of it. Never content.

    ``id`` is in commit order (an advisory lock sees to it) and stays inside; ``key`` is the stream's cursor, which
    tells nothing about how many others there are.
    """

    id = models.BigIntegerField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField(default=timezone.now)
    type = models.CharField(max_length=40)
    about = ArrayField(models.UUIDField())
    audiences = ArrayField(models.IntegerField())

    class Meta:
        indexes = [models.Index(fields=["at"], name="event_at")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(about=[]), name="event_about_something"),
            models.CheckConstraint(condition=~models.Q(audiences=[]), name="event_for_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.key}"
