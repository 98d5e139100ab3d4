"""Another text of an answer: the one before is kept, nobody's is overwritten unread."""

import pytest

from accounts.markings import UNMARKED
from accounts.models import Officer
from forum import actions
from forum.models import Post, PostVersion
from icse.core.doors import acting_as
from icse.core.errors import Conflict
from icse.core.models import AuditEntry
from tests.forum.world import NOBODYS, Audiences, ClientOf, answer, ask, assert_looks_absent


def edit(by: Officer, post: Post, body: str, version: int = 1) -> Post:
    with acting_as(by.pk):
        return actions.edit_post(post=post, body=body, version=version, by=by)


def texts(by: Officer) -> list[tuple[int, str]]:
    with acting_as(by.pk):
        return list(PostVersion.objects.order_by("version").values_list("version", "body"))


def test_it_works(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(fleur, audiences["group"])
    post = answer(nora, thread, "A shop in Lyon.")
    page = client_of(niels).get(f"/posts/{post.pk}/edit/").content.decode()
    assert "A shop in Lyon." in page
    sent = {"body": "Uma loja em Lisboa, perto da estação.", "said_country": "PT", "version": "1"}
    response = client_of(niels).post(f"/posts/{post.pk}/edit/", sent)
    assert response["Location"] == f"/threads/{thread.pk}/#post-{post.pk}"
    with acting_as(fleur.pk):
        now = Post.objects.get()
    assert (now.body, now.language, now.said_country_id, now.version) == (sent["body"], "pt", "PT", 2)
    assert texts(fleur) == [(1, "A shop in Lyon.")]
    with acting_as(niels.pk):
        assert AuditEntry.objects.filter(action="post.edited", object_id=str(post.pk)).get().facts["version"] == 2


def test_a_second_editor_gets_both_texts(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    post = answer(nora, thread, "One shop.")
    edit(niels, post, "Two shops.")
    sent = {"body": "Three shops.", "said_country": "FR", "version": "1"}
    response = client_of(nora).post(f"/posts/{post.pk}/edit/", sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert [words in page for words in ("Two", "Three", "Save my text", 'name="version" value="2"')] == [True] * 4
    assert (texts(nora), Post.objects.none().count()) == ([(1, "One shop.")], 0)
    assert client_of(nora).post(f"/posts/{post.pk}/edit/", {**sent, "version": "2"}).status_code == 302
    assert texts(nora) == [(1, "One shop."), (2, "Two shops.")]


def test_the_texts_are_for_who_sees_the_post(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    post = answer(nora, ask(nora, audiences["group"]), "The first text.")
    edit(niels, post, "The second text.")
    page = client_of(fleur).get(f"/posts/{post.pk}/versions/").content.decode()
    assert page.index("The second text.") < page.index("The first text.")
    own = client_of(nora).get(f"/posts/{post.pk}/versions/").content.decode()
    assert own.index("Niels") < own.index("Nora, Unit NL")
    assert "Niels" not in page
    assert texts(gregor) == []
    assert_looks_absent(client_of(gregor), "/posts/{}/versions/", post.pk)
    assert_looks_absent(client_of(gregor), "/posts/{}/edit/", post.pk)


def test_only_the_unit_that_wrote_it(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    post = answer(nora, ask(nora, audiences["group"]))
    for send in (client_of(fleur).get, client_of(fleur).post):
        assert send(f"/posts/{post.pk}/edit/", {"body": "Mine now", "version": "1"}).status_code == 403
    assert texts(nora) == []


def test_narrowing_the_request_narrows_its_texts(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["group"])
    edit(nora, answer(nora, thread, "One."), "Two.")
    assert texts(fleur) == [(1, "One.")]
    with acting_as(nora.pk):
        actions.share_thread(thread=thread, audience=audiences["NL"], marking=UNMARKED, by=nora)
    assert (texts(fleur), texts(nora)) == ([], [(1, "One.")])


def test_a_redacted_answer_is_not_edited(nora: Officer, audiences: Audiences) -> None:
    post = answer(nora, ask(nora, audiences["group"]))
    with acting_as(nora.pk):
        actions.redact_post(post=post, reason="Wrong request.", by=nora)
    with pytest.raises(Conflict, match="has been redacted"):
        edit(nora, post, "Back again", version=2)


@pytest.mark.parametrize("path", ["edit", "versions", "redact", "indicate"])
def test_anonymous_is_sent_to_sign_in(path: str, client: object, db: object) -> None:
    address = f"/posts/{NOBODYS}/{path}/"
    assert client.get(address)["Location"] == f"/sign-in/?next={address}"  # type: ignore[attr-defined]
