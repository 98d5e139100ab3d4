"""Who is told that a thread has changed."""

from forum.models import Thread, ThreadSeries
from icse.core import events


def announce(thread: Thread, type: str, *more: object) -> None:
    """Tell who sees the thread; and who sees its series too, that the series has changed.

    :param more: rows whose keys the event carries besides; shown to the thread's audience as well.
    """
    keys = [row.pk for row in more]  # type: ignore[attr-defined]
    events.publish(type, objects=[thread.pk, *keys], audiences=[thread.audience_id])
    about = ThreadSeries.objects.filter(thread=thread).first()
    if about is not None:
        audiences = [about.thread_audience_id, about.series_audience_id]
        events.publish("series.changed", objects=[about.series_id], audiences=audiences)
