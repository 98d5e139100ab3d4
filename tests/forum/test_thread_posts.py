"""Answering a clue request."""

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm

from accounts.models import Officer
from forum import actions
from forum.actions.posts import LONGEST_POST
from forum.models import Post
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import NotAllowed
from icse.core.models import AuditEntry, Event
from tests.forum.world import NOBODYS, Audiences, ClientOf, answer, ask, make_series


def bodies(by: Officer) -> list[str]:
    with acting_as(by.pk):
        return list(Post.objects.order_by("pk").values_list("body", flat=True))


def test_it_works(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    response = client_of(fleur).post(f"/threads/{thread.pk}/posts/", {"body": "  In Lyon.\r\nI know it. "})
    with acting_as(nora.pk):
        post = Post.objects.get()
    assert response["Location"] == f"/threads/{thread.pk}/#post-{post.pk}"
    assert (post.body, post.country_id, post.audience_id) == ("In Lyon.\nI know it.", "FR", thread.audience_id)
    with acting_as(fleur.pk):
        assert AuditEntry.objects.filter(action="post.added", object_id=str(post.pk)).count() == 1


def test_it_is_told_to_the_thread_and_to_the_series(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["members"])
    thread = ask(nora, audiences["group"], series=series)
    with acting_as_system("tests"):
        Event.objects.all().delete()
    post = answer(fleur, thread)
    with acting_as_system("tests"):
        told = {(e.type, tuple(e.about), tuple(e.audiences)) for e in Event.objects.all()}
    group, members = audiences["group"].pk, audiences["members"].pk
    assert told == {
        ("thread.posted", (thread.pk, post.pk), (group,)),
        ("series.changed", (series.pk,), tuple(sorted((group, members)))),
    }


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("", "Write an answer first"), ("   \n ", "Write an answer first"), ("x" * (LONGEST_POST + 1), "at most")],
)
def test_what_was_typed_is_kept(
    body: str, sentence: str, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    response = client_of(nora).post(f"/threads/{thread.pk}/posts/", {"body": body})
    assert response.status_code == 400
    page = response.content.decode()
    assert sentence in page
    assert body.strip().replace("\0", "") in page.replace("\0", "")
    assert bodies(nora) == []


def test_a_closed_request_takes_none_and_keeps_the_text(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    with acting_as(nora.pk):
        actions.close_thread(thread=thread, by=nora)
    response = client_of(fleur).post(f"/threads/{thread.pk}/posts/", {"body": "I was too slow"})
    assert response.status_code == 409
    assert "I was too slow" in response.content.decode()
    assert bodies(nora) == []


def test_hidden_looks_absent(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    client, thread = client_of(gregor), ask(nora, audiences["group"])
    hidden, never = (client.post(f"/threads/{key}/posts/", {"body": "x"}) for key in (thread.pk, NOBODYS))
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.content == never.content
    assert bodies(nora) == []


def test_who_may_only_look_may_not_answer(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    with acting_as_system("tests"):
        germany = Group.objects.get(country="DE")
        assign_perm("view_audience", germany, audiences["group"])
    client = client_of(gregor)
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert "You may read this request, but not answer it." in page
    response = client.post(f"/threads/{thread.pk}/posts/", {"body": "But I know it"})
    assert response.status_code == 403
    assert "But I know it" in response.content.decode()
    assert bodies(nora) == []
    with acting_as(gregor.pk), pytest.raises(NotAllowed):
        actions.add_post(thread=thread, body="But I know it", by=gregor)


def test_anonymous_is_sent_to_sign_in(client: object, db: object) -> None:
    path = f"/threads/{NOBODYS}/posts/"
    assert client.post(path)["Location"] == f"/sign-in/?next={path}"  # type: ignore[attr-defined]
