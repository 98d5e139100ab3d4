"""Background housekeeping of the leaves."""

from celery import shared_task

from icse.core import events
from icse.core.doors import acting_as_system


@shared_task
def forget_old_events() -> int:
    """Delete events past their retention."""
    with acting_as_system("retention"):
        return events.forget_old()
