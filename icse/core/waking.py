"""Waking a worker. The message carries a task's name and a key; what is to be done is a row."""

import functools
from uuid import UUID

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

_log = structlog.get_logger("icse.waking")


@functools.cache
def _sender() -> Celery:
    """A Celery application that only sends: a web process imports no task."""
    app = Celery("icse-sender", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    return app


def wake(task: str, key: UUID) -> bool:
    """Tell a worker that this row is to be done. Return False when the broker is away: a sweep sends it again."""
    try:
        _sender().send_task(task, [str(key)], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        _log.warning("task.not_sent", task=task, error=type(error).__name__)
        return False
    return True
