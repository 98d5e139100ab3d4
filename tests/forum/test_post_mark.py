"""The asker says which answers helped, and what came of the request."""

import pytest

from accounts.models import Officer
from forum import actions
from forum.models import PostMark, Thread
from icse.core.doors import acting_as
from icse.core.models import AuditEntry
from tests.forum.world import Audiences, ClientOf, answer, ask, assert_looks_absent


def marked(by: Officer) -> set[object]:
    with acting_as(by.pk):
        return set(PostMark.objects.values_list("post", flat=True))


def test_several_answers_helped(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    first, second, third = (answer(fleur, thread, f"Answer {number}") for number in range(3))
    for who, post, helped in ((nora, first, "yes"), (niels, third, "yes"), (nora, third, "yes"), (nora, second, "no")):
        assert client_of(who).post(f"/posts/{post.pk}/helped/", {"helped": helped}).status_code == 302
    assert marked(fleur) == {first.pk, third.pk}
    page = client_of(fleur).get(f"/threads/{thread.pk}/posts/").content.decode()
    assert page.count("<span>Helped</span>") == 2
    client_of(niels).post(f"/posts/{first.pk}/helped/", {"helped": "no"})
    assert marked(fleur) == {third.pk}
    with acting_as(nora.pk):
        assert Thread.objects.get().status == "open"
        assert AuditEntry.objects.filter(action="post.marked").count() == 1


def test_what_is_accepted_helped(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    post = answer(fleur, ask(nora, audiences["group"]))
    with acting_as(nora.pk):
        actions.accept_post(post=post, by=nora)
    assert marked(fleur) == {post.pk}


def test_only_the_country_that_asked(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    post = answer(fleur, ask(nora, audiences["group"]))
    assert client_of(fleur).post(f"/posts/{post.pk}/helped/", {"helped": "yes"}).status_code == 403
    assert_looks_absent(client_of(gregor), "/posts/{}/helped/", post.pk, "post")
    assert marked(nora) == set()


def test_a_redacted_answer_helps_nobody(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    post = answer(fleur, ask(nora, audiences["group"]))
    with acting_as(fleur.pk):
        actions.redact_post(post=post, reason="Wrong request.", by=fleur)
    for path in (f"/posts/{post.pk}/helped/", f"/posts/{post.pk}/accept/"):
        assert client_of(nora).post(path, {"helped": "yes"}).status_code == 409


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ending": "identified"}, "Identified"),
        ({"ending": "narrowed", "countries": ["PT", "ES"]}, "Narrowed to Portugal, Spain"),
        ({"ending": "common"}, "Too common to help"),
        ({"ending": "unanswered"}, "Unanswered"),
    ],
)
def test_an_ending_is_shown_on_the_page_and_in_lists(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf, sent: dict[str, object], words: str
) -> None:
    thread = ask(nora, audiences["group"])
    path = f"/threads/{thread.pk}/close/"
    assert "End the request" in client_of(nora).get(path).content.decode()
    assert client_of(nora).post(path, sent)["Location"] == f"/threads/{thread.pk}/"
    shown = f'<span class="ending">{words}</span>'.replace("Portugal, Spain", "Spain, Portugal")
    for address in (f"/threads/{thread.pk}/", "/threads/?status=closed"):
        assert shown in client_of(fleur).get(address).content.decode(), address


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"ending": "lost"},
        {"ending": "narrowed"},
        {"ending": "narrowed", "countries": ["QQ"]},
        {"ending": "narrowed", "countries": ["XG"]},
        {"ending": "identified", "countries": ["PT"]},
    ],
)
def test_an_ending_that_is_not_whole_is_refused(
    nora: Officer, audiences: Audiences, client_of: ClientOf, sent: dict[str, object]
) -> None:
    thread = ask(nora, audiences["group"])
    assert client_of(nora).post(f"/threads/{thread.pk}/close/", sent).status_code == 400
    with acting_as(nora.pk):
        assert Thread.objects.get().status == "open"
