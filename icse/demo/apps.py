"""A synthetic world to look at."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo world: no models, one command."""

    name = "icse.demo"
    label = "demo"
