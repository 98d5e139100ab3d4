"""Named reads about officers and audiences."""

from accounts.queries.audiences import (
    audiences_to_contribute_to,
    built_in_audiences,
    connected_countries,
    default_audience,
    groups_page,
    in_words,
    members_in_words,
    my_audiences,
    units_by_key,
)
from accounts.queries.officers import exposures_today, first_key_of_today, supervisors, unit_officers, usable_tokens

__all__ = [
    "audiences_to_contribute_to",
    "built_in_audiences",
    "connected_countries",
    "default_audience",
    "exposures_today",
    "first_key_of_today",
    "groups_page",
    "in_words",
    "members_in_words",
    "my_audiences",
    "supervisors",
    "unit_officers",
    "units_by_key",
    "usable_tokens",
]
