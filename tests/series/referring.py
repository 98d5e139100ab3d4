"""Indications, referrals and alerts for the tests of this app, made by the same actions as the pages use."""

from typing import Any
from uuid import UUID

from accounts.models import Audience, Country, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.actions.referrals import Chosen
from series.models import Alert, Indication, Item, Referral, ReferralStep, Series
from series.queries.duty import Duty, duty_of, waiting_for
from tests.series.grouping import make_items, make_series

WHY = "The sockets in the wall are of that country."


def country(code: str) -> Country:
    """Return a country, read by the system."""
    with acting_as_system("tests"):
        return Country.objects.get(pk=code)


def series_of(by: Officer, audience: Audience, *, items: int = 0, **more: Any) -> tuple[Series, list[Item]]:
    """Return a series of the officer with so many files of its country."""
    made = make_items(items, by=by, audience=audience) if items else []
    return make_series(by=by, audience=audience, items=made, **more), made


def indicate(series: Series, code: str, *, by: Officer, **more: Any) -> Indication:
    """Return an indication that the officer made."""
    said: dict[str, Any] = {"kinds": ["socket"], "reason": WHY, "source_evaluation": "B", "information_evaluation": 3}
    with acting_as(by.pk):
        return actions.indicate_country(series=series, made_in=country(code), **{**said, **more}, by=by)


def refer(series: Series, code: str, *, by: Officer, note: str = "", **chosen: Any) -> Referral:
    """Return the own copy of a referral that the officer made."""
    with acting_as(by.pk):
        return actions.refer_series(series=series, to_country=country(code), chosen=Chosen(**chosen), note=note, by=by)


def step(referral: Referral, what: str, *, by: Officer, body: str = "", code: str = "") -> None:
    """Take one step as this officer."""
    with acting_as(by.pk):
        actions.step_referral(referral=referral, step=what, body=body, code=code, by=by)


def raise_alert(series: Series, *, by: Officer) -> Alert:
    """Return the flag that the officer raised."""
    with acting_as(by.pk):
        return actions.raise_alert(series=series, code="recent", reason="Made last week, says the camera.", by=by)


def acknowledge(alert: Alert, *, by: Officer, acts: bool = True) -> None:
    """Answer as this officer's unit."""
    with acting_as(by.pk):
        actions.acknowledge_alert(alert=alert, acts=acts, by=by)


def received_copy(sent: Referral) -> Referral:
    """Return the other side's copy, read by the system."""
    with acting_as_system("tests"):
        return Referral.objects.get(pk=sent.twin)


def fresh(referral: Referral) -> Referral:
    """Return a copy as it is now."""
    with acting_as_system("tests"):
        return Referral.objects.get(pk=referral.pk)


def states(sent: Referral) -> tuple[str, str]:
    """Return where both copies stand."""
    return fresh(sent).state, received_copy(sent).state


def steps_of(referral: Referral) -> list[tuple[str, str, str | None]]:
    """Return the steps in one copy: what, by which country, and whose name stands there."""
    with acting_as_system("tests"):
        rows = ReferralStep.objects.filter(referral=referral).order_by("created_at", "pk")
        return list(rows.values_list("kind", "country_id", "officer__name"))


def seen_referrals(officer: Officer) -> set[UUID]:
    """Return the keys of the copies that the officer sees at all."""
    with acting_as(officer.pk):
        return set(Referral.objects.values_list("pk", flat=True))


def duty(officer: Officer) -> Duty:
    """Return what waits for the officer's unit."""
    with acting_as(officer.pk):
        return duty_of(officer)


def waiting(officer: Officer) -> int:
    """Return how much waits for the officer's unit."""
    with acting_as(officer.pk):
        return waiting_for(officer)
