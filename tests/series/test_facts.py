"""Safeguarding and arrest: who records them, of whom, and that they can be taken back."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import Event
from series import actions
from series.models import Series, Subject, SubjectFact
from tests.series.grouping import add, confirm, make_series, record

DAY = date(2026, 11, 3)
WHY = "It was another child."
Audiences = dict[str, Audience]


@pytest.fixture
def series(nora: Officer, audiences: Audiences) -> Series:
    return make_series(by=nora, audience=audiences["members"])


@pytest.fixture
def victim(series: Series, nora: Officer, fleur: Officer, felix: Officer) -> Subject:
    found = add(series, "victim", by=nora)
    confirm(record(found, by=fleur), by=felix)
    return found


def say(subject: Subject, *, by: Officer, kind: str = "safeguarded", day: date = DAY) -> SubjectFact:
    with acting_as(by.pk):
        return actions.record_fact(subject=subject, kind=kind, happened_on=day, by=by)


def test_the_identifying_country_records(series: Series, victim: Subject, fleur: Officer, gregor: Officer) -> None:
    fact = say(victim, by=fleur)
    with acting_as(gregor.pk):
        [seen] = SubjectFact.objects.all()
    assert (seen.pk, seen.kind, seen.happened_on, seen.country_id) == (fact.pk, "safeguarded", DAY, "FR")
    with acting_as_system("tests"):
        last = Event.objects.order_by("id").last()
        assert last is not None
        assert (last.type, last.about) == ("series.changed", [series.pk, victim.pk])
    with pytest.raises(Conflict, match="recorded this already"):
        say(victim, by=fleur)


def test_others_do_not(victim: Subject, nora: Officer, series: Series) -> None:
    with pytest.raises(NotAllowed, match="Only a country that identified"):
        say(victim, by=nora)
    unconfirmed = add(series, "victim", by=nora)
    record(unconfirmed, by=nora)
    with pytest.raises(NotAllowed, match="Only a country that identified"):
        say(unconfirmed, by=nora)


def test_what_is_said_of_whom(victim: Subject, fleur: Officer) -> None:
    with pytest.raises(IcseError, match="A victim is safeguarded") as refusal:
        say(victim, by=fleur, kind="arrested")
    assert refusal.value.field == "kind"
    with pytest.raises(IcseError, match="future") as refusal:
        say(victim, by=fleur, day=timezone.localdate() + timedelta(days=1))
    assert refusal.value.field == "happened_on"


def test_it_is_withdrawn_with_a_reason(victim: Subject, nora: Officer, fleur: Officer, felix: Officer) -> None:
    fact = say(victim, by=fleur)
    with acting_as(nora.pk), pytest.raises(NotAllowed):
        actions.withdraw_fact(fact=fact, reason=WHY, by=nora)
    with acting_as(felix.pk), pytest.raises(IcseError, match="10 to 500"):
        actions.withdraw_fact(fact=fact, reason="no", by=felix)
    with acting_as(felix.pk):
        actions.withdraw_fact(fact=fact, reason=WHY, by=felix)
    with acting_as(fleur.pk), pytest.raises(Conflict, match="withdrawn already"):
        actions.withdraw_fact(fact=fact, reason=WHY, by=fleur)
    with acting_as(nora.pk):
        assert SubjectFact.objects.get().withdrawn_reason == WHY
    assert say(victim, by=fleur).pk != fact.pk


def test_the_database_refuses_who_did_not_identify(victim: Subject, nora: Officer, fleur: Officer) -> None:
    about = {"subject": victim, "audience_id": victim.audience_id, "kind": "safeguarded", "happened_on": DAY}
    with acting_as(nora.pk), pytest.raises(DatabaseError), transaction.atomic():
        SubjectFact(**about, **owner_fields(nora)).save(force_insert=True)
    with acting_as(fleur.pk):
        SubjectFact(**about, **owner_fields(fleur)).save(force_insert=True)


def test_a_revoked_identification_gives_no_right(victim: Subject, nora: Officer, fleur: Officer) -> None:
    with acting_as(nora.pk):
        actions.reopen_subject(subject=victim, reason=WHY, by=nora)
    with pytest.raises(NotAllowed):
        say(victim, by=fleur)
