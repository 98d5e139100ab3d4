"""The page of one clue request, and its part that refreshes itself."""

import pytest
from django.test import Client

from accounts.models import Officer
from forum.queries import PAGE, conversation
from icse.core.doors import acting_as
from icse.core.models import AuditEntry
from tests.forum.world import NOBODYS, Audiences, ClientOf, answer, ask, assert_looks_absent, make_series

PATHS = ("/threads/{}/", "/threads/{}/posts/")


@pytest.mark.parametrize("path", PATHS)
def test_it_works(path: str, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"], question="Who sells\nthis <i>?")
    answer(fleur, thread, "<script>alert(1)</script>\n\nA shop.")
    page = client_of(nora).get(path.format(thread.pk)).content.decode()
    assert "Who sells\nthis &lt;i&gt;?" in page
    assert '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p dir="auto">A shop.</p>' in page
    assert thread.reference in page


@pytest.mark.parametrize("path", PATHS)
def test_hidden_looks_absent(
    path: str, nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    assert_looks_absent(client_of(gregor), path, ask(nora, audiences["group"]).pk)


@pytest.mark.parametrize("path", PATHS)
def test_anonymous_is_sent_to_sign_in(path: str, client: Client, db: object) -> None:
    path = path.format(NOBODYS)
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_looking_is_recorded_and_refreshing_is_not(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread, client = ask(nora, audiences["group"]), client_of(nora)
    for path in PATHS:
        client.get(path.format(thread.pk))
    with acting_as(nora.pk):
        looks = AuditEntry.objects.filter(action="thread.viewed")
        assert list(looks.values_list("object_id", flat=True)) == [str(thread.pk)]


def test_the_series_shows_to_those_who_see_both(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["members"])
    thread = ask(nora, audiences["group"], series=series)
    page = client_of(fleur).get(f"/threads/{thread.pk}/").content.decode()
    assert series.reference in page
    with acting_as(fleur.pk):
        talk = conversation(thread, fleur)
    assert talk.series == series


def test_names_of_other_countries_officers_are_not_shown(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    thread = ask(nora, audiences["group"])
    answer(fleur, thread)
    with acting_as(felix.pk):
        his = conversation(thread, felix)
    with acting_as(nora.pk):
        hers = conversation(thread, nora)
    assert [one.who for one in his.answers] == ["Fleur, Unit FR"]
    assert (his.who, hers.who) == ("Unit NL", "Nora, Unit NL")
    assert [one.who for one in hers.answers] == ["Unit FR"]


def test_buttons_are_for_those_who_may(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["group"])
    answer(fleur, thread)
    with acting_as(fleur.pk):
        talk = conversation(thread, fleur)
    assert (talk.may_post, talk.may_accept, talk.may_close) == (True, False, False)
    with acting_as(nora.pk):
        talk = conversation(thread, nora)
    assert (talk.may_post, talk.may_accept, talk.may_close) == (True, True, True)


def test_pages_follow_each_other(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["NL"])
    posts = [answer(nora, thread, f"answer number {number}.") for number in range(PAGE + 1)]
    with acting_as(nora.pk):
        last = conversation(thread, nora)
        first = conversation(thread, nora, before=last.earlier)
    assert [one.post.pk for one in [*first.answers, *last.answers]] == [post.pk for post in posts]
    assert (last.earlier, first.earlier) == (posts[1].pk, None)
    page = client_of(nora).get(f"/threads/{thread.pk}/?before={last.earlier_page}").content.decode()
    assert "answer number 0." in page
    assert "answer number 1." not in page
    assert "answer number 1." in client_of(nora).get(f"/threads/{thread.pk}/?before={last.earlier}").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: object
) -> None:
    thread = ask(nora, audiences["group"])
    for _ in range(number):
        answer(nora, thread)
    client = client_of(nora)
    with django_assert_num_queries(18):  # type: ignore[operator]
        client.get(f"/threads/{thread.pk}/posts/")
