"""How the API knows who is asking: the door has already found out.

This module stays without views: REST framework reads it while it is being imported itself.
"""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.models import Officer
from accounts.sign_in import by_token


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class OfficerAuthentication(BaseAuthentication):
    """Takes over the officer whom the door let in, by session or by token."""

    def authenticate(self, request: Request) -> tuple[Officer, None] | None:
        """Return the officer, or None for an anonymous request.

        :raises PermissionDenied: it comes with a session, would change something, and lacks the CSRF token. REST
            framework exempts its views from Django's check, since programs with a token of their own need none.
        """
        asked = request._request
        if not isinstance(asked.user, Officer):
            return None
        if not by_token(asked):
            self._check_csrf(asked)
        return asked.user, None

    def authenticate_header(self, request: Request) -> str:
        """Answer 401, not 403, to who is not signed in."""
        return "Bearer"

    @staticmethod
    def _check_csrf(request: HttpRequest) -> None:
        check = _CsrfCheck(_nothing)
        check.process_request(request)
        if check.process_view(request, _nothing, (), {}):
            raise PermissionDenied("Send the page's token in the header X-CSRFToken, or use a token of your own.")
