"""What officers do to their account, to their unit's audiences, and to their country's settings."""

from accounts.actions.account import (
    MAX_TOKEN_DAYS,
    MAX_TOKENS,
    change_languages,
    change_password,
    create_token,
    revoke_token,
)
from accounts.actions.audiences import change_audience, choose_default_audience, make_audience, preview_changes
from accounts.actions.disclosure import choose_disclosure

__all__ = [
    "MAX_TOKENS",
    "MAX_TOKEN_DAYS",
    "change_audience",
    "change_languages",
    "change_password",
    "choose_default_audience",
    "choose_disclosure",
    "create_token",
    "make_audience",
    "preview_changes",
    "revoke_token",
]
