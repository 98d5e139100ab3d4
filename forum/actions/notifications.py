"""What an officer does with notifications: reading them, choosing what to hear of."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Officer
from accounts.permissions import require
from forum.models import Notification, NotificationSettings, Subscription, Thread
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict
from series.models import Series

MOST_SUBSCRIPTIONS = 100


@action
def read_notifications(*, thread: Thread | None = None, by: Officer) -> int:
    """Say that the officer has read what was told, of one thread or all. Return how many rows that were.

    Told to every page that the officer has open.
    """
    rows = Notification.objects.filter(officer=by, read_at=None)
    rows = rows if thread is None else rows.filter(thread=thread)
    found = rows.order_by("-told_at").first()
    if found is None:
        return 0
    number = rows.update(read_at=timezone.now())
    audit.record("notification.read", on=thread, number=number)
    events.publish("notification.read", objects=[found.pk], audiences=[found.audience_id])
    return number


def note_thread_told(*, thread: Thread, by: Officer) -> int:
    """Do the same when the thread is opened: as a rule one look, and nothing to write."""
    unread = Notification.objects.filter(officer=by, thread=thread, read_at=None)
    return read_notifications(thread=thread, by=by) if unread.exists() else 0


@action
def subscribe(*, what: str, by: Officer, series: Series | None = None, **target: Any) -> Subscription:
    """Have the officer told of new requests of this kind, country, and so on; of a series also what follows.

    :param target: the one column that ``what`` needs.
    :raises NotAllowed: the officer's role does not include it.
    :raises Conflict: the officer follows it already, or follows too much.
    """
    require(by, "notification.read")
    if Subscription.objects.filter(officer=by).count() >= MOST_SUBSCRIPTIONS:
        raise Conflict(f"You follow {MOST_SUBSCRIPTIONS} things already. Remove one first.")
    row = Subscription(officer=by, what=what, **target)
    if series is not None:
        row.series, row.series_audience_id = series, series.audience_id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) != "23505":
            raise
        raise Conflict("You follow this already.") from error
    audit.record("subscription.made", on=row, what=what)
    return row


@action
def unsubscribe(*, subscription: Subscription, by: Officer) -> None:
    """Have the officer hear no more of it, beyond what everybody hears."""
    require(by, "notification.read")
    audit.record("subscription.removed", on=subscription, what=subscription.what)
    Subscription.objects.filter(pk=subscription.pk, officer=by).delete()


@action
def change_settings(*, by: Officer, **chosen: Any) -> None:
    """Keep what the officer hears of without asking, quiet hours and mail.

    :raises NotAllowed: the officer's role does not include it.
    """
    require(by, "notification.read")
    NotificationSettings.objects.bulk_create(
        [NotificationSettings(officer=by, **chosen)],
        update_conflicts=True,
        unique_fields=["officer"],
        update_fields=list(chosen),
    )
    audit.record("notification.settings_changed", digest=chosen["digest"])
