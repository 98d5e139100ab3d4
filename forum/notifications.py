"""Named reads of what an officer is told, as far as the officer sees it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Q, QuerySet

from accounts.languages import language_names
from accounts.models import Officer
from accounts.regions import REGIONS
from forum.models import Cause, Notification, NotificationSettings, Subscription, Thread
from forum.queries import listed_threads
from icse.core.cursors import SCREENFUL
from series.models import Series

PAGE: Final = SCREENFUL
MOST_COUNTED: Final = 99
#: What was told so lately is read out where a page is open.
ALOUD_FOR: Final = timedelta(seconds=60)
NO_LONGER_NEW: Final = Q(cause=Cause.NEW, thread__is_active=False)
#: How a line says what happened, once and several times; the most important first.
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    Cause.MENTION: ("You are mentioned", "You are mentioned {} times"),
    Cause.HELPED: ("Your answer helped", "{} of your answers helped"),
    Cause.NEW: ("New request", "{} times new"),
    Cause.ANSWER: ("1 new answer", "{} new answers"),
    Cause.ENDED: ("The request ended", "The request ended"),
}


@dataclass(frozen=True)
class Line:
    """What was told of one thread and is unread, or is read: one line with a count."""

    thread: Thread
    newest: Notification
    number: int
    words: str
    is_read: bool


@dataclass(frozen=True)
class Place:
    """Where a page ends: among what is read or unread, and at which moment."""

    is_read: bool
    at: datetime


@dataclass(frozen=True)
class TalkPage:
    """One page of lines, unread first, newest first; ``older`` is where the next one begins."""

    lines: list[Line]
    older: Place | None


def told_to(officer: Officer) -> "QuerySet[Notification]":
    """Return what the officer is told. A request that is solved by now is not new to anybody."""
    return Notification.objects.filter(officer=officer).exclude(NO_LONGER_NEW)


def unread_threads(officer: Officer) -> int:
    """Return of how many threads there is something unread, to ``MOST_COUNTED`` and one more."""
    return told_to(officer).filter(read_at=None).order_by().values("thread").distinct()[: MOST_COUNTED + 1].count()


def is_aloud(officer: Officer, now: datetime) -> bool:
    """Tell whether something came a moment ago that may be read out: not in the officer's quiet hours."""
    lately = told_to(officer).filter(read_at=None, told_at__gt=now - ALOUD_FOR)
    return lately.exists() and not settings_of(officer).is_quiet(now)


def unread_by_cause(officer: Officer, *, since: datetime) -> dict[str, int]:
    """Return how much of each cause is unread that was told since then."""
    rows = told_to(officer).filter(read_at=None, told_at__gt=since)
    return dict(rows.order_by().values("cause").annotate(n=Count("pk")).values_list("cause", "n"))


def notifications(officer: Officer, *, cause: str = "", unread: bool = False, after: Place | None = None) -> TalkPage:
    """Return one page. Five queries, however many lines."""
    told = told_to(officer)
    told = told.filter(cause=cause) if cause else told
    told = told.filter(read_at=None) if unread else told
    rows: QuerySet[Any] = told.annotate(
        is_read=ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    )
    folded = rows.order_by().values("thread", "is_read").annotate(at=Max("told_at"), number=Count("pk"))
    found = list(_beyond(folded, after).order_by("is_read", "-at", "thread")[: PAGE + 1])
    lines = _lines(rows, found[:PAGE])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return TalkPage(lines, Place(last["is_read"], last["at"]) if last else None)


def settings_of(officer: Officer) -> NotificationSettings:
    """Return what the officer chose, or what counts for who chose nothing."""
    return NotificationSettings.objects.filter(officer=officer).first() or NotificationSettings(officer=officer)


def subscriptions_of(officer: Officer) -> "QuerySet[Subscription]":
    """Return what the officer follows, newest first."""
    mine = Subscription.objects.filter(officer=officer)
    return mine.select_related("kind", "of_country", "of_unit__country", "series").order_by("-pk")


def followed_series(officer: Officer, series: Series) -> Subscription | None:
    """Return by what the officer follows this series."""
    return Subscription.objects.filter(officer=officer, series=series).first()


def target_in_words(one: Subscription) -> str:
    """Return what is followed; nothing for everything."""
    if one.what == Subscription.What.SERIES and one.series:
        return f"{one.series.reference} {one.series.title}"
    if one.what == Subscription.What.UNIT and one.of_unit:
        return f"{one.of_unit.name}, {one.of_unit.country.name}"
    if one.what == Subscription.What.REGION:
        region = REGIONS.get(one.region)
        return region.name if region else one.region
    if one.what == Subscription.What.LANGUAGE:
        return language_names([one.language])[0]
    named = one.kind or one.of_country
    return named.name if named else ""


def _beyond(folded: "QuerySet[Any]", after: Place | None) -> "QuerySet[Any]":
    if after is None:
        return folded
    if after.is_read:
        return folded.filter(is_read=True, at__lt=after.at)
    return folded.filter(Q(is_read=True) | Q(at__lt=after.at))


def _lines(rows: "QuerySet[Any]", found: Sequence[Mapping[str, Any]]) -> list[Line]:
    keys = [one["thread"] for one in found]
    threads = {one.pk: one for one in listed_threads(list(dict.fromkeys(keys)))}
    here = rows.filter(thread__in=keys)
    newest = here.select_related("post__country", "post__unit").order_by("thread", "is_read", "-told_at")
    last = {(one.thread_id, one.is_read): one for one in newest.distinct("thread", "is_read")}
    causes: dict[tuple[UUID, bool], dict[str, int]] = {}
    for one in here.order_by().values("thread", "is_read", "cause").annotate(n=Count("pk")):
        causes.setdefault((one["thread"], one["is_read"]), {})[one["cause"]] = one["n"]
    return [
        Line(threads[one["thread"]], last[place], one["number"], _in_words(causes[place]), one["is_read"])
        for one in found
        if (place := (one["thread"], one["is_read"])) in last and one["thread"] in threads
    ]


def _in_words(causes: Mapping[str, int]) -> str:
    return ", ".join(
        words[number > 1].format(number) for cause, words in _SAID.items() if (number := causes.get(cause))
    )
