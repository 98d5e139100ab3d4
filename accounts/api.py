"""How the API knows who is asking: the door has already found out."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.models import Officer


class OfficerAuthentication(BaseAuthentication):
    """Takes over the officer whom the door let in, by session or by token."""

    def authenticate(self, request: Request) -> tuple[Officer, None] | None:
        """Return the officer, or None for an anonymous request."""
        user = request._request.user
        return (user, None) if isinstance(user, Officer) else None

    def authenticate_header(self, request: Request) -> str:
        """Answer 401, not 403, to who is not signed in."""
        return "Bearer"
