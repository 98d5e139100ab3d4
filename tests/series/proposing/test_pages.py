"""The pages and the API of possible links."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.cursors import SCREENFUL
from icse.core.doors import acting_as_system
from series.models import LinkReason, ProposalDecision, ProposalWork, Series, SeriesLink
from series.views import proposals as views
from tests.series.grouping import make_items, make_series
from tests.series.proposing.making import first_reason, hit, lines, proposed, series_of

ClientOf = Callable[[Officer], Client]
QUEUE = "/proposals/"


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def pair(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> tuple[Series, Series]:
    one, mine = series_of(1, by=nora, audience=audiences["group"], title="Green <room>")
    two, theirs = series_of(1, by=fleur, audience=audiences["group"], title="Blue room")
    hit(theirs[0], mine[0], distance=4)
    proposed()
    return one, two


def test_the_queue_shows_both_sides_and_why(
    pair: tuple[Series, Series], nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    page = words(client_of(nora).get(QUEUE))
    assert "Green &lt;room&gt;" in page
    assert "Blue room" in page
    assert "Ask France to link" in page
    assert "The same or similar pictures" in page
    assert "96 of 100" in page
    assert "Saves 1 look<" in page
    assert page.count("/concealed") == 2
    assert "/plain" not in page
    assert "Ask Netherlands to link" in words(client_of(fleur).get(QUEUE))


def test_who_does_not_see_both_sides_is_shown_nothing(
    pair: tuple[Series, Series], nora: Officer, gregor: Officer, cleo: Officer, client: Client, client_of: ClientOf
) -> None:
    page = words(client_of(gregor).get(QUEUE))
    assert "Nothing that you may see speaks for a link just now." in page
    row = first_reason(nora)
    for address in ("proposal", "proposal-accept", "proposal-reject", "api-proposal-answer"):
        path, invented = (reverse(address, args=[key]) for key in (row.pk, "01a20761-5500-7a25-8848-5516bec53f99"))
        asks = client_of(gregor).get if address == "proposal" else client_of(gregor).post
        hidden, missing = asks(path), asks(invented)
        assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert client_of(cleo).get(QUEUE).status_code == 403
    assert client.get(QUEUE)["Location"].startswith("/sign-in/")


def test_one_is_shown_with_its_evidence_and_accepted(
    pair: tuple[Series, Series], nora: Officer, client_of: ClientOf
) -> None:
    address = reverse("proposal", args=[first_reason(nora).pk])
    page = words(client_of(nora).get(address))
    assert "What speaks for it" in page
    assert page.count("data-plain=") >= 2
    done = client_of(nora).post(f"{address}accept/?own=on", {"how": "link"}, follow=True)
    assert done.redirect_chain == [("/proposals/?own=on", 302)]
    assert "France has been asked." in words(done)
    with acting_as_system("tests"):
        assert SeriesLink.objects.get().state == "proposed"
    assert "This is not proposed to your country any more." in words(client_of(nora).get(address))
    again = client_of(nora).post(f"{address}accept/", {"how": "link"})
    assert again.status_code == 409
    assert "A colleague of yours has just accepted it." in words(again)


def test_one_is_rejected_with_a_reason(
    pair: tuple[Series, Series], nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    address = reverse("proposal", args=[first_reason(nora).pk])
    assert '<option value="">Why not?</option>' in words(client_of(nora).get(QUEUE))
    silent = client_of(nora).post(f"{address}reject/", {"note": "Another <wall>"})
    assert silent.status_code == 400
    assert "This field is required." in words(silent)
    assert len(lines(nora)) == 1
    wrong = client_of(nora).post(f"{address}reject/", {"why": "nonsense", "note": "Another <wall>"})
    assert wrong.status_code == 400
    assert "Another &lt;wall&gt;" in words(wrong)
    done = client_of(nora).post(f"{address}reject/", {"why": "different", "note": "Another <wall>"})
    assert (done.status_code, done["Location"]) == (302, "/proposals/")
    decided = words(client_of(nora).get("/proposals/decided/"))
    assert "Another &lt;wall&gt;" in decided
    assert "Not the same at all" in decided
    assert "Not the same at all" not in words(client_of(fleur).get("/proposals/decided/"))
    assert len(lines(fleur)) == 1


def test_a_series_names_what_may_belong_to_it(
    pair: tuple[Series, Series], nora: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    one, two = pair
    address = reverse("series-proposals", args=[one.pk])
    page = words(client_of(nora).get(address))
    assert f"{min(pair, key=lambda series: series.pk).reference} and" in page
    assert two.reference in page
    assert client_of(gregor).get(address).status_code == 404
    assert f'hx-get="{address}"' in words(client_of(nora).get(reverse("series", args=[one.pk])))


def test_a_file_is_put_into_the_series(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    series, placed = series_of(1, by=nora, audience=audiences["group"])
    loose = make_items(1, by=nora, audience=audiences["group"], name="loose <one>")[0]
    hit(loose, placed[0])
    with acting_as_system("tests"):
        ProposalWork.objects.create(what="item", key=loose.pk)
    proposed()
    page = words(client_of(nora).get(QUEUE))
    assert "loose &lt;one&gt;" in page
    assert f"Put into {series.reference}" in page
    address = reverse("proposal-accept", args=[first_reason(nora).pk])
    assert client_of(nora).post(address, {"how": "place"}).status_code == 302
    assert "Nothing that you may see" in words(client_of(nora).get(QUEUE))
    assert "loose &lt;one&gt;" in words(client_of(nora).get("/proposals/decided/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_takes_the_same_queries_however_long(
    number: int,
    nora: Officer,
    fleur: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _, mine = series_of(1, by=nora, audience=audiences["group"])
    for index in range(number):
        _, theirs = series_of(1, by=fleur, audience=audiences["group"])
        hit(theirs[0], mine[0], distance=index)
        loose = make_items(1, by=fleur, audience=audiences["group"])[0]
        hit(loose, mine[0])
        with acting_as_system("tests"):
            ProposalWork.objects.create(what="item", key=loose.pk)
    proposed()
    assert len(lines(nora)) == 2 * number
    client = client_of(nora)
    client.get(QUEUE)
    with django_assert_num_queries(13):
        client.get(QUEUE)
    with django_assert_num_queries(11):
        client.get("/api/v1/proposals")


def test_the_api_lists_and_answers(
    pair: tuple[Series, Series], nora: Officer, fleur: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    listed = client_of(nora).get("/api/v1/proposals").json()
    row = first_reason(nora)
    assert listed["next"] is None
    [one] = listed["results"]
    assert {one["series"], one["other"]} == {str(series.pk) for series in pair}
    assert (one["id"], one["item"], one["saves"], len(one["evidence"])) == (str(row.pk), None, 1, 2)
    assert one["reasons"] == [{"reason": "pictures", "score": 96, "words": "", "pairs": 1}]
    assert client_of(gregor).get("/api/v1/proposals").json()["results"] == []
    assert client_of(nora).get("/api/v1/proposals?reason=device").json()["results"] == []
    address = reverse("api-proposal-answer", args=[row.pk])
    refused = client_of(nora).post(address, {"answer": "accept"}, content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (400, "how")
    said = {"answer": "reject", "why": "common", "note": "A logo"}
    done = client_of(nora).post(address, said, content_type="application/json")
    assert done.json() == {"id": str(row.pk), "answer": "reject"}
    with acting_as_system("tests"):
        assert ProposalDecision.objects.get().why == "common"
        assert LinkReason.objects.filter(pk=row.pk).exists()
    said = {"answer": "accept", "how": "link"}
    assert client_of(fleur).post(address, said, content_type="application/json").status_code == 200


def test_names_in_common_have_no_pictures(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    make_series(by=nora, audience=audiences["group"], summary="blue_fox77")
    make_series(by=fleur, audience=audiences["group"], summary="Blue_Fox77")
    proposed()
    page = words(client_of(nora).get(QUEUE))
    assert "The same name or text: <bdi>blue_fox77</bdi>" in page
    assert "/concealed" not in page
    assert client_of(nora).get(reverse("proposal", args=[first_reason(nora).pk])).status_code == 200


def test_a_page_of_the_queue_is_a_screenful(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SCREENFUL == 24
    monkeypatch.setattr(views, "SCREENFUL", 2)
    for index in range(3):
        _, mine = series_of(1, by=nora, audience=audiences["group"])
        _, others = series_of(1, by=nora, audience=audiences["group"])
        hit(others[0], mine[0], distance=index)
    proposed()
    page = words(client_of(nora).get(QUEUE))
    assert (page.count('id="proposal-'), page.count("100 of 100"), page.count("98 of 100")) == (2, 1, 0)
    [older] = re.findall('href="([^"]*)" rel="next"', page)
    rest = words(client_of(nora).get(html.unescape(older)))
    assert (rest.count('id="proposal-'), rest.count("98 of 100"), 'rel="next"' in rest) == (1, 1, False)
