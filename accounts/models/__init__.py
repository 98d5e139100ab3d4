"""Countries, units, officers; audiences and the grants that give them."""

from accounts.models.audience import Audience, AudienceGroupGrant, AudienceUserGrant
from accounts.models.country import Country, Unit
from accounts.models.disclosure import Disclosure
from accounts.models.marking import Handling, Marked, Tlp
from accounts.models.officer import ApiToken, Officer
from accounts.models.owned import Owned

__all__ = [
    "ApiToken",
    "Audience",
    "AudienceGroupGrant",
    "AudienceUserGrant",
    "Country",
    "Disclosure",
    "Handling",
    "Marked",
    "Officer",
    "Owned",
    "Tlp",
    "Unit",
]
