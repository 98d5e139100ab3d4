"""The pages of links, merges and splits: each shows its reader what the reader sees already, and no more."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts import pace
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.limits import how_often
from series import actions
from series.models import Merge, Series, SeriesLink, Subject, SubjectLink
from tests.series.grouping import add, confirm, make_items, make_series, record

ClientOf = Callable[[Officer], Client]


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def without_token(response: Any) -> str:
    """The token of a form is drawn anew for each page."""
    return re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", words(response))


def part(client: Client, series: Series) -> str:
    return words(client.get(reverse("series-links", args=[series.pk])))


def link(series: Series, other: Series, by: Officer, accepting: Officer | None = None) -> SeriesLink:
    with acting_as(by.pk):
        made = actions.propose_link(series=series, other=other, reason="place", note="Same wall", by=by)
    if accepting:
        with acting_as(accepting.pk):
            actions.accept_link(link=made, by=accepting)
    return made


@pytest.fixture
def dutch(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["group"], title="Green room")


@pytest.fixture
def french(fleur: Officer, audiences: dict[str, Audience]) -> Series:
    items = make_items(2, by=fleur, audience=audiences["members"])
    return make_series(by=fleur, audience=audiences["members"], title="Blue <room>", items=items)


def test_a_link_is_previewed_proposed_and_accepted(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    address, typed = reverse("series-link", args=[dutch.pk]), {"reason": "place", "note": "Same <wall>"}
    preview = client_of(nora).post(address, {"other": french.reference.lower().replace("-", " "), **typed})
    assert preview.status_code == 200
    assert "France decides on this link" in words(preview)
    assert "2 pictures shown to you" in words(preview)
    with acting_as_system("tests"):
        assert not SeriesLink.objects.exists()
    done = client_of(nora).post(address, {"other": french.reference, "confirm": "yes", **typed})
    assert (done.status_code, done["Location"]) == (302, reverse("series", args=[dutch.pk]))
    with acting_as_system("tests"):
        made = SeriesLink.objects.get()
    listed = words(client_of(fleur).get(reverse("link-list")))
    assert "For you to decide" in listed
    page = reverse("link", args=[made.pk])
    assert "Same &lt;wall&gt;" in words(client_of(fleur).get(page))
    assert client_of(fleur).post(page, {"act": "accept"}).status_code == 302
    union = part(client_of(nora), dutch)
    assert "Blue &lt;room&gt;" in union
    assert french.reference in union
    assert "No proposed link waits" in words(client_of(fleur).get(reverse("link-list")))


def test_what_waits_for_a_country_is_counted_where_links_are_looked_for(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    asked = link(dutch, french, nora)
    told = "1 link that other countries propose waits for you to decide"
    assert [told in words(client_of(one).get("/proposals/")) for one in (nora, fleur)] == [False, True]
    with acting_as(fleur.pk):
        actions.decline_link(link=asked, by=fleur)
    assert told not in words(client_of(fleur).get("/proposals/"))


def test_a_hidden_reference_is_refused_as_an_invented_one(
    french: Series, dutch: Series, fleur: Officer, gregor: Officer, client_of: ClientOf, audiences: dict[str, Audience]
) -> None:
    german = make_series(by=gregor, audience=audiences["members"])
    client, address = client_of(gregor), reverse("series-link", args=[german.pk])
    answers = [
        client.post(address, {"other": reference, "reason": "place"}) for reference in (dutch.reference, "SE-2026-2222")
    ]
    assert [one.status_code for one in answers] == [400, 400]
    assert "No series with this reference is shown to you." in words(answers[0])
    plain = [words(one).replace(dutch.reference, "?").replace("SE-2026-2222", "?") for one in answers]
    hidden, invented = plain
    assert re.sub(r"[A-Za-z0-9]{64}", "", hidden) == re.sub(r"[A-Za-z0-9]{64}", "", invented)


def test_who_sees_one_side_finds_nothing_of_the_other(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    client = client_of(gregor)
    body = reverse("series-body", args=[french.pk])
    before = [part(client, french), without_token(client.get(body))]
    made = link(dutch, french, nora, fleur)
    assert [part(client, french), without_token(client.get(body))] == before
    assert client.get(reverse("link", args=[made.pk])).status_code == 404
    assert "Green room" in part(client_of(fleur), french)


def test_refusals_come_as_words(
    dutch: Series, french: Series, nora: Officer, niels: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    made = link(dutch, french, nora)
    again = client_of(niels).post(
        reverse("series-link", args=[dutch.pk]), {"other": french.reference, "reason": "place"}
    )
    assert again.status_code == 409
    assert "France has not decided" in words(again)
    assert client_of(nora).post(reverse("link", args=[made.pk]), {"act": "accept"}).status_code == 403
    assert client_of(nora).post(reverse("link", args=[made.pk]), {"act": "eat"}).status_code == 400
    assert (
        client_of(fleur)
        .post(reverse("link", args=[made.pk]), {"act": "undo", "reason": "Not so, after all."})
        .status_code
        == 409
    )


def test_undoing_takes_a_reason_and_says_what_opens_again(
    dutch: Series,
    french: Series,
    nora: Officer,
    niels: Officer,
    fleur: Officer,
    gregor: Officer,
    client_of: ClientOf,
) -> None:
    one, other = add(dutch, "victim", by=nora), add(french, "victim", by=fleur)
    with acting_as(nora.pk):
        made = actions.propose_same_person(subject=one, other=other, reason="looks", by=nora)
    page, opens = reverse("same-person", args=[made.pk]), "is identified only by whom it is linked with"
    assert client_of(fleur).post(page, {"act": "accept"}).status_code == 302
    assert opens not in words(client_of(fleur).get(page))
    confirm(record(one, by=nora), by=niels)
    assert words(client_of(fleur).get(page)).count(opens) == 1
    # What is told of the other one has no moment: who sees one side only could match it with what is hidden.
    with acting_as(gregor.pk):
        assert Subject.objects.get(pk=other.pk).identified_at is None
    short = client_of(fleur).post(page, {"act": "undo", "reason": "No <i>."})
    assert short.status_code == 400
    assert "No &lt;i&gt;." in short.content.decode()
    refused = client_of(fleur).post(f"/api/v1/subject-links/{made.pk}", {"act": "undo"}, "application/json")
    assert (refused.status_code, refused.json()["field"]) == (400, "reason")
    assert status_of(other) == "identified"
    assert client_of(fleur).post(page, {"act": "undo", "reason": "Another child."}).status_code == 302
    assert status_of(other) == "unidentified"
    assert "Another child." in words(client_of(nora).get(page))
    told = words(client_of(nora).get(reverse("series-history", args=[dutch.pk])))
    assert "undone: Another child." in told


def test_a_preview_counts_as_a_write(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, own_cache: None
) -> None:
    into, other = (make_series(by=nora, audience=audiences["group"]) for _ in range(2))
    address, hers = reverse("series-merge", args=[into.pk]), client_of(nora)
    monkeypatch.setattr(pace, "MOST_WRITES", 1)
    monkeypatch.setattr("accounts.pace.how_often", lambda what, key, seconds: how_often(what, key, 10**9))
    answers = [hers.get(address, {"other": other.reference}) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert hers.get(address).status_code == 200


def status_of(subject: Subject) -> str:
    with acting_as_system("tests"):
        return Subject.objects.get(pk=subject.pk).status


def test_the_part_asks_as_much_for_one_as_for_three(
    dutch: Series,
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, others = client_of(nora), list[Series]()
    part(client, dutch)
    for number in (1, 3):
        while len(others) < number:
            items = make_items(2, by=nora, audience=audiences["group"])
            others.append(make_series(by=nora, audience=audiences["group"], items=items))
            link(dutch, others[-1], nora)
        with django_assert_num_queries(19):
            assert part(client, dutch).count("2 pictures shown to you") == number


def test_a_merge_is_previewed_done_followed_and_undone(
    dutch: Series, nora: Officer, niels: Officer, fleur: Officer, client_of: ClientOf, audiences: dict[str, Audience]
) -> None:
    items = make_items(3, by=nora, audience=audiences["group"])
    other = make_series(by=nora, audience=audiences["group"], title="Red room", items=items)
    address = reverse("series-merge", args=[dutch.pk])
    preview = words(client_of(nora).post(address, {"other": other.reference}))
    assert "Afterwards" in preview
    assert preview.split("Afterwards")[1].count("3 pictures shown to you") == 1
    with acting_as_system("tests"):
        assert not Merge.objects.exists()
    assert client_of(nora).post(address, {"other": other.reference, "confirm": "yes"}).status_code == 302
    followed = client_of(fleur).get(reverse("series", args=[other.pk]))
    assert (followed.status_code, followed["Location"]) == (302, reverse("series", args=[dutch.pk]))
    assert f'Also found by <span class="mono">{other.reference}</span>' in part(client_of(fleur), dutch)
    assert dutch.reference in words(client_of(fleur).get(reverse("series-body", args=[other.pk])))
    conflict = client_of(nora).get(reverse("series-place", args=[other.pk]))
    assert conflict.status_code == 409
    assert f"{other.reference} has been merged into {dutch.reference}" in words(conflict)
    for query in ("", "?status=all", f"?words={other.reference}", f"?words={other.reference}&status=all"):
        board = words(client_of(fleur).get(reverse("board") + query))
        assert ("Red room" in board, "Green room" in board) == (False, True), query
    with acting_as_system("tests"):
        merge = Merge.objects.get()
    undo = reverse("merge-undo", args=[merge.pk])
    assert client_of(fleur).get(undo).status_code == 403
    assert "3 pictures shown to you" in words(client_of(niels).get(undo)).split("Afterwards")[1]
    assert client_of(niels).post(undo).status_code == 302
    assert "Red room" in words(client_of(fleur).get(reverse("series", args=[other.pk])))
    assert client_of(niels).post(undo).status_code == 409


def test_a_split_is_chosen_previewed_and_done(
    nora: Officer, fleur: Officer, client_of: ClientOf, audiences: dict[str, Audience]
) -> None:
    items = make_items(3, by=nora, audience=audiences["group"])
    series = make_series(by=nora, audience=audiences["group"], items=items)
    victim = add(series, "victim", by=nora)
    client, address = client_of(nora), reverse("series-split", args=[series.pk])
    assert str(items[0].pk) in words(client.get(address))
    chosen = {"title": "Other <room>", "items": [str(items[0].pk)], "subjects": [str(victim.pk)]}
    preview = words(client.post(address, chosen))
    assert "Other &lt;room&gt;" in preview
    assert "1 picture shown to you, 1 victim, 0 offenders" in preview
    with acting_as_system("tests"):
        assert Series.objects.count() == 1
    done = client.post(address, {**chosen, "confirm": "yes"}, follow=True)
    assert "Other &lt;room&gt;" in words(done)
    assert client.post(address, {"title": "Nothing"}).status_code == 400
    assert client.post(address, {"title": "x", "items": ["no key"]}).status_code == 404
    assert client_of(fleur).get(address).status_code == 403


def test_the_same_person_is_named_chosen_and_told_to_who_sees_it(
    dutch: Series, french: Series, nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    one, other = add(dutch, "victim", by=nora), add(french, "victim", by=fleur)
    address = reverse("subject-same", args=[one.pk])
    assert str(other.pk) in words(client_of(nora).get(address, {"other": french.reference}))
    sent = {"other": str(other.pk), "reason": "looks"}
    assert client_of(nora).post(address, {**sent, "reason": ""}).status_code == 400
    assert client_of(nora).post(address, sent).status_code == 302
    assert client_of(nora).post(address, sent).status_code == 409
    with acting_as_system("tests"):
        made = SubjectLink.objects.get()
    page = reverse("same-person", args=[made.pk])
    assert "The same person?" in words(client_of(fleur).get(page))
    assert client_of(gregor).get(page).status_code == 404
    assert client_of(fleur).post(page, {"act": "accept"}).status_code == 302
    confirm(record(one, by=nora), by=niels)
    told = f"Identified in {dutch.reference} by Netherlands"
    assert told in part(client_of(fleur), french).replace(" (Kingdom of the)", "")
    hidden = words(client_of(gregor).get(reverse("series-body", args=[french.pk])))
    assert "Identified" in hidden
    assert "Netherlands" not in hidden
    assert dutch.reference not in hidden + part(client_of(gregor), french)


def test_the_history_tells_of_links_to_who_sees_both(
    dutch: Series, french: Series, nora: Officer, fleur: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    link(dutch, french, nora, fleur)
    body = words(client_of(fleur).get(reverse("series-history", args=[french.pk])))
    assert f"Link with {dutch.reference} proposed" in body
    assert f"Link with {dutch.reference} accepted" in body
    assert "Link with" not in words(client_of(gregor).get(reverse("series-history", args=[french.pk])))
