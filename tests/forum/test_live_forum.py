"""What a page read at first, kept up to date by the events that it hears, is what it would read afresh."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Officer
from forum import actions
from forum.models import Post, Thread
from icse.core.doors import acting_as
from icse.core.errors import IcseError
from tests.core.streams import Page, Web, serving
from tests.forum.world import Audiences, ClientOf, answer, ask, make_series, solve

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(transactional_db: object, tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


class Browser:
    """An open page of several live parts, kept as ``static/js/live.js`` does: fetched when an event wants them."""

    def __init__(self, web: Web, client: Client, urls: list[str]) -> None:
        self.web, self.client = web, client
        self.page: Page = web.page(client)
        self.parts = {url: self.fetch(url) for url in urls}

    def fetch(self, url: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", self.web.get(self.client, url)[1])

    def follow_until(self, done: Callable[[dict[str, object]], bool]) -> int:
        """Refresh as events come, up to the one that is waited for. Return how many there were."""
        heard = 0
        while (message := self.page.next()) is not None:
            assert message.event == "change"
            heard += 1
            for url, html in self.parts.items():
                if wants(html, message.data):
                    self.parts[url] = self.fetch(url)
            if done(message.data):
                return heard
        raise AssertionError("the stream ended")


def wants(html: str, change: dict[str, object]) -> bool:
    types, objects = (
        (re.search(f'data-live-{name}="([^"]*)"', html) or re.search("()", "")).group(1).split()  # type: ignore[union-attr]
        for name in ("types", "object")
    )
    named = any(str(change["type"]).startswith(one) if one.endswith(".") else change["type"] == one for one in types)
    return named and (not objects or bool(set(objects) & set(change["objects"])))  # type: ignore[call-overload]


def act_at_random(chance: random.Random, threads: list[Thread], people: list[Officer]) -> None:
    thread, by = chance.choice(threads), chance.choice(people)
    with acting_as(by.pk):
        try:
            match chance.randrange(6):
                case 0:
                    actions.close_thread(thread=thread, by=by)
                case 1:
                    post = chance.choice(list(Post.objects.filter(thread=thread)) or [None])
                    if post is not None:
                        actions.accept_post(post=post, by=by)
                case _:
                    actions.add_post(thread=thread, body=f"Answer {chance.random()}", by=by)
        except IcseError:
            pass  # another country's request, or a closed one: refused, so nothing is new


@pytest.mark.parametrize("seed", [1, 2])
def test_initial_state_and_events_are_the_fresh_state(
    seed: int,
    web: Web,
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    gregor: Officer,
    audiences: Audiences,
    client_of: ClientOf,
) -> None:
    series = [make_series(nora, audiences[name]) for name in ("group", "members")]
    threads = [ask(nora, audiences["group"], series=one) for one in series]
    threads += [ask(fleur, audiences["group"]), ask(nora, audiences["members"], series=series[1])]
    last = ask(nora, audiences["members"])
    urls = ["/threads/rows/", *(f"/threads/{thread.pk}/posts/" for thread in threads)]
    urls += [f"/series/{one.pk}/threads/" for one in series]
    hers, his = Browser(web, client_of(fleur), urls), Browser(web, client_of(gregor), urls)
    chance = random.Random(seed)
    for _ in range(12):
        act_at_random(chance, threads, [nora, fleur])
    solve(fleur, felix, series[0])
    threads.append(ask(nora, audiences["group"], question="asked while the page was open"))
    final = answer(nora, last, "the last word")
    counts = [one.follow_until(lambda data: str(final.pk) in data["objects"]) for one in (hers, his)]  # type: ignore[operator]
    for one in (hers, his):
        assert one.parts == {url: one.fetch(url) for url in urls}
    assert "asked while the page was open" in hers.parts["/threads/rows/"]
    assert "Series solved" in hers.parts[urls[1]]
    assert counts[1] < counts[0]


def test_an_answer_comes_to_the_open_page_of_who_asked(
    web: Web, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread, shared = ask(nora, audiences["group"]), ask(nora, audiences["members"])
    hers, his = web.page(client_of(nora)), web.page(client_of(gregor))
    post = answer(fleur, thread)
    seen = answer(fleur, shared)
    heard = hers.next()
    assert heard is not None
    assert heard.data == {"type": "thread.posted", "objects": [str(thread.pk), str(post.pk)]}
    heard = his.next()
    assert heard is not None
    assert heard.data == {"type": "thread.posted", "objects": [str(shared.pk), str(seen.pk)]}
