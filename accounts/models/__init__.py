"""Countries, units, officers; audiences and the grants that give them."""

from accounts.models.audience import Audience, AudienceGroupGrant, AudienceUserGrant
from accounts.models.country import Country, Unit
from accounts.models.disclosure import Disclosure
from accounts.models.marking import Handling, Marked, Tlp
from accounts.models.officer import ApiToken, Officer
from accounts.models.owned import Owned, Tallied
from accounts.models.tally import Tally

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
    "Tallied",
    "Tally",
    "Tlp",
    "Unit",
]
