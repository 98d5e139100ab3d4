"""Rows that every installation has: the countries, their groups, the built-in audiences."""

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from accounts.countries import COUNTRIES
from accounts.models import Audience, Country
from icse.core.doors import acting_as_system

#: What holding an audience means; guardian's permissions on it.
VIEW, CONTRIBUTE = "view_audience", "contribute_audience"


def load_reference() -> None:
    """Add what is missing; change nothing that is there."""
    with acting_as_system("reference"):
        known = set(Country.objects.values_list("pk", flat=True))
        missing = [fact for fact in COUNTRIES if fact.code not in known]
        groups = Group.objects.bulk_create([Group(name=f"country {fact.code}") for fact in missing])
        Country.objects.bulk_create(
            [
                Country(code=fact.code, name=fact.name, region=fact.region, is_member=fact.member, group=group)
                for fact, group in zip(missing, groups, strict=True)
            ]
        )
        Audience.objects.get_or_create(kind=Audience.Kind.MEMBERS, defaults={"name": "All members"})


@transaction.atomic
def connect_country(code: str) -> Country:
    """Let a country take part: its national audience, and its place among the members.

    :raises Country.DoesNotExist: no such code in ISO 3166.
    """
    country = Country.objects.select_related("group").get(pk=code)
    country.is_connected = True
    country.save(update_fields=["is_connected"])
    national, _ = Audience.objects.get_or_create(
        kind=Audience.Kind.NATIONAL, owner=country, defaults={"name": f"{country.name} only"}
    )
    for audience in (national, Audience.objects.get(kind=Audience.Kind.MEMBERS)):
        give(audience, country.group)
    return country


def give(audience: Audience, group: Group, *, contribute: bool = True) -> None:
    """Give an audience to a country's or a unit's group."""
    for permission in (VIEW, CONTRIBUTE) if contribute else (VIEW,):
        assign_perm(permission, group, audience)
