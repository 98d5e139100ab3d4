"""Start-up checks: the service refuses to run where the partition would not hold."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

#: The owner's login migrates; it alone may be more than an ordinary one.
_ORDINARY = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN (session_user, current_user)"
_checked: set[str] = set()


class PowerfulLogin(ImproperlyConfigured):
    """The database login passes over row security, so that every leak test would pass and every row would leak."""


def refuse_powerful_login(sender: Any, connection: Any, **_: Any) -> None:
    """Look once a process, at the first connection, whether policies bind this login.

    :raises PowerfulLogin: it is a superuser or has BYPASSRLS.
    """
    name = str(connection.settings_dict["NAME"])
    if name in _checked:
        return
    powerful = [row[0] for row in connection.connection.execute(_ORDINARY).fetchall() if row[1] or row[2]]
    if powerful:
        raise PowerfulLogin(
            f"The database role {powerful[0]} is a superuser or bypasses row security. Connect as icse_web or "
            "icse_worker: see docs/architecture.md."
        )
    _checked.add(name)
