"""Cases, items, media; series, subjects, identifications."""

from django.apps import AppConfig
from django.core.checks import register

from series.checks import required_confinement


class SeriesConfig(AppConfig):
    """Files and what is made of them."""

    name = "series"

    def ready(self) -> None:
        """Have `manage.py check` look at the decoder."""
        register(required_confinement)
