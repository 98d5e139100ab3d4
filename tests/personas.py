"""The people of every test, made once in the template that each test database is copied from.

=======  ============================================================================================
Nora     analyst of the Netherlands; shares the group audience "NL and FR" with Fleur
Niels    supervisor of Nora's unit
Fleur    analyst of France
Felix    analyst of Fleur's unit: the second officer of France
Gregor   analyst of Germany; nothing is shared with Germany but what all members see
Bea      analyst of Belgium: a third country among the members
Cleo     coordinator at the General Secretariat
Ada      administrator, of the Netherlands
Una      analyst of the Netherlands, certificate expired
Ivo      analyst of the Netherlands, inactive
=======  ============================================================================================
"""

from datetime import date

import django

PASSWORD = "correct horse battery staple"
GROUP_AUDIENCE = "NL and FR"

#: name, country, role, certified until, active
PEOPLE = (
    ("Nora", "NL", "analyst", date(2099, 1, 1), True),
    ("Niels", "NL", "supervisor", date(2099, 1, 1), True),
    ("Fleur", "FR", "analyst", date(2099, 1, 1), True),
    ("Felix", "FR", "analyst", date(2099, 1, 1), True),
    ("Gregor", "DE", "analyst", date(2099, 1, 1), True),
    ("Bea", "BE", "analyst", date(2099, 1, 1), True),
    ("Cleo", "XG", "coordinator", date(2099, 1, 1), True),
    ("Ada", "NL", "administrator", date(2099, 1, 1), True),
    ("Una", "NL", "analyst", date(2020, 1, 1), True),
    ("Ivo", "NL", "analyst", date(2099, 1, 1), False),
)


def address(name: str) -> str:
    """Return a persona's e-mail address."""
    return f"{name.lower()}@example.invalid"


def make_people() -> None:
    """Make countries, units, officers and the group audience."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 - Django is set up by then
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from accounts.models import Audience, Country, Officer, Unit  # noqa: PLC0415
    from accounts.reference import connect_country, give  # noqa: PLC0415
    from icse.core.doors import acting_as_system  # noqa: PLC0415

    encoded = make_password(PASSWORD)
    with acting_as_system("tests"):
        units = {}
        for code in ("NL", "FR", "DE", "BE"):
            country = connect_country(code)
            units[code] = Unit.objects.create(
                country=country, name=f"Unit {code}", group=Group.objects.create(name=f"unit {code}")
            )
        secretariat = Country.objects.get(pk="XG")
        Country.objects.filter(pk="XG").update(is_connected=True)
        units["XG"] = Unit.objects.create(
            country=secretariat, name="Crimes against Children", group=Group.objects.create(name="unit XG")
        )
        group = Audience.objects.create(kind="group", name=GROUP_AUDIENCE, owner_id="NL", unit=units["NL"])
        for code in ("NL", "FR"):
            give(group, Country.objects.get(pk=code).group)
        for name, code, role, until, active in PEOPLE:
            Officer.objects.create(
                email=address(name),
                name=name,
                unit=units[code],
                country_id=code,
                role=role,
                certified_until=until,
                is_active=active,
                password=encoded,
                languages=["en"],
            )


if __name__ == "__main__":
    django.setup()
    make_people()
