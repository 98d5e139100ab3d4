"""The cast: every unit's officers, the personas that the sign-in page offers, and who shares which audience."""

import unicodedata
from typing import Final

from accounts.countries import GENERAL_SECRETARIAT
from icse.demo.unit_texts import UNITS, UnitText
from icse.demo.world.shapes import Group, Person

NATIONAL: Final = "national"
MEMBERS: Final = "All members"
NL_FR: Final = "Netherlands and France"
LIGHTHOUSE: Final = "Operation Lighthouse"
BALTIC: Final = "Baltic Sea"
PACIFIC: Final = "Pacific Desk"
HARBOUR: Final = "Operation Harbour"

GROUPS: Final[tuple[Group, ...]] = (
    Group(NL_FR, ("NL", "FR")),
    Group(LIGHTHOUSE, ("FR", "NL", "ES", "EG")),
    Group(BALTIC, ("SE", "PL", "DE")),
    Group(PACIFIC, ("AU", "JP", "TH")),
    Group(HARBOUR, ("CA", "MX", "BR")),
)
SECRETARIAT_UNIT: Final = "Crimes against Children Unit"

#: The officers of the sign-in page, in the order in which one would try them.
_ABOUT: Final[dict[str, str]] = {
    "nora@nl.example.invalid": "Uploads, makes series, asks. Shares “Operation Lighthouse” with France.",
    "fleur@fr.example.invalid": "Answers, claims the victim, records the identification.",
    "yanis@fr.example.invalid": "A second officer of France. Confirms what Fleur recorded.",
    "gregor@de.example.invalid": "Outside “Operation Lighthouse”: sees none of it.",
    "jordi@es.example.invalid": "A third country inside “Operation Lighthouse”. Uploads a known picture again.",
    "niels@nl.example.invalid": "Supervisor of Nora's unit. Also sees the progress page.",
    "cleo@xg.example.invalid": "Coordinator. Sees the progress page and no content.",
    "ada@nl.example.invalid": "Administrator. Holds no content at all.",
    "una@nl.example.invalid": "Certificate expired: signs in and sees nothing.",
    "ivo@nl.example.invalid": "Switched off: cannot sign in.",
}


def address(first_name: str, country: str) -> str:
    """The officer's invented address: the first name in plain letters, at the country's desk."""
    plain = unicodedata.normalize("NFKD", first_name.lower()).encode("ascii", "ignore").decode()
    return f"{plain}@{country.lower()}.example.invalid"


def officers_of(country: str) -> tuple[str, ...]:
    """The addresses of a country's officers, its supervisor first."""
    (unit,) = (unit for unit in UNITS if unit.country == country)
    return tuple(address(first, country) for first, _ in unit.officers)


def people() -> tuple[Person, ...]:
    """Everybody: the officers of each unit, then those who are there to show what they may not do."""
    return (*(person for unit in UNITS for person in _people_of(unit)), *_special_people())


def offered(cast: tuple[Person, ...]) -> tuple[Person, ...]:
    """Those of the sign-in page, in its order."""
    by_address = {person.email: person for person in cast}
    return tuple(by_address[email] for email in _ABOUT)


def holders(audience: str, owner: str) -> frozenset[str]:
    """The countries that an audience is shown to; "national" is the owner's own."""
    if audience == NATIONAL:
        return frozenset({owner})
    if audience == MEMBERS:
        return frozenset(unit.country for unit in UNITS)
    return frozenset(next(group.countries for group in GROUPS if group.name == audience))


def _people_of(unit: UnitText) -> list[Person]:
    return [
        _person(f"{first} {last}", address(first, unit.country), unit.country, supervises=number == 0)
        for number, (first, last) in enumerate(unit.officers)
    ]


def _person(name: str, email: str, country: str, *, supervises: bool) -> Person:
    return Person(email, name, country, "supervisor" if supervises else "analyst", _ABOUT.get(email, ""))


def _special_people() -> tuple[Person, ...]:
    cleo, ada, una, ivo = (f"{one}.example.invalid" for one in ("cleo@xg", "ada@nl", "una@nl", "ivo@nl"))
    return (
        Person(cleo, "Cleo Marchetti", GENERAL_SECRETARIAT, "coordinator", _ABOUT[cleo]),
        Person(ada, "Ada Verbruggen", "NL", "administrator", _ABOUT[ada]),
        Person(una, "Una Postma", "NL", "analyst", _ABOUT[una], certified=False),
        Person(ivo, "Ivo Zandstra", "NL", "analyst", _ABOUT[ivo], active=False),
    )
