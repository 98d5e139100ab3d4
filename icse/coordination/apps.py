"""Targets and figures: reads across the apps, and nobody imports it."""

from django.apps import AppConfig

from icse.celery import app as celery_app


class CoordinationConfig(AppConfig):
    """Targets and figures."""

    name = "icse.coordination"
    label = "coordination"
    #: Every process that sets Django up can send wake-ups.
    queue = celery_app
