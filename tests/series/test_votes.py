"""Votes against a content: who casts them, who sees them, what they fold away, and for whom."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import HashVote, Hit, Item
from series.queries.items import ItemRow, rows_of
from tests.series.grouping import make_items

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]


def vote(who: Officer, item: Item, reason: str = "logo") -> HashVote:
    with acting_as(who.pk):
        return actions.vote_down(item=item, reason=reason, by=who)


def row_for(who: Officer, item: Item) -> ItemRow:
    with acting_as(who.pk):
        [row] = rows_of([Item.objects.get(pk=item.pk)])
        return row


@pytest.fixture
def matching(nora: Officer, fleur: Officer, audiences: Audiences) -> tuple[Item, Item]:
    """A Dutch and a French file for all members that resemble each other."""
    [mine] = make_items(1, by=nora, audience=audiences["members"], name="mine")
    [theirs] = make_items(1, by=fleur, audience=audiences["members"], name="theirs")
    with acting_as_system("tests"):
        sides = {"item_audience_id": mine.audience_id, "other_audience_id": theirs.audience_id}
        Hit.objects.create(kind="near", item=mine, other=theirs, distance=5, **sides)
    return mine, theirs


def test_a_vote_folds_away_for_the_own_country_alone(
    matching: tuple[Item, Item], nora: Officer, niels: Officer, fleur: Officer, gregor: Officer
) -> None:
    mine, theirs = matching
    vote(nora, theirs)
    for item in matching:
        assert [len(row_for(who, item).findings) for who in (nora, niels, fleur, gregor)] == [0, 0, 1, 1]
        assert [one.held_back for one in row_for(nora, item).folded] == ["voted"]
    assert [row_for(who, theirs).standing.countries_against for who in (nora, fleur, gregor)] == [1, 1, 1]
    assert [row_for(who, mine).standing.countries_against for who in (nora, fleur)] == [0, 0]


def test_votes_count_by_country_once(
    matching: tuple[Item, Item], nora: Officer, niels: Officer, gregor: Officer
) -> None:
    _, theirs = matching
    vote(nora, theirs)
    vote(gregor, theirs, "blank")
    with acting_as(niels.pk), pytest.raises(Conflict):
        actions.vote_down(item=theirs, reason="blank", by=niels)
    standing = row_for(niels, theirs).standing
    assert (standing.countries_against, [one.reason for one in standing.own_votes]) == (2, ["logo"])


def test_a_vote_speaks_for_the_content(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, matching: tuple[Item, Item]
) -> None:
    """On another item of the same content it is shown, to who sees the item that was voted on."""
    mine, theirs = matching
    [copy] = make_items(1, by=nora, audience=audiences["group"], name="copy")
    with acting_as_system("tests"):
        Item.objects.filter(pk=copy.pk).update(sha256=mine.sha256)
    vote(nora, copy)
    assert row_for(nora, mine).folded
    assert row_for(fleur, mine).standing.countries_against == 1
    assert row_for(gregor, mine).standing.countries_against == 0
    assert row_for(fleur, theirs).findings


def test_a_vote_is_taken_back_once(matching: tuple[Item, Item], nora: Officer, niels: Officer, fleur: Officer) -> None:
    mine, theirs = matching
    cast = vote(nora, theirs)
    with acting_as(fleur.pk), pytest.raises(NotAllowed):
        actions.withdraw_vote(vote=cast, by=fleur)
    with acting_as(niels.pk):
        actions.withdraw_vote(vote=cast, by=niels)
    assert row_for(nora, mine).findings
    with acting_as(nora.pk), pytest.raises(Conflict):
        actions.withdraw_vote(vote=cast, by=nora)
    vote(nora, theirs, "meme")
    assert row_for(nora, mine).folded


def test_a_vote_that_was_withdrawn_cannot_come_back(matching: tuple[Item, Item], nora: Officer) -> None:
    cast = vote(nora, matching[0])
    with acting_as(nora.pk):
        actions.withdraw_vote(vote=cast, by=nora)
        with pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
            HashVote.objects.filter(pk=cast.pk).update(withdrawn_at=None)


@pytest.mark.parametrize("reason", ["", "dull", "LOGO"])
def test_it_takes_a_known_reason(matching: tuple[Item, Item], nora: Officer, reason: str) -> None:
    with acting_as(nora.pk), pytest.raises(IcseError) as refused:
        actions.vote_down(item=matching[0], reason=reason, by=nora)
    assert refused.value.field == "reason"


def test_who_may_only_look_does_not_vote(nora: Officer, bea: Officer, audiences: Audiences) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    with acting_as(bea.pk), pytest.raises(NotAllowed):
        actions.vote_down(item=item, reason="logo", by=bea)


def test_the_record_and_the_news(matching: tuple[Item, Item], nora: Officer, audiences: Audiences) -> None:
    cast = vote(nora, matching[0])
    with acting_as(nora.pk):
        actions.withdraw_vote(vote=cast, by=nora)
    with acting_as_system("tests"):
        found = list(AuditEntry.objects.filter(action__startswith="vote.").order_by("id"))
        told = {tuple(one.audiences) for one in Event.objects.filter(type="item.changed", about=[matching[0].pk])}
    assert [(one.action, one.object_id, one.facts) for one in found] == [
        ("vote.cast", str(matching[0].pk), {"reason": "logo", "vote": str(cast.pk)}),
        ("vote.withdrawn", str(matching[0].pk), {"vote": str(cast.pk)}),
    ]
    assert told == {(audiences["members"].pk,)}


def test_it_works_from_the_page(
    matching: tuple[Item, Item], nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    _, theirs = matching
    page = f"/items/{theirs.pk}/"
    assert "Vote it down" in client_of(nora).get(page).content.decode()
    refused = client_of(nora).post(f"{page}votes/", {"reason": ""})
    assert (refused.status_code, "<form" in refused.content.decode()) == (400, True)
    assert client_of(nora).post(f"{page}votes/", {"reason": "letterbox"})["Location"] == page
    again = client_of(nora).post(f"{page}votes/", {"reason": "letterbox"})
    assert (again.status_code, "voted on this file already" in again.content.decode()) == (409, True)
    own, other = (client_of(who).get(page).content.decode() for who in (nora, fleur))
    for text in (own, other):
        assert "Voted not distinctive by 1 country" in text
        assert "Frame or black bars" in text
    assert "Vote it down" not in own
    assert "Take back" in own
    assert "Take back" not in other
    assert (
        "1 match folded away: voted down by your country"
        in client_of(nora).get(f"/items/{theirs.pk}/row/").content.decode()
    )
    with acting_as_system("tests"):
        cast = HashVote.objects.get()
    assert client_of(fleur).post(f"/votes/{cast.pk}/withdraw/").status_code == 403
    assert client_of(nora).post(f"/votes/{cast.pk}/withdraw/")["Location"] == page
    assert "Voted not distinctive" not in client_of(nora).get(page).content.decode()


def test_it_checks_who_sees(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    cast = vote(nora, item)
    browser = client_of(gregor)
    for path in (f"/items/{item.pk}/votes/", f"/votes/{cast.pk}/withdraw/"):
        unknown = browser.post(path.replace(path.split("/")[2], "01930000-0000-7000-8000-000000000000"))
        hidden = browser.post(path, {"reason": "logo"})
        assert (hidden.status_code, hidden.content) == (404, unknown.content)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_part(
    number: int,
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    bea: Officer,
    matching: tuple[Item, Item],
    client_of: ClientOf,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for who in (fleur, gregor, bea)[:number]:
        vote(who, matching[0])
    browser = client_of(nora)
    browser.get(f"/items/{matching[0].pk}/standing/")
    with django_assert_num_queries(QUERIES_OF_THE_PART):  # type: ignore[attr-defined]
        assert browser.get(f"/items/{matching[0].pk}/standing/").status_code == 200


QUERIES_OF_THE_PART = 16
