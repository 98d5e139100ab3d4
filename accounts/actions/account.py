"""What officers do to their own account. Nobody else's: the database refuses it."""

import secrets
from datetime import timedelta

from django.utils import timezone

from accounts import sign_in
from accounts.models import ApiToken, Officer
from accounts.models.officer import new_stamp
from accounts.queries import usable_tokens
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import IcseError

MAX_TOKEN_DAYS = 365
MAX_TOKENS = 20


@action
def change_languages(*, languages: list[str], by: Officer) -> Officer:
    """Say which languages the officer works in (BCP 47 tags)."""
    by.languages = languages
    by.save(update_fields=["languages"])
    audit.record("officer.languages_changed", on=by)
    return by


@action
def change_password(*, password: str, by: Officer) -> Officer:
    """Set a new password. The new stamp ends every session made under the old one; every token is revoked.

    The caller has asked for the present password before.
    """
    by.set_password(password)
    by.session_stamp = new_stamp()
    by.save(update_fields=["password", "session_stamp"])
    audit.record("officer.password_changed", on=by)
    for token in usable_tokens(by):
        revoke_token(token=token, by=by)
    return by


@action
def create_token(*, name: str, days: int, by: Officer) -> tuple[ApiToken, str]:
    """Make a token for a program that acts for the officer. Return it with its secret, which is kept nowhere.

    The caller has asked for the password before.

    :param days: how long it lives, 1 to 365.
    :raises IcseError: too long, or the officer has too many already.
    """
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise IcseError("A token lives one year at most.", field="days")
    if usable_tokens(by).count() >= MAX_TOKENS:
        raise IcseError(f"You have {MAX_TOKENS} tokens already. Revoke one that is no longer used.", field="name")
    secret = f"icse_{secrets.token_urlsafe(32)}"
    token = ApiToken(officer=by, name=name, digest=sign_in.token_digest(secret))
    token.expires_at = timezone.now() + timedelta(days=days)
    token.save(force_insert=True)
    audit.record("token.created", on=token, days=days)
    return token, secret


@action
def revoke_token(*, token: ApiToken, by: Officer) -> ApiToken:
    """End a token at once. One that has ended already stays as it is."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record("token.revoked", on=token, by_its_officer=token.officer_id == by.pk)
    return token
