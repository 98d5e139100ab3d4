"""Groups of countries: each country in one, but those in none."""

from collections import Counter

from accounts.countries import COUNTRIES
from accounts.regions import REGIONS, regions_of

#: Antarctica, and the General Secretariat, which is no country.
NOWHERE = {"AQ", "XG"}


def test_each_country_is_in_one_region() -> None:
    placed = Counter(code for one in REGIONS.values() for code in one.countries)
    assert set(placed.values()) == {1}
    assert set(placed) == {one.code for one in COUNTRIES} - NOWHERE
    assert len(REGIONS) == 22


def test_regions_of_countries() -> None:
    assert regions_of({"NL", "DE"}) == ["155"]
    assert set(regions_of({"NL", "BR"})) == {"155", "005"}
    assert regions_of({"XG"}) == []
