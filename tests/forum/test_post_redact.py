"""Redacting an answer: by whom, and that nothing of it is left anywhere."""

import pytest

from accounts.models import Officer
from forum import actions
from forum.models import Post, PostMention, PostTranslation, PostVersion, Thread
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, NotAllowed
from tests.forum.test_post_said import say
from tests.forum.world import Audiences, ClientOf, answer, ask, assert_looks_absent

SECRET = "Xylophonstrasse"


def redact(by: Officer, post: Post, reason: str = "It names a person.") -> None:
    with acting_as(by.pk):
        actions.redact_post(post=post, reason=reason, by=by)


def full(fleur: Officer, felix: Officer, thread: Thread) -> Post:
    """An answer of France with an earlier text, a mention, a translation and something counted, all with the secret."""
    post = answer(fleur, thread, f"{SECRET} 1, says @NL")
    with acting_as(fleur.pk):
        actions.edit_post(post=post, body=f"{SECRET} 2, says @NL", version=1, by=fleur)
    with acting_as_system("tests"):
        Post.objects.filter(pk=post.pk).update(said_product=SECRET, said_country="FR")
        on = {"post": post, "audience_id": post.audience_id, "country_id": "FR", "unit": fleur.unit, "officer": felix}
        PostTranslation.objects.create(version=2, target="en", source="de", state="ready", text=SECRET, **on)
    return post


def test_nothing_is_left_of_it(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    post = full(fleur, felix, thread)
    paths = (
        *(f"/threads/{thread.pk}/", f"/threads/{thread.pk}/posts/", f"/posts/{post.pk}/versions/"),
        *(f"/api/v1/posts/{post.pk}", f"/api/v1/threads/{thread.pk}/posts", f"/api/v1/posts/{post.pk}/versions"),
        *(f"/search/?words={SECRET}", f"/api/v1/search?words={SECRET}"),
    )
    client = client_of(nora)
    before = [SECRET in client.get(path).content.decode().replace(f"words={SECRET}", "") for path in paths]
    assert before[:6] == [True] * 6
    sent = {"reason": "It names a person."}
    assert client_of(fleur).post(f"/posts/{post.pk}/redact/", sent)["Location"].endswith(f"#post-{post.pk}")
    for path in paths[:6]:
        assert SECRET not in client.get(path).content.decode(), path
    assert "It names a person." in client.get(paths[0]).content.decode()
    with acting_as_system("tests"):
        left = [PostVersion.objects, PostMention.objects, PostTranslation.objects]
        assert [rows.filter(post=post).count() for rows in left] == [0, 0, 0]
        stone = Post.objects.get()
    assert (stone.body, stone.said_product, stone.said_country_id, stone.language) == ("", "", None, "und")
    assert (stone.redacted_unit_id, stone.redacted_reason, stone.officer_id) == (
        fleur.unit_id,
        sent["reason"],
        fleur.pk,
    )


def test_it_is_found_no_more(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    post = answer(fleur, thread, f"In the {SECRET}.")
    address, found = f"/search/?words={SECRET}", f"Answer to {thread.reference}"
    assert found in client_of(nora).get(address).content.decode()
    redact(fleur, post)
    assert found not in client_of(nora).get(address).content.decode()


def test_what_is_said_in_a_form_is_found(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    post = say(nora, thread, said_product=SECRET)
    address, found = f"/search/?words={SECRET}", f"Answer to {thread.reference}"
    assert found in client_of(nora).get(address).content.decode()
    redact(nora, post)
    assert found not in client_of(nora).get(address).content.decode()


def test_by_the_author_and_the_supervisors_of_both_countries(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences
) -> None:
    thread = ask(nora, audiences["members"])
    for who, allowed in ((felix, False), (nora, False), (gregor, False), (niels, True), (fleur, True)):
        post = answer(fleur, thread)
        if allowed:
            redact(who, post)
        else:
            with pytest.raises(NotAllowed, match="Only who wrote it"):
                redact(who, post)
        with acting_as_system("tests"):
            assert (Post.objects.get(pk=post.pk).body == "") is allowed


def test_pages_say_no_to_who_may_not(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    post = answer(fleur, ask(nora, audiences["group"]))
    for send in (client_of(nora).get, client_of(nora).post):
        assert send(f"/posts/{post.pk}/redact/", {"reason": "I do not like it"}).status_code == 403
    assert_looks_absent(client_of(gregor), "/posts/{}/redact/", post.pk, "post")


@pytest.mark.parametrize("reason", ["", "no", "x" * 301])
def test_it_takes_a_reason(reason: str, nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    post = answer(nora, ask(nora, audiences["group"]), "Stays.")
    assert client_of(nora).post(f"/posts/{post.pk}/redact/", {"reason": reason}).status_code == 400
    with acting_as(nora.pk):
        assert Post.objects.get().body == "Stays."


def test_twice(nora: Officer, audiences: Audiences) -> None:
    post = answer(nora, ask(nora, audiences["group"]))
    redact(nora, post)
    with pytest.raises(Conflict, match="already"):
        redact(nora, post)
