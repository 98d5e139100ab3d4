"""What every page knows of who is signed in."""

from django.http import HttpRequest

from accounts.models import Officer
from accounts.permissions import may


def signed_in_officer(request: HttpRequest) -> dict[str, object]:
    """Return ``officer`` (or None) and which parts of the navigation the officer's role has."""
    user = getattr(request, "user", None)
    officer = user if isinstance(user, Officer) else None
    return {
        "officer": officer,
        "nav_work": officer is not None and may(officer, "item.upload"),
        "nav_lists": officer is not None and may(officer, "hash_list.view"),
        "nav_progress": officer is not None and may(officer, "progress.view"),
    }
