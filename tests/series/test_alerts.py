"""Ongoing abuse is suspected: who hears of it, who answers, and how it escalates until somebody does."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Audience, Country, Officer, Unit
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions, tasks
from series.actions import alerts
from series.models import Alert, Series
from series.referring.escalation import escalate_alerts
from tests.series.grouping import add, confirm, record
from tests.series.referring import acknowledge, duty, raise_alert, series_of, waiting

Audiences = dict[str, Audience]
OVER = "The suspect was arrested today."


def _flagged(series: Series) -> bool:
    with acting_as_system("tests"):
        return Series.objects.get(pk=series.pk).ongoing_suspected


def _withdraw(alert: Alert, by: Officer, reason: str = OVER) -> None:
    with acting_as(by.pk):
        one = Alert.objects.select_related("series").get(pk=alert.pk)
        actions.withdraw_alert(alert=one, reason=reason, by=by)


def _end(alert: Alert, named: str) -> int:
    """As somebody would who can run SQL."""
    said = {"withdrawn_by_country": named, "withdrawn_reason": OVER}
    return Alert.objects.filter(pk=alert.pk).update(withdrawn_at=timezone.now(), **said)


def test_the_duty_units_of_all_who_see_the_series_hear_of_it(
    nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    alert = raise_alert(series, by=fleur)
    assert [waiting(who) for who in (nora, fleur, gregor, bea)] == [1, 1, 0, 0]
    assert [one.pk for one in duty(nora).alerts] == [alert.pk]
    assert _flagged(series)
    with acting_as_system("tests"):
        told = [(one.type, one.about, one.audiences) for one in Event.objects.order_by("-id")[:2]]
        entry = AuditEntry.objects.get(action="alert.raised")
    assert sorted(told) == [
        ("alert.changed", [alert.pk, series.pk], [audiences["group"].pk]),
        ("series.changed", [series.pk], [audiences["group"].pk]),
    ]
    assert entry.facts == {"alert": str(alert.pk), "code": "recent"}


def test_a_unit_that_is_not_on_duty_is_not_asked(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    _duty_elsewhere("NL", nora)
    series, _ = series_of(nora, audiences["group"])
    raise_alert(series, by=nora)
    assert (waiting(nora), waiting(niels)) == (0, 0)


def test_each_unit_answers_once(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    alert = raise_alert(series, by=fleur)
    acknowledge(alert, by=nora)
    with pytest.raises(Conflict):
        acknowledge(alert, by=niels)
    assert (waiting(nora), waiting(niels), waiting(fleur)) == (0, 0, 1)
    acknowledge(alert, by=fleur, acts=False)
    assert waiting(fleur) == 0


def test_a_flag_stands_once_and_is_raised_anew_after_it_was_withdrawn(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    first = raise_alert(series, by=fleur)
    with pytest.raises(Conflict):
        raise_alert(series, by=nora)
    _withdraw(first, fleur)
    assert (_flagged(series), waiting(nora)) == (False, 0)
    with pytest.raises(Conflict):
        _withdraw(first, fleur)
    with pytest.raises(Conflict):
        acknowledge(first, by=nora)
    raise_alert(series, by=nora)
    assert _flagged(series)


def test_a_country_raises_it_so_often(
    nora: Officer, fleur: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "MOST_ALERTS", 2)
    series, _ = series_of(nora, audiences["group"])
    for _ in range(2):
        _withdraw(raise_alert(series, by=fleur), fleur)
    with pytest.raises(Conflict):
        raise_alert(series, by=fleur)
    raise_alert(series, by=nora)


def test_the_raiser_or_the_owner_withdraws_it_with_a_reason(
    nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(gregor, audiences["members"])
    alert = raise_alert(series, by=fleur)
    with pytest.raises(NotAllowed):
        _withdraw(alert, nora)
    with pytest.raises(IcseError):
        _withdraw(alert, gregor, reason="over")
    _withdraw(alert, gregor)
    with acting_as(bea.pk):
        one = Alert.objects.get(pk=alert.pk)
    assert (one.withdrawn_by_country_id, one.withdrawn_reason) == ("DE", OVER)


def test_no_other_country_is_named_as_who_withdrew_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(gregor, audiences["members"])
    alert = raise_alert(series, by=fleur)
    for by, named in ((fleur, "DE"), (gregor, "FR"), (fleur, "NL")):
        with acting_as(by.pk), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            _end(alert, named)
    with acting_as(gregor.pk):
        assert _end(alert, "DE") == 1
    with acting_as(fleur.pk):
        assert Alert.objects.filter(pk=alert.pk).update(withdrawn_reason="Other words.") == 0


def test_a_solved_series_raises_no_alert(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    alert = raise_alert(series, by=fleur)
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    assert (waiting(nora), waiting(fleur)) == (0, 0)
    assert escalate_alerts(timezone.now() + timedelta(days=1)) == 0
    _withdraw(alert, fleur)
    with pytest.raises(Conflict):
        raise_alert(series, by=fleur)


def test_countries_take_turns_on_the_duty_page(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("series.queries.duty.MOST_FLAGS", 2)
    first = raise_alert(series_of(fleur, audiences["group"])[0], by=fleur)
    others = [raise_alert(series_of(nora, audiences["group"])[0], by=nora) for _ in range(3)]
    found = duty(niels)
    assert ([one.pk for one in found.alerts], found.has_more_alerts) == ([others[2].pk, first.pk], True)
    acknowledge(first, by=niels)
    found = duty(niels)
    assert ([one.pk for one in found.alerts], found.has_more_alerts) == ([others[2].pk, others[1].pk], True)


def test_it_goes_to_supervisors_then_to_the_owner_and_ends(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences, settings: LazySettings
) -> None:
    settings.ALERT_MINUTES, settings.ALERT_ESCALATIONS = 30, 3
    _duty_elsewhere("NL", nora)
    _duty_elsewhere("DE", gregor)
    series, _ = series_of(gregor, audiences["members"])
    alert = raise_alert(series, by=nora)
    now = timezone.now()
    assert escalate_alerts(now + timedelta(minutes=29)) == 0
    assert [waiting(who) for who in (nora, niels, gregor)] == [0, 0, 0]
    assert escalate_alerts(now + timedelta(minutes=31)) == 1
    assert [waiting(who) for who in (nora, niels, gregor)] == [0, 1, 0]
    assert escalate_alerts(now + timedelta(minutes=45)) == 0
    assert escalate_alerts(now + timedelta(minutes=62)) == 1
    assert [waiting(who) for who in (nora, niels, gregor)] == [0, 1, 1]
    assert escalate_alerts(now + timedelta(minutes=93)) == 1
    assert escalate_alerts(now + timedelta(days=9)) == 0
    assert [one.escalations for one in duty(gregor).alerts] == [3]
    acknowledge(alert, by=gregor)
    assert [waiting(who) for who in (nora, niels, gregor)] == [0, 0, 0]


def test_the_raising_units_own_no_does_not_end_it(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    alert = raise_alert(series, by=nora)
    acknowledge(alert, by=nora, acts=False)
    late = timezone.now() + timedelta(days=1)
    assert escalate_alerts(late) == 1
    acknowledge(alert, by=fleur, acts=False)
    assert escalate_alerts(late + timedelta(days=1)) == 0


def test_that_the_raising_unit_acts_ends_it(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    acknowledge(raise_alert(series, by=nora), by=nora)
    assert escalate_alerts(timezone.now() + timedelta(days=1)) == 0
    assert waiting(fleur) == 1


def test_the_beat_tells_again(nora: Officer, audiences: Audiences, settings: LazySettings) -> None:
    settings.ALERT_MINUTES = 0
    series, _ = series_of(nora, audiences["group"])
    alert = raise_alert(series, by=nora)
    assert tasks.escalate_alerts() == 1
    assert [(one.pk, one.escalations) for one in duty(nora).alerts] == [(alert.pk, 1)]


def _duty_elsewhere(code: str, officer: Officer) -> None:
    with acting_as_system("tests"):
        group = type(officer.unit.group).objects.create(name=f"other unit {code}")
        unit = Unit.objects.create(country_id=code, name="Duty desk", group=group)
        Country.objects.filter(pk=code).update(duty_unit=unit)
