"""The leaves that every app stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Actor, doors, row security, audit, events."""

    name = "icse.core"
    label = "core"
