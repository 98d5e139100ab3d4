"""Two officers act on one subject at the same moment: one wins, the other is told what happened."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.core.models import Event
from series import actions
from series.models import Claim, Identification, Series, Subject
from tests.series.grouping import add, make_series, record

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: tuple[Officer, Callable[[], object]]) -> list[str]:
    """Do these in threads that start together, each officer in a door of its own; return what each was told."""
    barrier, told = threading.Barrier(len(acts)), [""] * len(acts)

    def run(index: int, who: Officer, act: Callable[[], object]) -> None:
        try:
            with acting_as(who.pk):
                barrier.wait()
                act()
        except IcseError as refusal:
            told[index] = refusal.message
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, *act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(told)


def confirming(one: Identification, who: Officer) -> tuple[Officer, Callable[[], object]]:
    return who, lambda: actions.confirm_identification(identification=one, by=who)


def colleague(of: Officer, name: str) -> Officer:
    with acting_as_system("tests"):
        return Officer.objects.create(
            email=f"{name}@example.invalid",
            name=name,
            unit_id=of.unit_id,
            country_id=of.country_id,
            role="analyst",
            certified_until=date(2099, 1, 1),
            password=make_password(None),
        )


def victim_of(by: Officer, audience: Audience) -> Subject:
    return add(make_series(by=by, audience=audience), "victim", by=by)


def solved_events() -> int:
    with acting_as_system("tests"):
        return Event.objects.filter(type="series.solved").count()


def test_two_officers_confirm_the_same_record(
    fleur: Officer, felix: Officer, nora: Officer, audiences: dict[str, Audience]
) -> None:
    flora = colleague(fleur, "flora")
    one = record(victim_of(nora, audiences["members"]), by=fleur)
    told = at_once(confirming(one, felix), confirming(one, flora))
    assert told[0] == ""
    assert told[1].startswith("A colleague confirmed this identification just before you.")
    with acting_as_system("tests"):
        assert Identification.objects.get().confirmed_by_id in {felix.pk, flora.pk}
    assert solved_events() == 1


def test_two_countries_confirm_their_own_records(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    victim = victim_of(nora, audiences["members"])
    dutch, french = record(victim, by=nora), record(victim, by=fleur)
    told = at_once(confirming(dutch, niels), confirming(french, felix))
    assert told[0] == ""
    assert told[1].startswith("This person has been identified already, by ")
    with acting_as_system("tests"):
        (counted,) = Identification.objects.exclude(confirmed_at=None)
        assert Subject.objects.values_list("status", "status_country_id").get() == ("identified", counted.country_id)
    assert solved_events() == 1


def test_the_last_two_victims_of_a_series_are_confirmed_at_once(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["members"])
    first, second = add(series, "victim", by=nora), add(series, "victim", by=nora)
    dutch, french = record(first, by=nora), record(second, by=fleur)
    assert at_once(confirming(dutch, niels), confirming(french, felix)) == ["", ""]
    with acting_as_system("tests"):
        assert Series.objects.values_list("victims_identified", "active_for_victims").get() == (2, False)
    assert solved_events() == 1


def test_two_officers_of_one_country_claim(
    nora: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    victim = victim_of(nora, audiences["members"])
    told = at_once(
        (fleur, lambda: actions.claim_subject(subject=victim, by=fleur)),
        (felix, lambda: actions.claim_subject(subject=victim, by=felix)),
    )
    assert told == ["", "Your country is verifying this person already."]
    with acting_as_system("tests"):
        assert Claim.objects.count() == 1


def test_two_editors_save_at_once(nora: Officer, niels: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["members"])

    def saving(who: Officer) -> tuple[Officer, Callable[[], object]]:
        return who, lambda: actions.edit_series(series=series, title=who.name, summary="", version=1, by=who)

    told = at_once(saving(nora), saving(niels))
    assert told[0] == ""
    assert told[1].startswith("Somebody saved another text while you were writing.")
    with acting_as_system("tests"):
        assert Series.objects.get().version == 2
