"""The queue: Celery carries wake-ups only; what is to be done is a row in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icse.settings")

app = Celery("icse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
