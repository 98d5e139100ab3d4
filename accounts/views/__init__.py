"""Pages of sign-in, of the officer's own account, and of audiences."""

from accounts.views.account import (
    account,
    languages,
    locked_out,
    password,
    sign_in_page,
    sign_out,
    token_revoke,
    tokens,
)
from accounts.views.audiences import audience, audience_list, country_default, new_audience
from accounts.views.disclosure import country_disclosure

__all__ = [
    "account",
    "audience",
    "audience_list",
    "country_default",
    "country_disclosure",
    "languages",
    "locked_out",
    "new_audience",
    "password",
    "sign_in_page",
    "sign_out",
    "token_revoke",
    "tokens",
]
