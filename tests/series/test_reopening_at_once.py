"""Reopening while others act on the same subject: one wins, the other is told what happened, nothing is lost."""

from collections.abc import Callable

import pytest

from accounts.models import Audience, Officer
from forum.models import Outcome
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import Identification, Reopening, Subject
from tests.series.grouping import confirm, record
from tests.series.test_confirming_at_once import at_once, confirming, victim_of

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "The room is not the room of this child."
Act = tuple[Officer, Callable[[], object]]


def reopening(subject: Subject, who: Officer) -> Act:
    return who, lambda: actions.reopen_subject(subject=subject, reason=WHY, by=who)


def counted() -> int:
    with acting_as_system("tests"):
        return Identification.objects.filter(confirmed_at__isnull=False, revoked_at=None).count()


def test_two_officers_reopen(nora: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]) -> None:
    victim = victim_of(nora, audiences["members"])
    confirm(record(victim, by=fleur), by=felix)
    told = at_once(reopening(victim, nora), reopening(victim, felix))
    assert told[0] == ""
    assert told[1].startswith("This person is looked for again already, since ")
    with acting_as_system("tests"):
        assert (Reopening.objects.count(), Subject.objects.get().status) == (1, "unidentified")
        assert Event.objects.filter(type="series.reopened").count() == 1
        assert AuditEntry.objects.filter(action="subject.reopened").count() == 1


def test_a_proposal_is_accepted_and_declined_at_once(
    nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    victim = victim_of(nora, audiences["members"])
    confirm(record(victim, by=fleur), by=felix)
    with acting_as(gregor.pk):
        one = actions.propose_reopening_of(subject=victim, reason=WHY, by=gregor)
    told = at_once(
        (nora, lambda: actions.accept_reopening(reopening=one, by=nora)),
        (felix, lambda: actions.decline_reopening(reopening=one, answer=WHY, by=felix)),
    )
    assert told == ["", "This has been decided already."]
    with acting_as_system("tests"):
        state = Reopening.objects.get().state
        [of_germany] = Outcome.objects.filter(unit=gregor.unit_id)
    assert (state, of_germany.state) in {("accepted", "reopened"), ("declined", "declined")}
    assert counted() == (0 if state == "accepted" else 1)


def test_another_country_confirms_while_it_is_opened_again(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    """Either the confirmation comes first and is refused, or after the reopening, and counts."""
    victim = victim_of(nora, audiences["members"])
    dutch, french = record(victim, by=nora), record(victim, by=fleur)
    confirm(french, by=felix)
    told = at_once(reopening(victim, fleur), confirming(dutch, niels))
    with acting_as_system("tests"):
        subject = Subject.objects.get()
    if told == ["", ""]:
        assert (subject.status, subject.status_country_id, counted()) == ("identified", "NL", 1)
    else:
        assert told[1] == "This person has been identified already, by France."
        assert (subject.status, counted()) == ("unidentified", 0)


def test_each_unit_is_told_once_by_two_who_confirm(
    nora: Officer,
    niels: Officer,
    fleur: Officer,
    felix: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
) -> None:
    victim = victim_of(nora, audiences["members"])
    with acting_as(gregor.pk):
        actions.claim_subject(subject=victim, by=gregor)
    dutch, french = record(victim, by=nora), record(victim, by=fleur)
    told = at_once(confirming(dutch, niels), confirming(french, felix))
    assert [bool(words) for words in told] == [False, True]
    with acting_as_system("tests"):
        [of_germany] = Outcome.objects.filter(unit=gregor.unit_id)
        assert (of_germany.way, of_germany.state, of_germany.is_change) == ("verified", "identified", False)
        assert Event.objects.filter(type="outcome.told", about__contains=[of_germany.pk]).count() == 1
