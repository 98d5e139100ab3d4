"""What officers are told of clue requests: what happened, who hears of it, and what each wants to hear."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Audience, Country, Officer, Owned, Unit
from forum.models.thread import ClueKind, Post, Thread
from icse.core.ids import uuid7
from series.models import Series


class Cause(models.TextChoices):
    """What happened."""

    NEW = "new", "New request"
    ANSWER = "answer", "New answer"
    HELPED = "helped", "Your answer helped"
    ENDED = "ended", "Request ended"
    MENTION = "mention", "You are mentioned"


class News(Owned):
    """What happened in a request, until officers are told of it. Written with it, removed when they are."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    countries = ArrayField(models.CharField(max_length=2), default=list, help_text="Mentioned.")
    units = ArrayField(models.UUIDField(), default=list, help_text="Mentioned.")
    officers = ArrayField(models.UUIDField(), default=list, help_text="Mentioned.")

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="news_to_tell")]

    def __str__(self) -> str:
        return str(self.pk)


class Subscription(models.Model):
    """What an officer wants to hear of besides what everybody hears; one target, as ``what`` says."""

    class What(models.TextChoices):
        """Of which requests."""

        KIND = "kind", "A kind of clue"
        REGION = "region", "A region"
        LANGUAGE = "language", "A language"
        COUNTRY = "country", "A country"
        SERIES = "series", "A series"
        UNIT = "unit", "A unit"
        ALL = "all", "Everything I may see"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What.choices)
    kind = models.ForeignKey(ClueKind, null=True, on_delete=models.CASCADE, related_name="+")
    region = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=12, blank=True)
    of_country = models.ForeignKey(Country, null=True, on_delete=models.CASCADE, related_name="+")
    of_unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="+")
    series_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "what", "kind", "region", "language", "of_country", "of_unit", "series"],
                nulls_distinct=False,
                name="subscribed_once",
            ),
            models.CheckConstraint(
                condition=Q(series=None, series_audience=None)
                | Q(series__isnull=False, series_audience__isnull=False, what="series"),
                name="subscription_to_a_whole_series",
            ),
        ]
        indexes = [models.Index(fields=["what", "region", "language"], name="subscription_by_what")]

    def __str__(self) -> str:
        return str(self.pk)


class Notification(models.Model):
    """One officer is told of one thing that happened. Written by the database, for those who see the thread then.

    Read by that officer as long as the thread is seen; and the series too (``about_audience``) where it is told because
    the thread is about a series that the officer follows.
    """

    class Why(models.TextChoices):
        """Why this officer."""

        MENTIONED = "mentioned", "You, your unit or your country is mentioned"
        WROTE = "wrote", "You wrote that answer"
        ASKED = "asked", "Your unit asked"
        POSTED = "posted", "You answered there"
        HOPED = "hoped", "Your country or your language is hoped for"
        SERIES = "series", "You follow its series"
        KIND = "kind", "You follow this kind of clue"
        UNIT = "unit", "You follow the unit that asks"
        COUNTRY = "country", "You follow this country"
        LANGUAGE = "language", "You follow this language"
        REGION = "region", "You follow this region"
        ALL = "all", "You follow everything"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="notifications")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    about_audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    why = models.CharField(max_length=10, choices=Why.choices)
    news = models.UUIDField(help_text="What happened; told once to each officer.")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "news"], name="notified_once")]
        indexes = [
            models.Index(fields=["officer", "-told_at"], name="notification_of_officer"),
            models.Index(fields=["officer"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["told_at"], name="notification_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class NotificationSettings(models.Model):
    """What an officer is told without asking, when it is quiet, and whether mail counts it. No row: the defaults."""

    class Digest(models.TextChoices):
        """How often mail says how much there is."""

        OFF = "off", "No mail"
        DAILY = "daily", "Once a day"
        HOURLY = "hourly", "Once an hour"

    officer = models.OneToOneField(Officer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    tells_asked = models.BooleanField(default=True)
    tells_posted = models.BooleanField(default=True)
    tells_hoped = models.BooleanField(default=True)
    tells_mentioned = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.CharField(max_length=10, choices=Digest.choices, default=Digest.OFF)
    digest_hour = models.SmallIntegerField(default=8)
    mailed_until = models.DateTimeField(default=timezone.now, help_text="What was told before is in a mail, or read.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__range=(0, 23)), name="digest_at_an_hour"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_from_and_until",
            ),
        ]
        indexes = [
            models.Index(fields=["mailed_until"], condition=~Q(digest="off"), name="digest_to_send"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def zone(self) -> ZoneInfo:
        """The officer's own time zone."""
        return ZoneInfo(self.time_zone)

    def is_quiet(self, at: datetime) -> bool:
        """Tell whether it is quiet then; quiet hours may pass midnight."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        local = at.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until

    def period_of(self, at: datetime) -> datetime:
        """Return when the digest's period began in which this moment lies."""
        local = at.astimezone(self.zone)
        if self.digest == self.Digest.HOURLY:
            return at.replace(minute=0, second=0, microsecond=0)
        today = datetime.combine(local.date(), time(self.digest_hour), self.zone)
        if today <= local:
            return today
        yesterday = local.date() - timedelta(days=1)
        return datetime.combine(yesterday, time(self.digest_hour), self.zone)
