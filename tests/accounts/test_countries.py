import csv
from pathlib import Path

import pytest

from accounts.countries import COUNTRIES, GENERAL_SECRETARIAT, REGIONS, CountryFact, read_countries

ISO_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY
    MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ
    OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST
    SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS
    YE YT ZA ZM ZW
"""
ISO_3166_1 = set(ISO_CODES.split())


def test_codes_are_iso_3166_1_and_the_general_secretariat() -> None:
    codes = [country.code for country in COUNTRIES]

    assert len(ISO_3166_1) == 249
    assert sorted(codes) == sorted(ISO_3166_1 | {GENERAL_SECRETARIAT})


def test_names_are_plain_and_distinct() -> None:
    names = [country.name for country in COUNTRIES]

    assert len(set(names)) == len(names)
    assert [name for name in names if name != name.strip() or not name or "(" in name] == []
    assert [name for name in names if "," in name] == ["Saint Helena, Ascension and Tristan da Cunha"]


def test_regions_are_a_closed_set_in_full_use() -> None:
    assert {country.region for country in COUNTRIES} == set(REGIONS)
    assert [country.code for country in COUNTRIES if country.region == "General Secretariat"] == [GENERAL_SECRETARIAT]


def test_interpol_has_196_members() -> None:
    members = {country.code for country in COUNTRIES if country.member}

    assert len(members) == 196
    assert members - ISO_3166_1 == set()
    assert {"AW", "CW", "PS", "PW", "SX", "VA"} - members == set()
    assert {"GL", "HK", "KP", "TV", "TW", "XG"} & members == set()


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("NL", CountryFact("NL", "Netherlands", "Europe", True)),
        ("KE", CountryFact("KE", "Kenya", "Africa", True)),
        ("EG", CountryFact("EG", "Egypt", "Middle East and North Africa", True)),
        ("BR", CountryFact("BR", "Brazil", "Americas", True)),
        ("JP", CountryFact("JP", "Japan", "Asia and South Pacific", True)),
        ("KP", CountryFact("KP", "North Korea", "Asia and South Pacific", False)),
        ("XG", CountryFact("XG", "INTERPOL General Secretariat", "General Secretariat", False)),
    ],
)
def test_known_countries(code: str, fact: CountryFact) -> None:
    assert [country for country in COUNTRIES if country.code == code] == [fact]


def test_an_unclear_membership_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "countries.csv"
    with path.open("w", newline="") as lines:
        csv.writer(lines).writerows([["code", "name", "region", "member"], ["NL", "Netherlands", "Europe", "maybe"]])

    with pytest.raises(KeyError, match="maybe"):
        read_countries(path)
