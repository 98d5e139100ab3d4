"""Accepting an answer, and closing a request."""

import pytest

from accounts.models import Officer
from forum.models import Thread
from icse.core.doors import acting_as
from icse.core.models import AuditEntry, Event
from tests.forum.world import NOBODYS, Audiences, ClientOf, answer, ask, assert_looks_absent


def state(by: Officer) -> tuple[str, object]:
    with acting_as(by.pk):
        thread = Thread.objects.get()
        return thread.status, thread.accepted_post_id


def test_the_asking_country_accepts(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    answer(fleur, thread, "No.")
    post = answer(fleur, thread, "Yes.")
    response = client_of(niels).post(f"/posts/{post.pk}/accept/")
    assert response["Location"] == f"/threads/{thread.pk}/"
    assert state(nora) == ("answered", post.pk)
    page = client_of(fleur).get(f"/threads/{thread.pk}/posts/").content.decode()
    assert page.count("post-accepted") == 1
    assert f'post-accepted" id="post-{post.pk}"' in page
    with acting_as(nora.pk):
        assert Event.objects.filter(type="thread.changed").get().about == [thread.pk, post.pk]


def test_another_country_may_not(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    post = answer(fleur, ask(nora, audiences["group"]))
    assert client_of(fleur).post(f"/posts/{post.pk}/accept/").status_code == 403
    assert state(nora) == ("open", None)
    with acting_as(fleur.pk):
        refused = AuditEntry.objects.filter(action="request.refused").get()
        assert refused.facts == {"view": "post-accept", "method": "POST"}


def test_accepting_twice(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    first, second = answer(fleur, thread), answer(fleur, thread)
    client = client_of(nora)
    statuses = [client.post(f"/posts/{post.pk}/accept/").status_code for post in (first, first, second)]
    assert statuses == [302, 409, 409]
    assert state(nora) == ("answered", first.pk)


def test_closing(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    post = answer(fleur, thread)
    path = f"/threads/{thread.pk}/close/"
    unanswered = {"ending": "unanswered"}
    assert client_of(fleur).post(path, unanswered).status_code == 403
    assert state(nora) == ("open", None)
    client = client_of(nora)
    assert client.post(path, unanswered)["Location"] == f"/threads/{thread.pk}/"
    assert state(nora) == ("closed", None)
    assert client.post(path, unanswered).status_code == 409
    assert client.post(f"/posts/{post.pk}/accept/").status_code == 409
    assert "This request is closed." in client.get(f"/threads/{thread.pk}/").content.decode()


def test_hidden_looks_absent(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    post = answer(fleur, thread)
    assert_looks_absent(client_of(gregor), "/posts/{}/accept/", post.pk, "post")
    assert_looks_absent(client_of(gregor), "/threads/{}/close/", thread.pk, "post")


@pytest.mark.parametrize("path", [f"/posts/{NOBODYS}/accept/", f"/threads/{NOBODYS}/close/"])
def test_anonymous_is_sent_to_sign_in(path: str, client: object, db: object) -> None:
    assert client.post(path)["Location"] == f"/sign-in/?next={path}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [f"/posts/{NOBODYS}/accept/"])
def test_only_post(path: str, nora: Officer, client_of: ClientOf) -> None:
    assert client_of(nora).get(path).status_code == 405
