"""What hangs on answers: their earlier texts, whom they mention, what helped, translations; and unfinished texts."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Audience, Country, Officer, Owned, Unit
from forum.models.said import Said
from forum.models.thread import Post, Thread
from icse.core.ids import uuid7
from series.models import Indication


class PostVersion(Owned, Said):
    """What a post said before somebody of its unit wrote another text; ``officer`` is who replaced it, then."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="versions", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "version"], name="post_version_once")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.version}"


class PostMention(models.Model):
    """A country, a unit or a colleague named in a post, who could see its thread when it was written.

    Others stay text. An officer is named to the own country only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    typed = models.CharField(max_length=140, help_text="As it stands in the text.")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "typed"], name="post_mention_once")]

    def __str__(self) -> str:
        return str(self.pk)


class PostMark(Owned):
    """The word of the country that asked: this answer helped. Several may."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="mark")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="marks")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class IndicationCredit(Owned):
    """The answer that a country indication came from; seen by who sees the series and the thread."""

    indication = models.OneToOneField(Indication, on_delete=models.CASCADE, related_name="credit")
    series_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="indications")
    thread_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class PostTranslation(Owned):
    """A version of a post in another language, made by a machine; shown to who sees the post. A worker writes it."""

    class State(models.TextChoices):
        """A worker translates."""

        WAITING = "waiting", "Being translated"
        READY = "ready", "Ready"
        REFUSED = "refused", "Refused"

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="translations", db_index=False)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(help_text="Of the post.")
    target = models.CharField(max_length=12, help_text="Into which language.")
    source = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    text = models.TextField(blank=True)
    engine = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "version", "target"], name="post_translation_once"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state="waiting"), name="translation_to_do"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Draft(models.Model):
    """What an officer has typed and not posted; nobody else's to see. Kept when the thread is no longer shown."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(
        Thread, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: a new request."
    )
    audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(help_text="The form's fields, as they were typed.")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "thread"], nulls_distinct=False, name="draft_once"),
            models.CheckConstraint(
                condition=Q(thread=None, audience=None) | Q(thread__isnull=False, audience__isnull=False),
                name="draft_thread_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
