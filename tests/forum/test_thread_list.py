"""The list of clue requests, and its rows for open pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Officer
from accounts.models.owned import owner_fields
from forum import actions
from forum.forms import FeedForm
from forum.models import Crop, Thread
from forum.queries import PAGE, feed
from icse.core.cursors import signed
from icse.core.doors import acting_as, acting_as_system
from tests.forum.world import Audiences, ClientOf, answer, ask, make_series, solve

PAGES = ("/threads/", "/threads/rows/")


def seen(by: Officer, **narrowed: str) -> list[str]:
    with acting_as(by.pk):
        return [thread.question for thread in feed(FeedForm(narrowed).wanted(by)).threads]


@pytest.mark.parametrize("path", PAGES)
def test_it_works(path: str, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    ask(nora, audiences["group"], question="Who sells this <b>wallpaper</b>?")
    page = client_of(fleur).get(path).content.decode()
    assert "Who sells this &lt;b&gt;wallpaper&lt;/b&gt;?" in page
    assert "Nobody is waiting" not in page


@pytest.mark.parametrize("path", PAGES)
def test_who_may_not_see_it_sees_the_empty_list(
    path: str, nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    client = client_of(gregor)
    before = client.get("/threads/rows/").content
    ask(nora, audiences["group"])
    assert client.get("/threads/rows/").content == before
    assert "Nobody is waiting" in client.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_anonymous_is_sent_to_sign_in(path: str, client: Client, db: object) -> None:
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_newest_activity_comes_first(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    first = ask(nora, audiences["group"], question="first")
    ask(nora, audiences["members"], question="second")
    assert seen(fleur) == ["second", "first"]
    answer(fleur, first)
    assert seen(fleur) == ["first", "second"]


def test_filters(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    ask(nora, audiences["group"], question="wall")
    ask(fleur, audiences["group"], question="bed", kind="bedding")
    closed = ask(nora, audiences["group"], question="closed")
    with acting_as(nora.pk):
        actions.close_thread(thread=closed, by=nora)
    assert seen(nora) == ["bed", "wall"]
    assert seen(nora, kind="bedding") == ["bed"]
    assert seen(nora, country="NL") == ["wall"]
    assert seen(nora, status="closed") == ["closed"]
    assert seen(nora, status="any") == ["closed", "bed", "wall"]
    assert seen(nora, kind="nonsense", before="nonsense") == ["bed", "wall"]


def test_filters_for_skimming(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    first = ask(nora, audiences["group"], question="answered")
    ask(niels, audiences["group"], question="alone")
    pictured = ask(fleur, audiences["group"], question="pictured")
    with acting_as_system("tests"):
        Crop.objects.create(thread=pictured, audience=audiences["group"], state="ready", **owner_fields(fleur))
        Crop.objects.create(thread=first, audience=audiences["group"], state="waiting", **owner_fields(nora))
    answer(nora, first)
    assert seen(nora, only="unanswered") == ["answered", "pictured", "alone"]
    answer(fleur, first)
    assert seen(nora, only="unanswered") == ["pictured", "alone"]
    assert (seen(nora, only="picture"), seen(nora, only="both")) == (["pictured"], ["pictured"])
    assert (seen(nora, whose="mine"), seen(nora, whose="unit")) == (["answered"], ["answered", "alone"])
    assert (seen(niels, whose="mine"), seen(fleur, whose="unit")) == (["alone"], ["pictured"])
    assert seen(fleur, whose="x", only="x") == ["answered", "pictured", "alone"]


def test_pages_keep_the_filters(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    for _ in range(PAGE + 1):
        ask(nora, audiences["NL"])
    page = client_of(nora).get("/threads/?whose=mine&only=unanswered").content.decode()
    assert re.search(r'href="/threads/\?whose=mine&amp;only=unanswered&amp;before=[^"]+" rel="next"', page)
    assert 'data-live-url="/threads/rows/?whose=mine&amp;only=unanswered"' in page


def test_a_solved_series_takes_its_requests_along(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences["group"])
    ask(nora, audiences["group"], series=series, question="of the solved one")
    ask(nora, audiences["group"], question="another")
    solve(fleur, felix, series)
    for status in ("", "any"):
        assert seen(nora, status=status) == ["another"]


def test_pages_follow_each_other(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    questions = [f"question {number}" for number in range(PAGE + 2)]
    for age, question in enumerate(questions):
        thread = ask(nora, audiences["NL"], question=question)
        with acting_as_system("tests"):
            moment = timezone.now() - timedelta(minutes=age)
            Thread.objects.filter(pk=thread.pk).update(last_activity_at=moment)
    with acting_as(nora.pk):
        first = feed(FeedForm({}).wanted())
        assert first.older is not None
        second = feed(FeedForm({"before": signed(first.older)}).wanted())
    assert [thread.question for thread in [*first.threads, *second.threads]] == questions
    assert second.older is None
    page = client_of(nora).get(reverse("thread-list")).content.decode()
    assert "question 23" in page
    assert "question 24" not in page
    [older] = re.findall(r'href="(/threads/\?before=[^"]+)" rel="next"', page)
    assert "question 24" in client_of(nora).get(older).content.decode()


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00+23:59", "2026-11-22T12:00:00+00:00", "x:y", "é", "a\0"])
@pytest.mark.parametrize("address", ["thread-list", "thread-rows"])
def test_a_cursor_that_was_not_made_here_is_none(
    nora: Officer, audiences: Audiences, client_of: ClientOf, address: str, before: str
) -> None:
    ask(nora, audiences["NL"], question="Which shop?")
    client = client_of(nora)
    for cursor, is_there in ((before, True), (signed(timezone.now() - timedelta(days=1)), False)):
        answer = client.get(reverse(address), {"before": cursor})
        assert (answer.status_code, "Which shop?" in answer.content.decode()) == (200, is_there)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: object
) -> None:
    for _ in range(number):
        answer(nora, ask(nora, audiences["group"]))
    client = client_of(nora)
    client.get("/threads/rows/")
    with django_assert_num_queries(10):  # type: ignore[operator]
        client.get("/threads/rows/")
