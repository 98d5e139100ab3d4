"""Claims and identifications: who may, in which order, and when a series is solved."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import Event
from series import actions
from series.models import Case, Claim, Identification, Series, Subject
from tests.series.grouping import add, confirm, make_series, record


def settled(subject: Subject) -> tuple[str, str | None]:
    with acting_as_system("tests"):
        return Subject.objects.values_list("status", "status_country_id").get(pk=subject.pk)


def active(series: Series) -> tuple[bool, bool]:
    with acting_as_system("tests"):
        return Series.objects.values_list("active_for_victims", "active_for_offenders").get(pk=series.pk)


def last_event() -> tuple[str, list[UUID]]:
    with acting_as_system("tests"):
        event = Event.objects.exclude(type="outcome.told").order_by("id").last()
        assert event is not None
        return event.type, event.about


def claim(subject: Subject, *, by: Officer) -> Claim:
    with acting_as(by.pk):
        return actions.claim_subject(subject=subject, by=by)


def withdraw(one: Claim, *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.withdraw_claim(claim=one, by=by)


@pytest.fixture
def series(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["members"])


@pytest.fixture
def victim(series: Series, nora: Officer) -> Subject:
    return add(series, "victim", by=nora)


def test_labels_count_within_the_role(series: Series, nora: Officer, fleur: Officer) -> None:
    assert add(series, "victim", by=nora).label == "Victim 1"
    assert add(series, "offender", by=fleur).label == "Offender 1"
    assert add(series, "victim", by=fleur).label == "Victim 2"


def test_claims_by_two_countries(series: Series, victim: Subject, nora: Officer, fleur: Officer) -> None:
    assert settled(victim) == ("unidentified", None)
    first = claim(victim, by=fleur)
    assert settled(victim) == ("claimed", "FR")
    claim(victim, by=nora)
    assert settled(victim) == ("claimed", "FR")
    withdraw(first, by=fleur)
    assert settled(victim) == ("claimed", "NL")
    assert active(series) == (True, False)


def test_withdrawing_the_last_claim_leaves_the_subject_unidentified(victim: Subject, fleur: Officer) -> None:
    one = claim(victim, by=fleur)
    withdraw(one, by=fleur)
    assert settled(victim) == ("unidentified", None)
    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw(one, by=fleur)
    claim(victim, by=fleur)
    assert settled(victim) == ("claimed", "FR")


def test_a_country_claims_once(victim: Subject, fleur: Officer, felix: Officer) -> None:
    claim(victim, by=fleur)
    with pytest.raises(Conflict, match="verifying this person already"):
        claim(victim, by=felix)


def test_only_the_claiming_country_withdraws(victim: Subject, nora: Officer, fleur: Officer, felix: Officer) -> None:
    one = claim(victim, by=fleur)
    with pytest.raises(NotAllowed):
        withdraw(one, by=nora)
    assert settled(victim) == ("claimed", "FR")
    withdraw(one, by=felix)
    assert settled(victim) == ("unidentified", None)


def test_recording_needs_no_claim_and_settles_nothing(series: Series, victim: Subject, fleur: Officer) -> None:
    record(victim, by=fleur)
    assert settled(victim) == ("unidentified", None)
    assert active(series) == (True, False)
    assert last_event() == ("series.changed", [series.pk, victim.pk])


def test_confirming_solves_at_once(
    series: Series, victim: Subject, nora: Officer, fleur: Officer, felix: Officer
) -> None:
    claim(victim, by=nora)
    confirm(record(victim, by=fleur), by=felix)
    assert settled(victim) == ("identified", "FR")
    assert active(series) == (False, False)
    assert last_event() == ("series.solved", [series.pk, victim.pk])
    with acting_as(nora.pk):
        assert Claim.objects.get().withdrawn_at is None


def test_one_cannot_confirm_the_own_record(victim: Subject, fleur: Officer, felix: Officer) -> None:
    one = record(victim, by=fleur)
    with pytest.raises(NotAllowed, match="yourself"):
        confirm(one, by=fleur)
    with pytest.raises(IntegrityError, match="confirmed_by_a_second_officer"), acting_as(fleur.pk):
        Identification.objects.filter(pk=one.pk).update(confirmed_by=fleur, confirmed_at=timezone.now())
    assert settled(victim) == ("unidentified", None)
    confirm(one, by=felix)
    assert settled(victim) == ("identified", "FR")


def test_another_country_cannot_confirm(victim: Subject, nora: Officer, fleur: Officer, felix: Officer) -> None:
    one = record(victim, by=fleur)
    with pytest.raises(NotAllowed, match="country that recorded"):
        confirm(one, by=nora)
    with acting_as(nora.pk):
        assert Identification.objects.filter(pk=one.pk).update(confirmed_by=nora, confirmed_at=timezone.now()) == 0
    confirm(one, by=felix)
    assert settled(victim) == ("identified", "FR")


def test_nobody_records_an_identification_as_confirmed(victim: Subject, fleur: Officer, felix: Officer) -> None:
    one = record(victim, by=fleur)
    copy = Identification(
        subject=victim,
        audience_id=victim.audience_id,
        case_id=one.case_id,
        method="other",
        identified_on=date(2026, 1, 1),
        source_evaluation="A",
        information_evaluation=1,
        country_id="FR",
        unit_id=fleur.unit_id,
        officer=fleur,
        confirmed_by=felix,
        confirmed_at=timezone.now(),
    )
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(fleur.pk):
        copy.save(force_insert=True)


def test_a_country_records_once(victim: Subject, fleur: Officer, felix: Officer) -> None:
    record(victim, by=fleur)
    with pytest.raises(Conflict, match="recorded this identification already"):
        record(victim, by=felix)


def test_what_is_identified_takes_neither_claim_nor_record(
    victim: Subject, nora: Officer, niels: Officer, fleur: Officer, felix: Officer
) -> None:
    waiting, old_claim = record(victim, by=nora), claim(victim, by=nora)
    confirm(record(victim, by=fleur), by=felix)
    sentence = "identified already, by France"
    with pytest.raises(Conflict, match=sentence):
        claim(victim, by=felix)
    with pytest.raises(Conflict, match=sentence):
        record(victim, by=niels)
    with pytest.raises(Conflict, match=sentence):
        withdraw(old_claim, by=nora)
    with pytest.raises(Conflict, match=sentence):
        confirm(waiting, by=niels)
    assert settled(victim) == ("identified", "FR")


def test_the_national_reference_stays_in_the_country(
    victim: Subject, nora: Officer, fleur: Officer, felix: Officer
) -> None:
    one = record(victim, by=fleur, reference=" FR-1 ")
    with acting_as(felix.pk):
        assert Case.objects.get(pk=one.case_id).national_reference == "FR-1"
    with acting_as(nora.pk):
        assert Identification.objects.filter(pk=one.pk).exists()
        assert list(Case.objects.all()) == []


@pytest.mark.parametrize(
    ("reference", "day", "field"),
    [
        ("  ", date(2026, 1, 1), "national_reference"),
        ("FR-1", timezone.localdate() + timedelta(days=1), "identified_on"),
    ],
)
def test_what_makes_no_sense_is_refused(victim: Subject, fleur: Officer, reference: str, day: date, field: str) -> None:
    with acting_as(fleur.pk), pytest.raises(IcseError) as refusal:
        actions.record_identification(
            subject=victim,
            national_reference=reference,
            method="other",
            identified_on=day,
            source_evaluation="A",
            information_evaluation=1,
            by=fleur,
        )
    assert refusal.value.field == field
    with acting_as(fleur.pk):
        assert list(Identification.objects.all()) == []


def test_a_second_victim_keeps_the_series_active(
    series: Series, victim: Subject, nora: Officer, fleur: Officer, felix: Officer
) -> None:
    second = add(series, "victim", by=nora)
    confirm(record(victim, by=fleur), by=felix)
    assert active(series) == (True, False)
    assert last_event()[0] == "series.changed"
    confirm(record(second, by=fleur), by=felix)
    assert active(series) == (False, False)
    assert last_event()[0] == "series.solved"


def test_an_offender_alone_does_not_solve_for_victims(
    series: Series, nora: Officer, fleur: Officer, felix: Officer
) -> None:
    assert active(series) == (True, False)
    offender = add(series, "offender", by=nora)
    assert active(series) == (True, True)
    confirm(record(offender, by=fleur), by=felix)
    assert active(series) == (True, False)
    assert last_event()[0] == "series.changed"


def test_an_offender_is_still_sought_when_the_victims_are_identified(
    series: Series, victim: Subject, nora: Officer, fleur: Officer, felix: Officer
) -> None:
    add(series, "offender", by=nora)
    confirm(record(victim, by=fleur), by=felix)
    assert active(series) == (False, True)
    assert last_event()[0] == "series.solved"


def test_a_new_victim_makes_a_solved_series_active_again(
    series: Series, victim: Subject, nora: Officer, fleur: Officer, felix: Officer
) -> None:
    confirm(record(victim, by=fleur), by=felix)
    assert active(series) == (False, False)
    add(series, "victim", by=nora)
    assert active(series) == (True, False)
