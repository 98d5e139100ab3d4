"""What officers do to their account, their unit's audiences and their country's settings; what the operator does."""

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
from accounts.actions.members import (
    REASONS,
    Ended,
    deactivate_officer,
    end_certificate,
    reactivate_officer,
    readmit_country,
    remove_country,
    suspend_country,
)
from accounts.actions.units import change_unit_settings, choose_duty_unit

__all__ = [
    "MAX_TOKENS",
    "MAX_TOKEN_DAYS",
    "REASONS",
    "Ended",
    "change_audience",
    "change_languages",
    "change_password",
    "change_unit_settings",
    "choose_default_audience",
    "choose_disclosure",
    "choose_duty_unit",
    "create_token",
    "deactivate_officer",
    "end_certificate",
    "make_audience",
    "preview_changes",
    "reactivate_officer",
    "readmit_country",
    "remove_country",
    "revoke_token",
    "suspend_country",
]
