"""Subjects who are the same person: an identification of one speaks for the others, and for nobody else."""

from uuid import UUID

import pytest

from accounts.models import Audience, Officer
from icse.coordination.figures import identified
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import Event
from series import actions
from series.models import Series, Subject, SubjectLink
from series.queries.links import same_people
from tests.series.grouping import add, confirm, make_series, record


def status(subject: Subject) -> tuple[str, str | None, bool]:
    with acting_as_system("tests"):
        found = Subject.objects.get(pk=subject.pk)
        return found.status, found.status_country_id, found.identified_at is not None


def is_active(subject: Subject) -> bool:
    with acting_as_system("tests"):
        return Series.objects.values_list("active_for_victims", flat=True).get(pk=subject.series_id)


def propose(subject: Subject, other: Subject, *, by: Officer, reason: str = "looks") -> SubjectLink:
    with acting_as(by.pk):
        rows = Subject.objects.select_related("series").in_bulk([subject.pk, other.pk])
        return actions.propose_same_person(
            subject=rows[subject.pk], other=rows[other.pk], reason=reason, note="", by=by
        )


def accept(link: SubjectLink, *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.accept_link(link=link, by=by)


def undo(link: SubjectLink, *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.undo_link(link=link, reason="Not so, after all.", by=by)


def victim(by: Officer, audience: Audience) -> Subject:
    return add(make_series(by=by, audience=audience), "victim", by=by)


def solve(subject: Subject, first: Officer, second: Officer) -> None:
    confirm(record(subject, by=first), by=second)


UNKNOWN = ("unidentified", None, False)


@pytest.fixture
def dutch(nora: Officer, audiences: dict[str, Audience]) -> Subject:
    return victim(nora, audiences["group"])


@pytest.fixture
def french(fleur: Officer, audiences: dict[str, Audience]) -> Subject:
    return victim(fleur, audiences["members"])


def test_an_identification_speaks_for_both_once_the_link_is_accepted(
    dutch: Subject, french: Subject, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    link = propose(dutch, french, by=nora)
    solve(dutch, nora, niels)
    assert (status(dutch), status(french)) == (("identified", "NL", True), UNKNOWN)
    accept(link, by=fleur)
    # By whom stands only on the subject that was identified: who sees the other may not know.
    assert status(french) == ("identified", None, False)
    assert not is_active(french)
    undo(link, by=fleur)
    assert (status(dutch), status(french)) == (("identified", "NL", True), UNKNOWN)
    assert is_active(french)
    assert not is_active(dutch)


def test_an_identification_after_the_link_speaks_at_once(
    dutch: Subject, french: Subject, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer
) -> None:
    accept(propose(dutch, french, by=nora), by=fleur)
    solve(french, fleur, felix)
    assert (status(french), status(dutch)) == (("identified", "FR", True), ("identified", None, False))
    with acting_as(nora.pk), pytest.raises(Conflict, match=r"has been identified already\."):
        actions.claim_subject(subject=Subject.objects.get(pk=dutch.pk), by=nora)


def test_claims_speak_for_nobody_else(dutch: Subject, french: Subject, nora: Officer, fleur: Officer) -> None:
    accept(propose(dutch, french, by=nora), by=fleur)
    with acting_as(fleur.pk):
        actions.claim_subject(subject=french, by=fleur)
    assert (status(french), status(dutch)) == (("claimed", "FR", False), UNKNOWN)


def test_a_chain_settles_as_one_and_parts_where_it_is_cut(
    dutch: Subject,
    french: Subject,
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
) -> None:
    german = victim(gregor, audiences["members"])
    first = propose(dutch, french, by=nora)
    accept(first, by=fleur)
    second = propose(german, french, by=gregor)
    accept(second, by=fleur)
    own = claimed(german, gregor)
    assert status(german)[0] == "claimed"
    # Gregor does not see the Dutch one, and yet it speaks.
    solve(dutch, fleur, felix)
    assert status(german) == ("identified", None, False)
    undo(first, by=nora)
    assert (status(french), status(german)) == (UNKNOWN, ("claimed", "DE", False))
    assert own is not None


def claimed(subject: Subject, by: Officer) -> object:
    with acting_as(by.pk):
        return actions.claim_subject(subject=subject, by=by)


def test_who_sees_one_series_is_told_of_that_one_alone(
    dutch: Subject, french: Subject, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    accept(propose(dutch, french, by=nora), by=fleur)
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id").values_list("id", flat=True)[0]
    solve(dutch, nora, niels)
    with acting_as_system("tests"):
        told = Event.objects.filter(id__gt=last).exclude(about__contains=[dutch.series_id])
        told = told.exclude(type="outcome.told")  # to each unit alone
        assert [(one.type, one.about, one.audiences) for one in told] == [
            ("series.changed", [french.series_id], [french.audience_id])
        ]


def test_within_one_owner_it_is_accepted_at_once_and_counts_once(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    one, other = victim(nora, audiences["NL"]), victim(nora, audiences["members"])
    solve(one, nora, niels)
    solve(other, fleur, felix)
    with acting_as_system("tests"):
        assert len(list(identified())) == 2
    link = propose(one, other, by=niels)
    assert link.state == "accepted"
    with acting_as_system("tests"):
        assert len(list(identified())) == 1
    undo(link, by=nora)
    with acting_as_system("tests"):
        assert len(list(identified())) == 2


def test_a_victim_is_no_offender(dutch: Subject, nora: Officer, audiences: dict[str, Audience]) -> None:
    offender = add(make_series(by=nora, audience=audiences["group"]), "offender", by=nora)
    with pytest.raises(IcseError, match="victim and an offender"):
        propose(dutch, offender, by=nora)


def test_the_owner_of_the_series_decides_and_not_who_added_the_subject(
    dutch: Subject, fleur: Officer, nora: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=fleur, audience=audiences["members"])
    added = add(series, "victim", by=gregor)
    link = propose(dutch, added, by=nora)
    assert link.other_country_id == "FR"
    with pytest.raises(NotAllowed):
        accept(link, by=gregor)
    accept(link, by=fleur)
    with acting_as(nora.pk):
        assert same_people([dutch.pk]) == {dutch.pk: {added.pk}}
    with acting_as(gregor.pk):
        assert same_people([added.pk]) == {}


def test_as_many_as_a_person_can_check(nora: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["NL"])
    people = [add(series, "victim", by=nora) for _ in range(21)]
    for other in people[1:20]:
        propose(people[0], other, by=nora)
    with pytest.raises(Conflict, match="At most 20"):
        propose(people[19], people[20], by=nora)


def test_status_is_settled_by_nobody_but_the_database(dutch: Subject, nora: Officer) -> None:
    keys: list[UUID] = [dutch.pk]
    with acting_as(nora.pk), pytest.raises(Exception, match="permission denied"):
        Subject.objects.filter(pk__in=keys).update(status="identified")
