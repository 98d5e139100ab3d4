"""A question about a clue, on a series or on its own, and its answers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models import Audience, Marked, Owned, Tallied, Unit
from accounts.models.marking import marking_constraints
from forum.models.said import Said
from icse.core.ids import new_reference
from series.models import Identification, Series


def thread_reference() -> str:
    """Return a new reference."""
    return new_reference("CR")


class ClueKind(models.Model):
    """What a clue can be: data, so that kinds can be added without a release."""

    slug = models.SlugField(primary_key=True, max_length=30)
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=200, blank=True)
    position = models.SmallIntegerField(default=0)
    fields = models.JSONField(default=list, blank=True, help_text="Slugs of forum.clues.FIELDS, in their order.")

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Thread(Owned, Marked):
    """A clue request. It has its own audience; what series it belongs to is said in ``ThreadSeries``."""

    class Status(models.TextChoices):
        """Open until the asker marks which answer helped, or closes it."""

        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"

    class Urgency(models.TextChoices):
        """How soon an answer is needed."""

        ROUTINE = "routine", "Routine"
        SOON = "soon", "Soon"
        URGENT = "urgent", "Urgent"

    class Ending(models.TextChoices):
        """What came of it, said by the country that asked when it closes the request."""

        IDENTIFIED = "identified", "Identified"
        NARROWED = "narrowed", "Narrowed to countries"
        COMMON = "common", "Too common to help"
        UNANSWERED = "unanswered", "Unanswered"

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=24, unique=True, default=thread_reference)
    kind = models.ForeignKey(ClueKind, on_delete=models.PROTECT, related_name="+", db_index=False)
    question = models.TextField(max_length=4000)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    accepted_post = models.ForeignKey("Post", null=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True, help_text="Settled by the database: its series is still active.")
    last_activity_at = models.DateTimeField(default=timezone.now)
    details = models.JSONField(default=dict, blank=True, help_text="What is known of the clue, by field (forum.clues).")
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE)
    answer_by = models.DateField(null=True, blank=True)
    hoped_countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    hoped_languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="", db_default="")
    ending_countries = ArrayField(models.CharField(max_length=2), default=list, db_default=[], blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # The audience first: newest-first lists read it backwards. Copied keys refer to it in any order.
            models.UniqueConstraint(fields=["audience", "id"], name="thread_id_audience"),
            models.UniqueConstraint(fields=["id", "country"], name="thread_id_country"),
            *marking_constraints("thread"),
            models.CheckConstraint(
                condition=models.Q(ending="", ended_at=None)
                | ~models.Q(ending="") & models.Q(ended_at__isnull=False, status="closed"),
                name="thread_ends_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(ending="narrowed", ending_countries__len__gt=0)
                | ~models.Q(ending="narrowed") & models.Q(ending_countries=[]),
                name="thread_narrowed_to_countries",
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "-last_activity_at", "-id"], name="thread_newest"),
            # The kind first, so that no question without one reads an audience through it and sorts.
            models.Index(fields=["kind", "audience", "is_active", "id"], name="thread_of_kind"),
        ]

    def __str__(self) -> str:
        return self.reference


class ThreadSeries(models.Model):
    """Which series a thread is about. Seen by who may see both."""

    thread = models.OneToOneField(Thread, primary_key=True, on_delete=models.PROTECT, related_name="about")
    thread_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", db_index=False)
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    country_id = models.CharField(max_length=2)
    officer_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "series_audience"], name="thread_series_audience"),
        ]
        indexes = [models.Index(fields=["series"], name="thread_by_series")]

    def __str__(self) -> str:
        return f"{self.thread_id} about {self.series_id}"


class Post(Tallied, Said):
    """An answer, or a word in between. Redacted: a stone with a reason is left, and nothing of what it said."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1, db_default=1)
    edited_at = models.DateTimeField(null=True)
    redacted_at = models.DateTimeField(null=True)
    redacted_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    redacted_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="post_id_audience"),
            models.UniqueConstraint(fields=["id", "thread"], name="post_id_thread"),
            models.CheckConstraint(
                condition=models.Q(redacted_at=None, redacted_unit=None, redacted_reason="")
                | models.Q(
                    redacted_at__isnull=False,
                    redacted_unit__isnull=False,
                    body="",
                    said_country=None,
                    said_region="",
                    said_product="",
                    said_source="",
                    too_common=False,
                )
                & ~models.Q(redacted_reason=""),
                name="post_redacted_is_empty",
            ),
            models.CheckConstraint(
                condition=~models.Q(body="")
                | models.Q(said_country__isnull=False)
                | ~models.Q(said_region="")
                | ~models.Q(said_product="")
                | models.Q(too_common=True)
                | models.Q(redacted_at__isnull=False),
                name="post_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "created_at"], name="post_of_unit"),
            models.Index(fields=["thread", "id"], name="post_by_thread"),
            models.Index(
                fields=["thread"],
                condition=models.Q(said_country__isnull=False) | models.Q(too_common=True),
                name="post_that_says",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Credit(Owned):
    """The answer that helped an identification."""

    identification = models.OneToOneField(Identification, on_delete=models.PROTECT, related_name="credit")
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="credits")
    thread_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)
