"""Waking a worker. The message carries a key and nothing else; what is to be done is the row."""

import functools
from uuid import UUID

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

log = structlog.get_logger()

#: The name of the task in ``series.tasks``, which a web process need not import: it never decodes or matches.
TASK = "series.tasks.wake"


@functools.cache
def _sender() -> Celery:
    """A Celery application that only sends."""
    app = Celery("icse-sender", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    return app


def wake_worker(item_id: UUID) -> bool:
    """Tell a worker that this item is to be done. Return False when the broker is away: the sweeper sends it again."""
    try:
        _sender().send_task(TASK, [str(item_id)], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("ingest.not_woken", item=str(item_id), error=type(error).__name__)
        return False
    return True
