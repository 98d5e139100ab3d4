"""Groups of countries: the subregions of the United Nations' standard country or area codes (M49).

Written down in ``data/regions.csv`` from the published standard (codes and English names of its subregions; Western,
Eastern, Middle and Southern Africa, the Caribbean, Central and South America stand for "sub-Saharan Africa" and "Latin
America"). Taiwan stands with Eastern Asia, Antarctica with none.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_DATA = Path(__file__).parent / "data" / "regions.csv"


@dataclass(frozen=True, slots=True)
class RegionFact:
    """One group: its M49 code, its name, and the alpha-2 codes of its countries."""

    code: str
    name: str
    countries: frozenset[str]


def read_regions(path: Path = _DATA) -> tuple[RegionFact, ...]:
    """Return the rows of the file in its order.

    :raises KeyError: a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(RegionFact(row["code"], row["name"], frozenset(row["countries"].split())) for row in rows)


REGIONS: Final = {one.code: one for one in read_regions()}


def regions_of(countries: Iterable[str]) -> list[str]:
    """Return the codes of the groups in which one of these countries is."""
    wanted = set(countries)
    return [code for code, one in REGIONS.items() if one.countries & wanted]
