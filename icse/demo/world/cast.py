"""The people and audiences of the world as rows, and whoever of them acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as AuthGroup
from django.db.models import Model

from accounts.countries import GENERAL_SECRETARIAT
from accounts.markings import Marking
from accounts.models import Audience, Country, Officer, Unit
from accounts.reference import connect_country, give
from icse.core.doors import acting_as
from icse.demo.unit_texts import UNITS
from icse.demo.world.people import NATIONAL, SECRETARIAT_UNIT
from icse.demo.world.shapes import Act, Group, Mark, Person, WorldPlan

_CERTIFIED_UNTIL: Final = date(2099, 12, 31)
_RAN_OUT: Final = date(2025, 6, 30)


def marking_of(mark: Mark) -> Marking:
    """Return a plan's marking as the service's own."""
    return Marking(mark.tlp, mark.handling, mark.note)


@dataclass(frozen=True)
class Cast:
    """Officers by address, audiences by name ("national XX" for a country's own), and the hour of the load."""

    officers: dict[str, Officer]
    audiences: dict[str, Audience]
    now: datetime

    @contextmanager
    def acting(self, act: Act) -> Iterator[Officer]:
        """Open the officer's own door."""
        officer = self.officers[act.email]
        with acting_as(officer.pk):
            yield officer

    def audience(self, name: str, country: str) -> Audience:
        """An audience by name; "national" is this country's own."""
        return self.audiences[f"{name} {country}" if name == NATIONAL else name]

    def when(self, ago: float) -> datetime:
        """The moment so many days before the load."""
        return self.now - timedelta(days=ago)

    def day(self, ago: float) -> date:
        """The day so many days before the load."""
        return self.when(ago).date()

    def backdate(self, row: Model, ago: float) -> None:
        """Say that a row was made so long ago. As the system."""
        type(row)._default_manager.filter(pk=row.pk).update(created_at=self.when(ago))


def read_cast(plan: WorldPlan, now: datetime) -> Cast:
    """The rows of the plan's people and audiences. As the system."""
    officers = Officer.objects.select_related("unit", "country").filter(email__in=[one.email for one in plan.people])
    audiences = Audience.objects.all()
    return Cast(
        officers={one.email: one for one in officers},
        audiences={
            f"{NATIONAL} {one.owner_id}" if one.kind == Audience.Kind.NATIONAL else one.name: one for one in audiences
        },
        now=now,
    )


def make_cast(plan: WorldPlan, password: str) -> None:
    """Connect the countries; make units, officers and group audiences. As the system."""
    units = {unit.country: _unit(connect_country(unit.country), unit.name) for unit in UNITS}
    # The General Secretariat coordinates: it is connected, but holds no audience.
    secretariat = Country.objects.get(pk=GENERAL_SECRETARIAT)
    Country.objects.filter(pk=secretariat.pk).update(is_connected=True)
    units[secretariat.pk] = _unit(secretariat, SECRETARIAT_UNIT)
    encoded = make_password(password)
    languages = {unit.country: list(unit.languages) for unit in UNITS}
    for person in plan.people:
        _officer(person, units[person.country], languages.get(person.country, ["en", "fr"]), encoded)
    for group in plan.groups:
        _group(group, units[group.countries[0]])


def set_password(plan: WorldPlan, password: str) -> None:
    """Give all invented officers this password. As the system."""
    emails = [person.email for person in plan.people]
    Officer.objects.filter(email__in=emails).update(password=make_password(password))


def _unit(country: Country, name: str) -> Unit:
    group = AuthGroup.objects.create(name=f"unit {country.pk} {name}")
    return Unit.objects.create(country=country, name=name, group=group)


def _officer(person: Person, unit: Unit, languages: list[str], encoded: str) -> None:
    Officer.objects.create(
        email=person.email,
        name=person.name,
        unit=unit,
        country_id=person.country,
        role=person.role,
        languages=languages,
        certified_until=_CERTIFIED_UNTIL if person.certified else _RAN_OUT,
        is_active=person.active,
        password=encoded,
    )


def _group(group: Group, owner: Unit) -> None:
    audience = Audience.objects.create(
        kind=Audience.Kind.GROUP, name=group.name, owner_id=owner.country_id, unit=owner, lists_members=True
    )
    for country in Country.objects.select_related("group").filter(pk__in=group.countries):
        give(audience, country.group)
