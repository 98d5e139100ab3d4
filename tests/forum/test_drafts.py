"""Text that is typed is kept: the officer's own, until it is posted, also when the request is gone."""

import pytest

from accounts.models import Officer
from forum import actions
from forum.models import Draft
from icse.core.doors import acting_as, acting_as_system
from tests.forum.world import Audiences, ClientOf, ask, assert_looks_absent


def drafts(by: Officer) -> list[dict[str, str]]:
    with acting_as(by.pk):
        return list(Draft.objects.order_by("pk").values_list("fields", flat=True))


def test_it_is_kept_and_restored(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    client = client_of(fleur)
    for body in ("I thi", "I think it is French"):
        sent = {"body": body, "said_country": "FR", "said_region": "", "csrfmiddlewaretoken": "x"}
        assert client.post(f"/threads/{thread.pk}/draft/", sent).status_code == 204
    assert drafts(fleur) == [{"body": "I think it is French", "said_country": "FR"}]
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert "I think it is French" in page
    assert 'value="FR" selected' in page
    assert drafts(nora) == []
    assert "I think it is French" not in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()


def test_posting_it_ends_it(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread, other = ask(nora, audiences["group"]), ask(nora, audiences["group"])
    for one in (thread, other):
        client_of(fleur).post(f"/threads/{one.pk}/draft/", {"body": f"For {one.pk}"})
    client_of(fleur).post(f"/threads/{thread.pk}/posts/", {"body": f"For {thread.pk}"})
    assert drafts(fleur) == [{"body": f"For {other.pk}"}]


def test_nothing_typed_is_nothing_kept(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    for body, number in (("A word", 1), (" \n", 0)):
        client_of(nora).post(f"/threads/{thread.pk}/draft/", {"body": body})
        assert len(drafts(nora)) == number


def test_too_much_is_refused(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread = ask(nora, audiences["group"])
    assert client_of(nora).post(f"/threads/{thread.pk}/draft/", {"body": "x" * 60_001}).status_code == 400
    assert drafts(nora) == []


def test_a_refused_answer_is_kept(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thread, client = ask(nora, audiences["group"]), client_of(fleur)
    client.post(f"/threads/{thread.pk}/draft/", {"body": "I was too slow"})
    with acting_as(nora.pk):
        actions.close_thread(thread=thread, by=nora)
    assert client.post(f"/threads/{thread.pk}/posts/", {"body": "I was too slow"}).status_code == 409
    for path in (f"/threads/{thread.pk}/", "/drafts/"):
        assert "I was too slow" in client.get(path).content.decode(), path


def test_it_stays_when_the_request_is_shown_no_more(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread, client = ask(nora, audiences["group"]), client_of(fleur)
    client.post(f"/threads/{thread.pk}/draft/", {"body": "My own words"})
    with acting_as_system("tests"):
        type(thread).objects.filter(pk=thread.pk).update(audience=audiences["NL"])
    assert client.post(f"/threads/{thread.pk}/draft/", {"body": "More words"}).status_code == 404
    page = client.get("/drafts/").content.decode()
    assert "My own words" in page
    assert "no longer shown to you" in page
    assert thread.reference not in page
    assert str(thread.pk) not in page


def test_nobody_else_reads_or_discards_it(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    client_of(nora).post(f"/threads/{thread.pk}/draft/", {"body": "Mine"})
    with acting_as(nora.pk):
        draft = Draft.objects.get()
    assert "Mine" not in client_of(niels).get("/drafts/").content.decode()
    assert_looks_absent(client_of(niels), "/drafts/{}/discard/", draft.pk, "post")
    assert client_of(nora).post(f"/drafts/{draft.pk}/discard/")["Location"] == "/drafts/"
    assert drafts(nora) == []


def test_a_hidden_request_takes_none(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    assert_looks_absent(client_of(gregor), "/threads/{}/draft/", ask(nora, audiences["group"]).pk, "post")
    assert drafts(gregor) == []


def test_a_new_request_has_one_too(nora: Officer, client_of: ClientOf) -> None:
    for question in ("Who", "Who sells it?"):
        assert client_of(nora).post("/threads/new/draft/", {"question": question}).status_code == 204
    assert drafts(nora) == [{"question": "Who sells it?"}]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: object
) -> None:
    client = client_of(nora)
    for _ in range(number):
        client.post(f"/threads/{ask(nora, audiences['group']).pk}/draft/", {"body": "x"})
    with django_assert_num_queries(8):  # type: ignore[operator]
        client.get("/drafts/")
