"""Countries, units, officers, audiences: who there is and who sees what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who there is and who sees what."""

    name = "accounts"
