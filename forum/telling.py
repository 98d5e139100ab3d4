"""Telling officers of what happened in clue requests. For workers, as the system."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from accounts.regions import regions_of
from forum.models import News, Notification, Thread
from icse.core import events

#: A longer list is told in parts; each officer's page looks for its own.
_IN_ONE_EVENT = 1000


@dataclass(frozen=True)
class Hopes:
    """Whose knowledge a request hopes for: countries by code, languages by tag."""

    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def hopes_of(thread: Thread) -> Hopes:
    """Return whose knowledge the request hopes for: here ``hoped_countries`` and ``hoped_languages`` are read."""
    return Hopes(tuple(thread.hoped_countries), tuple(thread.hoped_languages))


def tell(news_id: UUID) -> int | None:
    """Tell officers of one thing that happened, in this transaction. Return how many; None where another worker does.

    What the transaction writes and removes together is done once, whatever becomes of the worker.
    """
    rows = News.objects.select_related("thread").select_for_update(skip_locked=True, no_key=True, of=("self",))
    news = rows.filter(pk=news_id).first()
    if news is None:
        return None
    hopes = hopes_of(news.thread)
    regions = regions_of({news.thread.country_id, *hopes.countries})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT icse_tell_news(%s, %s, %s, %s)",
            [news.pk, list(hopes.countries), list(hopes.languages), regions],
        )
        keys = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(keys), _IN_ONE_EVENT):
        some = keys[start : start + _IN_ONE_EVENT]
        events.publish("notification.appeared", objects=some, audiences=[news.audience_id])
    News.objects.filter(pk=news.pk).delete()
    return len(keys)


def untold(before: datetime, most: int) -> list[UUID]:
    """Return the oldest things that happened before this moment and are not told yet."""
    return list(News.objects.filter(created_at__lt=before).order_by("created_at").values_list("pk", flat=True)[:most])


def forget_old(now: datetime, days: int) -> int:
    """Remove what was told so long ago. Return how many rows went."""
    return Notification.objects.filter(told_at__lt=now - timedelta(days=days)).delete()[0]
