"""Links between series: who proposes, who decides, who sees, and what becomes of them."""

from itertools import pairwise
from uuid import UUID

import pytest
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Officer
from accounts.reference import VIEW
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.actions import links
from series.models import Series, SeriesLink
from series.queries import links as link_queries
from series.queries.links import linked_series
from tests.series.grouping import make_series


@pytest.fixture
def dutch(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["group"])


@pytest.fixture
def french(fleur: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=fleur, audience=audiences["members"])


def propose(series: Series, other: Series, *, by: Officer, reason: str = "victim", note: str = "") -> SeriesLink:
    with acting_as(by.pk):
        return actions.propose_link(series=series, other=other, reason=reason, note=note, by=by)


def accept(link: SeriesLink, *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.accept_link(link=link, by=by)


def decline(link: SeriesLink, *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.decline_link(link=link, by=by)


def withdraw(link: SeriesLink, *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.withdraw_link(link=link, by=by)


def undo(link: SeriesLink, *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.undo_link(link=link, reason="Not so, after all.", by=by)


def linked(series: Series, *, by: Officer) -> set[UUID]:
    with acting_as(by.pk):
        return set(linked_series(series))


def seen_links(officer: Officer) -> set[UUID]:
    with acting_as(officer.pk):
        return set(SeriesLink.objects.values_list("pk", flat=True))


def now(link: SeriesLink) -> SeriesLink:
    with acting_as_system("tests"):
        return SeriesLink.objects.get(pk=link.pk)


def test_a_proposal_joins_nothing_until_the_other_owner_accepts(
    dutch: Series, french: Series, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    link = propose(dutch, french, by=nora, note="  The same wallpaper. ")
    assert (link.state, link.note, link.country_id, link.other_country_id) == (
        "proposed",
        "The same wallpaper.",
        "NL",
        "FR",
    )
    assert linked(dutch, by=fleur) == set()
    with pytest.raises(NotAllowed, match="owns the other side"):
        accept(link, by=niels)
    accept(link, by=fleur)
    assert linked(dutch, by=fleur) == linked(dutch, by=niels) == {french.pk}
    assert linked(french, by=nora) == {dutch.pk}
    after = now(link)
    assert (after.state, after.decided_by_id, after.undone_at) == ("accepted", fleur.pk, None)
    assert after.decided_at is not None


def test_who_sees_one_side_only_sees_no_sign(dutch: Series, french: Series, nora: Officer, gregor: Officer) -> None:
    fleur_accepts = propose(dutch, french, by=nora)
    assert seen_links(gregor) == set()
    with acting_as(gregor.pk):
        assert Series.objects.filter(pk=french.pk).exists()
        assert not Series.objects.filter(pk=dutch.pk).exists()
    assert linked(french, by=gregor) == set()
    assert seen_links(nora) == {fleur_accepts.pk}
    with acting_as_system("tests"):
        told = Event.objects.filter(about__contains=[dutch.pk, french.pk])
        assert [sorted(one.audiences) for one in told] == [sorted([dutch.audience_id, french.audience_id])]


def test_only_an_owner_proposes(
    dutch: Series, french: Series, gregor: Officer, fleur: Officer, nora: Officer, audiences: dict[str, Audience]
) -> None:
    third = make_series(by=gregor, audience=audiences["members"])
    with pytest.raises(NotAllowed, match="owns one of the two"):
        propose(third, french, by=nora)
    # Named the other way round, it is proposed for the side that is owned.
    link = propose(third, french, by=fleur)
    assert (link.series_id, link.other_id, link.other_country_id) == (french.pk, third.pk, "DE")


def test_bea_who_may_only_look_proposes_nothing(
    dutch: Series, bea: Officer, nora: Officer, audiences: dict[str, Audience]
) -> None:
    with acting_as_system("tests"):
        assign_perm(VIEW, bea, audiences["group"])
    belgian = make_series(by=bea, audience=audiences["members"])
    with pytest.raises(NotAllowed, match="not add to it"):
        propose(belgian, dutch, by=bea)
    accept(propose(dutch, belgian, by=nora), by=bea)
    assert linked(belgian, by=bea) == {dutch.pk}


def test_within_one_country_it_is_accepted_at_once(
    dutch: Series, nora: Officer, niels: Officer, audiences: dict[str, Audience]
) -> None:
    other = make_series(by=nora, audience=audiences["NL"])
    link = propose(other, dutch, by=niels)
    assert link.state == "accepted"
    assert linked(dutch, by=nora) == {other.pk}


@pytest.mark.parametrize(
    ("reason", "note", "field"), [("because", "", "reason"), ("victim", "x" * 501, "note"), ("", "", "reason")]
)
def test_what_makes_no_sense_is_refused(
    dutch: Series, french: Series, nora: Officer, reason: str, note: str, field: str
) -> None:
    with pytest.raises(IcseError) as refusal:
        propose(dutch, french, by=nora, reason=reason, note=note)
    assert refusal.value.field == field
    with pytest.raises(IcseError, match="two different"):
        propose(dutch, dutch, by=nora)
    assert seen_links(nora) == set()


def test_one_open_proposal_of_a_pair(dutch: Series, french: Series, nora: Officer, fleur: Officer) -> None:
    link = propose(dutch, french, by=nora)
    with pytest.raises(Conflict, match="France has not decided"):
        propose(dutch, french, by=nora, reason="place")
    with pytest.raises(Conflict, match="Netherlands has proposed this link already"):
        propose(french, dutch, by=fleur)
    accept(link, by=fleur)
    with pytest.raises(Conflict, match="linked already"):
        propose(french, dutch, by=fleur)


def test_what_was_declined_needs_a_new_reason_or_the_other_side(
    dutch: Series, french: Series, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    decline(propose(dutch, french, by=nora), by=fleur)
    with pytest.raises(Conflict, match="has declined this for the same reason"):
        propose(dutch, french, by=niels)
    decline(propose(dutch, french, by=nora, reason="place"), by=fleur)
    accept(propose(french, dutch, by=fleur), by=nora)
    assert linked(dutch, by=nora) == {french.pk}


def test_a_withdrawn_one_is_proposed_again(dutch: Series, french: Series, nora: Officer, fleur: Officer) -> None:
    link = propose(dutch, french, by=nora)
    with pytest.raises(NotAllowed, match="proposed the link may withdraw"):
        withdraw(link, by=fleur)
    withdraw(link, by=nora)
    with pytest.raises(Conflict, match="has just withdrawn it"):
        accept(link, by=fleur)
    accept(propose(dutch, french, by=nora), by=fleur)
    assert linked(dutch, by=nora) == {french.pk}


@pytest.mark.parametrize("who", ["nora", "fleur"])
def test_either_owner_undoes(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, gregor: Officer, who: str
) -> None:
    link = propose(dutch, french, by=nora)
    with pytest.raises(Conflict, match="has not accepted"):
        undo(link, by=nora)
    accept(link, by=fleur)
    by = {"nora": nora, "fleur": fleur}[who]
    undo(link, by=by)
    assert linked(dutch, by=nora) == linked(french, by=fleur) == set()
    assert (now(link).undone_by_id, now(link).undone_country_id) == (by.pk, by.country_id)
    with pytest.raises(Conflict, match="just been undone"):
        undo(link, by=nora)


def test_a_third_country_undoes_nothing(
    french: Series, nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    link = propose(make_series(by=nora, audience=audiences["members"]), french, by=nora)
    accept(link, by=fleur)
    assert seen_links(gregor) == {link.pk}
    with pytest.raises(NotAllowed, match="two countries that are linked"):
        undo(link, by=gregor)
    with acting_as(gregor.pk):
        assert SeriesLink.objects.filter(pk=link.pk).update(state="undone") == 0


def test_the_union_follows_chains_as_far_as_the_viewer_sees_them(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    german = make_series(by=gregor, audience=audiences["members"])
    secret = make_series(by=fleur, audience=audiences["FR"])
    accept(propose(dutch, french, by=nora), by=fleur)
    accept(propose(french, german, by=fleur), by=gregor)
    propose(secret, french, by=fleur)
    assert linked(dutch, by=nora) == {french.pk, german.pk}
    assert linked(german, by=fleur) == {french.pk, dutch.pk, secret.pk}
    assert linked(german, by=gregor) == {french.pk}


def test_a_chain_is_followed_to_twenty(nora: Officer, audiences: dict[str, Audience]) -> None:
    chain = [make_series(by=nora, audience=audiences["NL"], title=f"Room {n}") for n in range(23)]
    for one, other in pairwise(chain):
        propose(one, other, by=nora)
    assert linked(chain[0], by=nora) == {one.pk for one in chain[1:21]}


def test_narrowing_a_side_hides_the_link_and_widening_brings_it_back(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    accept(propose(dutch, french, by=nora), by=fleur)
    with acting_as_system("tests"):
        Series.objects.filter(pk=french.pk).update(audience=audiences["FR"])
    assert (seen_links(nora), linked(dutch, by=nora)) == (set(), set())
    assert linked(french, by=fleur) == {dutch.pk}
    with acting_as_system("tests"):
        Series.objects.filter(pk=french.pk).update(audience=audiences["members"])
    assert linked(dutch, by=nora) == {french.pk}


def test_each_act_is_recorded_for_who_does_it(dutch: Series, french: Series, nora: Officer, fleur: Officer) -> None:
    link = propose(dutch, french, by=nora)
    accept(link, by=fleur)
    undo(link, by=nora)
    with acting_as_system("tests"):
        entries = AuditEntry.objects.filter(object_id=str(link.pk)).order_by("id")
        assert [(one.action, one.officer_id) for one in entries] == [
            ("series_link.proposed", nora.pk),
            ("series_link.accepted", fleur.pk),
            ("series_link.undone", nora.pk),
        ]
        facts = {"series": str(dutch.pk), "other": str(french.pk), "reason": "victim"}
        assert [one.facts for one in entries] == [facts] * 3


def test_a_country_links_the_same_two_so_often(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MOST_PROPOSED", 3)
    for _ in range(3):
        withdraw(propose(dutch, french, by=nora), by=nora)
    for one, other in ((dutch, french), (french, dutch)):
        with pytest.raises(Conflict, match="has proposed this link 3 times already"):
            propose(one, other, by=nora)
    theirs = propose(french, dutch, by=fleur)
    with pytest.raises(Conflict, match="Accept it instead"):
        propose(dutch, french, by=nora)
    accept(theirs, by=nora)
    with pytest.raises(Conflict, match="linked already"):
        propose(dutch, french, by=nora)


def test_so_many_links_of_a_country_wait_for_another(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(links, "MOST_WAITING", 2)
    ours = [make_series(by=nora, audience=audiences["members"]) for _ in range(4)]
    theirs = make_series(by=fleur, audience=audiences["members"])
    others = make_series(by=gregor, audience=audiences["members"])
    made = [propose(one, theirs, by=nora) for one in ours[:2]]
    with pytest.raises(Conflict, match="2 links that your country proposed wait for France"):
        propose(ours[2], theirs, by=nora)
    propose(ours[2], others, by=nora)
    propose(theirs, ours[3], by=fleur)
    propose(ours[0], ours[1], by=nora)
    accept(made[0], by=fleur)
    propose(ours[2], theirs, by=nora)


def test_open_links_stand_before_those_that_have_ended(
    dutch: Series,
    french: Series,
    nora: Officer,
    fleur: Officer,
    audiences: dict[str, Audience],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_queries, "MOST", 1)
    first = propose(dutch, french, by=nora)
    other = make_series(by=fleur, audience=audiences["members"])
    for _ in range(2):
        last = propose(dutch, other, by=nora)
        withdraw(last, by=nora)
    with acting_as(nora.pk):
        assert [link.pk for link in link_queries.links_of([dutch.pk])] == [first.pk, last.pk]
