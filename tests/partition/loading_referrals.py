"""Writes indications, what is withheld, referrals, flags and answers, as the system, straight into the tables."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from series.models import Acknowledgement, Alert, Indication, Referral, ReferralStep, Series, Withholding
from tests.partition.loading import Loader
from tests.partition.world import moment

_SURE = {"kinds": ["socket"], "source_evaluation": "A", "information_evaluation": 1}


def load_referrals(loader: Loader) -> None:
    """Write everything. Inside ``acting_as_system``, after ``load``."""
    for rows in (*_said(loader), *_referred(loader), *_flagged(loader)):
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)
    # A flag is activity; a world has its own times.
    for one in loader.world.series.values():
        Series.objects.filter(pk=one.key).update(last_activity_at=one.active_at)


def _said(loader: Loader) -> Iterable[list[Model]]:
    world = loader.world
    yield [
        Indication(
            series_id=one.series,
            audience_id=loader.series_audience(one.series),
            made_in_id=one.made_in,
            reason=one.reason,
            withdrawn_at=moment(one.minute) if one.withdrawn else None,
            **_SURE,
            **loader.made(one),
        )
        for one in world.indications.values()
    ]
    yield [
        Withholding(
            series_id=one.series,
            series_audience_id=loader.series_audience(one.series),
            audience_id=loader.audiences[f"national {world.people[one.by].country}"],
            to_country_id=one.to,
            reason=one.reason,
            **loader.made(one),
        )
        for one in world.withholdings.values()
    ]


def _referred(loader: Loader) -> Iterable[list[Model]]:
    found = list(loader.world.referrals.values())
    active = dict(Series.objects.values_list("pk", "active_for_victims"))
    active |= {key: flag or active[key] for key, flag in Series.objects.values_list("pk", "active_for_offenders")}
    copies: list[Referral] = [copy for one in found for copy in _copies(loader, one, active[one.series])]
    yield [*copies]
    for copy in copies:
        yield [_step(loader, copy)]


def _copies(loader: Loader, one: Any, is_active: bool) -> Iterable[Referral]:
    who = loader.world.people[one.by]
    told = {"series": {"reference": one.reference, "title": one.title, "summary": ""}, "items": []}
    told |= {"marking": {"tlp": "amber", "handling": ["H0"], "handling_note": ""}}
    shared = {"country_id": who.country, "unit_id": who.unit, "to_country_id": one.to, "note": one.note}
    shared |= {"state": one.state, "escalations": one.late, "document": told, "package": one.key}
    shared |= {"reference": one.reference, "is_active": is_active}
    shared |= {"pass_to_id": one.to if one.state == "passed_on" else None}
    yield Referral(
        id=one.key,
        twin=one.received,
        side="sent",
        officer_id=who.key,
        audience_id=loader.audiences[f"national {who.country}"],
        series_id=one.series,
        series_audience_id=loader.series_audience(one.series),
        **shared,
    )
    audience = loader.audiences[f"national {one.to}"]
    yield Referral(id=one.received, twin=one.key, side="received", audience_id=audience, **shared)


def _step(loader: Loader, copy: Referral) -> ReferralStep:
    one = loader.world.referrals[copy.pk if copy.side == "sent" else copy.twin]
    return ReferralStep(
        id=one.sent_step if copy.side == "sent" else one.received_step,
        referral=copy,
        audience_id=copy.audience_id,
        series_audience_id=copy.series_audience_id,
        kind="sent",
        body=copy.note,
        country_id=copy.country_id,
        unit_id=copy.unit_id,
        officer_id=copy.officer_id,
    )


def _flagged(loader: Loader) -> Iterable[list[Model]]:
    world = loader.world
    yield [
        Alert(
            series_id=one.series,
            audience_id=loader.series_audience(one.series),
            code="recent",
            reason=one.reason,
            escalations=one.late,
            withdrawn_at=moment(one.minute) if one.withdrawn else None,
            withdrawn_by_country_id=world.people[one.by].country if one.withdrawn else None,
            withdrawn_reason=one.over if one.withdrawn else "",
            **loader.made(one),
        )
        for one in world.alerts.values()
    ]
    yield [
        Acknowledgement(
            alert_id=one.alert,
            audience_id=loader.series_audience(world.alerts[one.alert].series),
            acts=one.acts,
            note=one.note,
            **loader.made(one),
        )
        for one in world.answers.values()
    ]
