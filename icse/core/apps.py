"""The leaves that every app stands on."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from icse.core import lookups
from icse.core.checks import refuse_powerful_login


class CoreConfig(AppConfig):
    """Actor, doors, row security, audit, events."""

    name = "icse.core"
    label = "core"

    def ready(self) -> None:
        """Refuse, at the first connection, a login that passes over the policies; ask for many keys at once."""
        lookups.register()
        connection_created.connect(refuse_powerful_login, dispatch_uid="refuse_powerful_login")
