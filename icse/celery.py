"""The queue: Celery carries wake-ups only; what is to be done is a row in PostgreSQL."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icse.settings")

app = Celery("icse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def check_connection(task: Any, **_: Any) -> None:
    """Have the next task ask whether the database's connection still works: it is kept from one task to the next."""
    if not task.request.is_eager:
        close_old_connections()
