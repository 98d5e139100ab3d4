"""The requests about a series, as a part of its page."""

import re

import pytest
from django.test import Client

from accounts.models import Officer
from icse.core.cursors import signed
from tests.forum.world import NOBODYS, Audiences, ClientOf, ask, assert_looks_absent, make_series


def part_of(client: Client, path: str) -> str:
    """The part without the token of its form, which is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(path).content.decode())


def test_it_works(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series, other = make_series(nora, audiences["group"]), make_series(nora, audiences["group"])
    ask(nora, audiences["group"], series=series, question="of this series")
    ask(nora, audiences["group"], series=other, question="of another")
    page = client_of(fleur).get(f"/series/{series.pk}/threads/").content.decode()
    assert "of this series" in page
    assert "of another" not in page


def test_a_narrower_request_shows_to_fewer(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["members"])
    client, path = client_of(gregor), f"/series/{series.pk}/threads/"
    before = part_of(client, path)
    ask(nora, audiences["group"], series=series)
    assert part_of(client, path) == before
    assert "Nobody has asked" in before


def test_hidden_looks_absent(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    assert_looks_absent(client_of(gregor), "/series/{}/threads/", make_series(nora, audiences["group"]).pk)


def test_pages_follow_each_other(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series = make_series(nora, audiences["NL"])
    threads = [ask(nora, audiences["NL"], series=series) for _ in range(26)]
    client = client_of(nora)
    first = part_of(client, f"/series/{series.pk}/threads/")
    second = client.get(f"/series/{series.pk}/threads/?after={signed(threads[2].pk)}").content.decode()
    assert [f"/threads/{thread.pk}/" in first for thread in threads] == [False] * 2 + [True] * 24
    assert part_of(client, f"/series/{series.pk}/threads/?after={threads[2].pk}") == first
    assert [f"/threads/{thread.pk}/" in second for thread in threads] == [True] * 2 + [False] * 24


def test_anonymous_is_sent_to_sign_in(client: object, db: object) -> None:
    path = f"/series/{NOBODYS}/threads/"
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: object
) -> None:
    series = make_series(nora, audiences["group"])
    for _ in range(number):
        ask(nora, audiences["group"], series=series)
    client = client_of(nora)
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(f"/series/{series.pk}/threads/")
