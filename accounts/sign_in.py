"""Who is asking: by address and password, by session, or by a program's token. The database knows nobody before."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login, logout
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Officer
from accounts.passwords import one_of_few
from icse.core import audit
from icse.core.connections import give_back
from icse.core.doors import acting_as

#: Checked when nobody has the address, so that a wrong address takes as long as a wrong password.
_NOBODY = make_password(secrets.token_hex(16))


class OfficerBackend:
    """Signs an officer in by e-mail address and password."""

    def authenticate(
        self, request: HttpRequest | None, email: str | None = None, password: str | None = None, **_: Any
    ) -> Officer | None:
        """Return the officer, or None: a wrong address and a wrong password look and last alike.

        :raises TooManyChecks: too many passwords are being checked.
        """
        if not email or not password:
            return None
        officer_id, encoded = _ask("SELECT * FROM icse_sign_in(%s)", email) or (None, None)
        give_back()  # nobody waits for a connection while passwords are checked
        with one_of_few():
            fits = check_password(password, encoded or _NOBODY)
        if not fits or officer_id is None:
            return None
        with acting_as(officer_id):
            return load_officer(officer_id)

    def get_user(self, user_id: str) -> Officer | None:
        """Return the officer of a session; only ever asked inside that officer's own door."""
        return load_officer(UUID(str(user_id)))


def load_officer(officer_id: UUID) -> Officer | None:
    """Return an officer with unit and country, as far as the actor may see them."""
    try:
        # Not first(): the order that it adds takes a third of the time, in every request.
        return Officer.objects.select_related("unit", "country").get(pk=officer_id, is_active=True)
    except Officer.DoesNotExist:
        return None


def session_officer_id(request: HttpRequest) -> UUID | None:
    """Return whose session this claims to be. Not trusted before ``session_is_valid``."""
    if request.session.get(BACKEND_SESSION_KEY) is None:
        return None
    try:
        return UUID(str(request.session.get(SESSION_KEY)))
    except ValueError:
        return None


def session_is_valid(request: HttpRequest, officer: Officer) -> bool:
    """Tell whether the session was made under the officer's present stamp."""
    return constant_time_compare(request.session.get(HASH_SESSION_KEY, ""), officer.get_session_auth_hash())


def start_session(request: HttpRequest, officer: Officer) -> None:
    """Sign the officer in on this browser, under a new session key. Recorded first: what cannot be is not done."""
    with acting_as(officer.pk):
        audit.record("officer.signed_in", on=officer)
    login(request, officer)


def end_session(request: HttpRequest, officer: Officer) -> None:
    """Sign the officer out on this browser. Inside the officer's own door."""
    audit.record("officer.signed_out", on=officer)
    logout(request)


def record_refusal(address: str, code: str) -> None:
    """Write that somebody was refused at the sign-in. Nobody acts there, so the database's own function writes.

    :param address: what was typed; its SHA-256 in lower case is kept, nothing else.
    :param code: ``refused``, ``locked_out`` (this address from this network address), or ``network_locked_out``.
    """
    digest = hashlib.sha256(address.strip().lower().encode(errors="replace")).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_record_refused_sign_in(%s, %s)", [digest, code])


def by_token(request: HttpRequest) -> bool:
    """Tell whether a program asks, with a token; then a session beside it does not count."""
    return request.path.startswith("/api/") and "Authorization" in request.headers


def claimed_officer_id(request: HttpRequest) -> UUID | None:
    """Return who this request says it is from, by token or by session."""
    return token_officer_id(request) if by_token(request) else session_officer_id(request)


def token_officer_id(request: HttpRequest) -> UUID | None:
    """Return the officer of ``Authorization: Bearer <token>``, or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    found = _ask("SELECT icse_officer_of_token(%s)", token_digest(token.strip()))
    return found[0] if found else None


def token_digest(token: str) -> str:
    """Return what is kept of a token: its SHA-256 (the token itself has 256 random bits)."""
    return hashlib.sha256(token.encode()).hexdigest()


def _ask(query: str, value: str) -> tuple[Any, ...] | None:
    if "\0" in value:
        return None
    with connection.cursor() as cursor:
        cursor.execute(query, [value])
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found
