"""The countries of ISO 3166-1 and what INTERPOL calls them, read once from ``data/countries.csv``.

Codes and names come from pycountry 26.2 (Debian's iso-codes), with the plain well-known form where ISO inverts a
name ("Bolivia", not "Bolivia, Plurinational State of"). Region and membership were added by hand from public
knowledge: the 196 members up to Palau (2023), which are the United Nations less North Korea and Tuvalu, with
Aruba, Curaçao, Palestine, Sint Maarten and Vatican City. Dependent territories carry the region they lie in.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

Region = Literal[
    "Africa",
    "Americas",
    "Asia and South Pacific",
    "Europe",
    "Middle East and North Africa",
    "General Secretariat",
]
REGIONS: Final[tuple[Region, ...]] = get_args(Region)

# XA to XZ are left to users by ISO 3166-1, so no country will ever be given this code.
GENERAL_SECRETARIAT: Final = "XG"

_DATA = Path(__file__).parent / "data" / "countries.csv"
_MEMBERSHIP = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class CountryFact:
    """One country: alpha-2 code, English short name, INTERPOL region, and whether INTERPOL counts it as a member."""

    code: str
    name: str
    region: Region
    member: bool


def read_countries(path: Path = _DATA) -> tuple[CountryFact, ...]:
    """The rows of the file in its order (by code, the General Secretariat last).

    Raises KeyError for a missing column or a membership that is neither "yes" nor "no".
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_fact(row) for row in csv.DictReader(lines))


def _fact(row: dict[str, str]) -> CountryFact:
    return CountryFact(row["code"], row["name"], cast(Region, row["region"]), _MEMBERSHIP[row["member"]])


COUNTRIES: Final[tuple[CountryFact, ...]] = read_countries()
