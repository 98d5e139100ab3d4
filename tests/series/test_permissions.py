"""Permissions: given and withdrawn by the owner, seen by the two countries."""

from typing import Any

import pytest
from django.db import DatabaseError

from accounts.models import Audience, Country, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series.actions import record_permission, withdraw_permission
from series.models import Permission, Series
from tests.series.grouping import make_items, make_series

Audiences = dict[str, Audience]


def country(code: str) -> Country:
    with acting_as_system("tests"):
        return Country.objects.get(pk=code)


def permit(by: Officer, to: str, purpose: str = "dissemination", **thing: Any) -> Permission:
    with acting_as(by.pk):
        return record_permission(to_country=country(to), purpose=purpose, note="As agreed.", by=by, **thing)


def seen(by: Officer) -> set[tuple[str, str]]:
    with acting_as(by.pk):
        return set(Permission.objects.filter(withdrawn_at=None).values_list("to_country_id", "purpose"))


def things(by: Officer, audience: Audience) -> list[dict[str, Any]]:
    [item] = make_items(1, by=by, audience=audience)
    return [{"series": make_series(by=by, audience=audience)}, {"item": item}]


def test_the_two_countries_see_it_and_no_other(
    nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    for thing in things(nora, audiences["members"]):
        permit(nora, "FR", **thing)
        permit(nora, "DE", "judicial", **thing)
    assert seen(nora) == {("FR", "dissemination"), ("DE", "judicial")}
    assert seen(fleur) == {("FR", "dissemination")}
    assert seen(gregor) == {("DE", "judicial")}
    assert seen(bea) == set()


def test_it_is_not_seen_without_the_thing(nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences) -> None:
    permit(nora, "DE", series=make_series(by=nora, audience=audiences["group"]))
    permit(nora, "FR", series=make_series(by=nora, audience=audiences["group"]))
    assert (seen(gregor), seen(fleur)) == (set(), {("FR", "dissemination")})


def test_it_is_withdrawn(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    for thing in things(nora, audiences["members"]):
        permission = permit(nora, "FR", **thing)
        with acting_as(niels.pk):
            withdraw_permission(permission=Permission.objects.get(pk=permission.pk), by=niels)
        assert seen(fleur) == set()
        with acting_as(nora.pk), pytest.raises(Conflict):
            withdraw_permission(permission=permission, by=nora)


def test_given_twice_it_is_one(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    series = make_series(by=nora, audience=audiences["members"])
    first, again = permit(nora, "FR", series=series), permit(niels, "FR", series=series)
    assert first.pk == again.pk
    assert permit(nora, "FR", "judicial", series=series).pk != first.pk


def test_only_the_owner_may(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    for thing in things(nora, audiences["members"]):
        permission = permit(nora, "FR", **thing)
        with pytest.raises(NotAllowed):
            permit(fleur, "DE", **thing)
        with acting_as(fleur.pk), pytest.raises(NotAllowed):
            withdraw_permission(permission=permission, by=fleur)
        assert seen(fleur) == {("FR", "dissemination")}


@pytest.mark.parametrize(
    ("to", "purpose"), [("NL", "judicial"), ("XX", "judicial"), ("FR", "sight"), ("IT", "judicial")]
)
def test_what_makes_no_sense_is_refused(to: str, purpose: str, nora: Officer, audiences: Audiences) -> None:
    series = make_series(by=nora, audience=audiences["members"])
    wanted = Country(code="XX", name="Nowhere") if to == "XX" else country(to)
    with acting_as(nora.pk), pytest.raises(IcseError):
        record_permission(series=series, to_country=wanted, purpose=purpose, by=nora)
    assert seen(nora) == set()


def test_it_is_about_one_thing(nora: Officer, audiences: Audiences) -> None:
    [item] = make_items(1, by=nora, audience=audiences["members"])
    series = make_series(by=nora, audience=audiences["members"])
    both: dict[str, Any] = {"series": series, "item": item}
    for wrong in ({}, both):
        with pytest.raises(ValueError, match="one series or about one item"):
            permit(nora, "FR", **wrong)


def test_it_is_recorded_and_told_to_the_two(nora: Officer, audiences: Audiences) -> None:
    series = make_series(by=nora, audience=audiences["members"])
    with acting_as_system("tests"):
        Event.objects.all().delete()
    permission = permit(nora, "FR", series=series)
    with acting_as_system("tests"):
        told = {(e.type, tuple(e.audiences)) for e in Event.objects.all()}
        entry = AuditEntry.objects.get(action="permission.recorded")
    both = tuple(sorted((audiences["members"].pk, audiences["NL"].pk)))
    assert told == {("series.changed", both), ("sight.changed", (audiences["FR"].pk,))}
    assert entry.facts == {"to": "FR", "purpose": "dissemination", "permission": str(permission.pk)}


def insert_by_hand(by: Officer, series: Series, **changes: object) -> None:
    """Write the row as code that forgot to ask would."""
    fields = {
        "series_id": series.pk,
        "audience_id": series.audience_id,
        "country_id": by.country_id,
        "unit_id": by.unit_id,
        "officer_id": by.pk,
        "to_country_id": "FR",
        "purpose": "dissemination",
    }
    with acting_as(by.pk):
        Permission.objects.create(**{**fields, **changes})


def test_the_database_refuses_others(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    series = make_series(by=nora, audience=audiences["members"])
    with pytest.raises(DatabaseError, match="row-level security"):
        insert_by_hand(gregor, series)
    insert_by_hand(nora, series)
