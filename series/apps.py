"""Cases, items, media; series, subjects, identifications."""

from django.apps import AppConfig


class SeriesConfig(AppConfig):
    """Files and what is made of them."""

    name = "series"
