"""Opening an identified subject again: who may, what returns, what stays as a fact, and proposals to."""

from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Officer
from accounts.reference import VIEW
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import Identification, Reopening, Series, Subject
from tests.series.grouping import add, confirm, make_series, record

WHY = "The room is not the room of this child."
Audiences = dict[str, Audience]


@pytest.fixture
def series(nora: Officer, audiences: Audiences) -> Series:
    return make_series(by=nora, audience=audiences["members"])


@pytest.fixture
def victim(series: Series, nora: Officer, fleur: Officer, felix: Officer) -> Subject:
    """Identified by France, in a Dutch series."""
    found = add(series, "victim", by=nora)
    confirm(record(found, by=fleur), by=felix)
    return found


def settled(subject: Subject) -> tuple[str, str | None, bool]:
    with acting_as_system("tests"):
        found = Subject.objects.select_related("series").get(pk=subject.pk)
        return found.status, found.status_country_id, found.series.active_for_victims


def reopen(subject: Subject, *, by: Officer, reason: str = WHY) -> Reopening:
    with acting_as(by.pk):
        return actions.reopen_subject(subject=subject, reason=reason, by=by)


def propose(subject: Subject, *, by: Officer) -> Reopening:
    with acting_as(by.pk):
        return actions.propose_reopening_of(subject=subject, reason=WHY, by=by)


def fresh(one: Reopening) -> Reopening:
    with acting_as_system("tests"):
        return Reopening.objects.get(pk=one.pk)


def told(type: str) -> list[list[UUID]]:
    with acting_as_system("tests"):
        return list(Event.objects.filter(type=type).values_list("about", flat=True))


@pytest.mark.parametrize("who", ["nora", "fleur"])
def test_the_owner_or_who_identified_opens_again(
    series: Series, victim: Subject, who: str, request: pytest.FixtureRequest
) -> None:
    by: Officer = request.getfixturevalue(who)
    assert settled(victim) == ("identified", "FR", False)
    made = reopen(victim, by=by)
    assert settled(victim) == ("unidentified", None, True)
    assert (made.state, made.decided_by_id, made.decided_country_id) == ("accepted", by.pk, by.country_id)
    with acting_as_system("tests"):
        [kept] = Identification.objects.all()
        assert (kept.confirmed_at is not None, kept.revoked_at is not None) == (True, True)
        [entry] = AuditEntry.objects.filter(action="subject.reopened")
    assert entry.facts == {"series": str(series.pk), "identification": str(kept.pk), "proposals": 0}
    assert told("series.reopened") == [[series.pk, victim.pk]]


def test_others_propose(victim: Subject, gregor: Officer) -> None:
    with pytest.raises(NotAllowed, match="Propose it"):
        reopen(victim, by=gregor)
    assert propose(victim, by=gregor).state == "proposed"
    assert settled(victim) == ("identified", "FR", False)


def test_who_only_looks_proposes_nothing(nora: Officer, niels: Officer, bea: Officer, audiences: Audiences) -> None:
    from_group = add(make_series(by=nora, audience=audiences["group"]), "victim", by=nora)
    confirm(record(from_group, by=nora), by=niels)
    with acting_as_system("tests"):
        assign_perm(VIEW, bea, audiences["group"])
    with pytest.raises(NotAllowed, match="look at"):
        propose(from_group, by=bea)


@pytest.mark.parametrize("reason", ["", "   ", "too short", "x" * 501])
def test_it_takes_a_reason(victim: Subject, fleur: Officer, reason: str) -> None:
    with pytest.raises(IcseError, match="10 to 500") as refusal:
        reopen(victim, by=fleur, reason=reason)
    assert refusal.value.field == "reason"
    assert settled(victim) == ("identified", "FR", False)


def test_twice(victim: Subject, nora: Officer, fleur: Officer) -> None:
    reopen(victim, by=fleur)
    with pytest.raises(Conflict, match="since France said so"):
        reopen(victim, by=nora)


def test_nobody_was_identified(series: Series, nora: Officer) -> None:
    with pytest.raises(Conflict, match="No identification"):
        reopen(add(series, "victim", by=nora), by=nora)


def test_it_is_identified_again_also_by_the_same_country(
    victim: Subject, nora: Officer, niels: Officer, fleur: Officer, felix: Officer
) -> None:
    reopen(victim, by=nora)
    confirm(record(victim, by=fleur), by=felix)
    assert settled(victim) == ("identified", "FR", False)
    reopen(victim, by=fleur)
    confirm(record(victim, by=nora), by=niels)
    assert settled(victim) == ("identified", "NL", False)
    with acting_as_system("tests"):
        assert Identification.objects.count() == 3
        assert Identification.objects.filter(revoked_at=None).count() == 1


def test_what_was_recorded_meanwhile_can_be_confirmed(
    series: Series, nora: Officer, niels: Officer, fleur: Officer, felix: Officer
) -> None:
    victim = add(series, "victim", by=nora)
    french, dutch = record(victim, by=fleur), record(victim, by=nora)
    confirm(french, by=felix)
    with pytest.raises(Conflict, match="identified already, by France"):
        confirm(dutch, by=niels)
    reopen(victim, by=fleur)
    confirm(dutch, by=niels)
    assert settled(victim) == ("identified", "NL", False)


def test_an_open_claim_stands_again(series: Series, nora: Officer, fleur: Officer, felix: Officer) -> None:
    victim = add(series, "victim", by=nora)
    with acting_as(nora.pk):
        actions.claim_subject(subject=victim, by=nora)
    confirm(record(victim, by=fleur), by=felix)
    reopen(victim, by=nora)
    assert settled(victim) == ("claimed", "NL", True)


def test_a_proposal_is_accepted(victim: Subject, gregor: Officer, bea: Officer, felix: Officer) -> None:
    one, other = propose(victim, by=gregor), propose(victim, by=bea)
    with acting_as(gregor.pk), pytest.raises(NotAllowed):
        actions.accept_reopening(reopening=other, by=gregor)
    with acting_as(felix.pk):
        actions.accept_reopening(reopening=one, by=felix)
    assert settled(victim) == ("unidentified", None, True)
    assert [fresh(each).state for each in (one, other)] == ["accepted", "accepted"]
    with acting_as(felix.pk), pytest.raises(Conflict, match="decided already"):
        actions.decline_reopening(reopening=other, answer=WHY, by=felix)


def test_a_proposal_is_declined(victim: Subject, nora: Officer, gregor: Officer) -> None:
    one = propose(victim, by=gregor)
    with acting_as(nora.pk), pytest.raises(IcseError, match="10 to 500") as refusal:
        actions.decline_reopening(reopening=one, answer="no", by=nora)
    assert refusal.value.field == "answer"
    with acting_as(nora.pk):
        actions.decline_reopening(reopening=one, answer="It is the same window.", by=nora)
    now = fresh(one)
    assert (now.state, now.answer, now.decided_country_id) == ("declined", "It is the same window.", "NL")
    assert settled(victim) == ("identified", "FR", False)
    assert propose(victim, by=gregor).pk != one.pk


def test_proposing_twice(victim: Subject, gregor: Officer, fleur: Officer) -> None:
    propose(victim, by=gregor)
    with pytest.raises(Conflict, match="already"):
        propose(victim, by=gregor)
    with pytest.raises(Conflict, match="open it again"):
        propose(victim, by=fleur)


def test_the_database_refuses_what_the_actions_refuse(victim: Subject, gregor: Officer, fleur: Officer) -> None:
    one = propose(victim, by=gregor)
    decided = {"decided_by": gregor, "decided_unit_id": gregor.unit_id, "decided_country_id": "DE"}
    changes = {"state": "accepted", "decided_at": one.created_at, **decided}
    with acting_as(gregor.pk):
        assert Reopening.objects.filter(pk=one.pk).update(**changes) == 0
    assert settled(victim) == ("identified", "FR", False)
    with acting_as(gregor.pk), pytest.raises(DatabaseError), transaction.atomic():
        Identification.objects.update(revoked_at=one.created_at)
    with acting_as(fleur.pk), pytest.raises(DatabaseError), transaction.atomic():
        Reopening.objects.filter(pk=one.pk).update(**changes)
    with acting_as(fleur.pk):
        actions.decline_reopening(reopening=one, answer=WHY, by=fleur)
    with acting_as(fleur.pk), pytest.raises(IntegrityError), transaction.atomic():
        Reopening.objects.filter(pk=one.pk).update(answer="Something else entirely.")


def test_a_series_returns_with_a_new_victim(series: Series, victim: Subject, nora: Officer) -> None:
    add(series, "victim", by=nora)
    assert told("series.reopened")[0][0] == series.pk
    assert settled(victim) == ("identified", "FR", True)


def test_an_offender_is_sought_again(series: Series, nora: Officer, niels: Officer, victim: Subject) -> None:
    offender = add(series, "offender", by=nora)
    confirm(record(offender, by=nora), by=niels)
    with acting_as_system("tests"):
        assert not Series.objects.get(pk=series.pk).is_active
    reopen(offender, by=niels)
    with acting_as_system("tests"):
        now = Series.objects.get(pk=series.pk)
    assert (now.active_for_victims, now.active_for_offenders) == (False, True)
