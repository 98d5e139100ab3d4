"""Stacks: pictures that show the same fold, as far as they are seen; and nobody opens the same twice without a word."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.markings import Marking
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import actions
from series.ingest.work import Tools
from series.models import Item, Placement
from series.queries import places
from series.queries import series as series_queries
from series.queries.places import Place, stack_in, stacked_items, stacked_pictures
from series.queries.series import first_pictures
from series.queries.stacks import selected
from tests import media
from tests.forum.world import assert_looks_absent
from tests.series.describing import depict
from tests.series.grouping import add, make_series
from tests.series.making import ingested, receive

ClientOf = Callable[[Officer], Client]
Audiences = dict[str, Audience]
SAME = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))
OTHER = media.as_bytes(media.pattern(2))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def three(nora: Officer, fleur: Officer, audiences: Audiences, tools: Tools) -> list[Item]:
    """Nora's picture, a near-duplicate that Fleur shares with her, and one that Fleur keeps in France."""
    return ingested(
        tools,
        receive(nora, audiences["group"], SAME, name="first.jpg"),
        receive(fleur, audiences["group"], NEAR, name="near.jpg"),
        receive(fleur, audiences["FR"], SAME, name="hidden.jpg"),
    )


def folded(officer: Officer, **place: Any) -> dict[UUID, set[UUID]]:
    with acting_as(officer.pk):
        page = stacked_items(Place(officer, **place))
        return {row.stack.first: set(row.stack.members) for row in page.rows if row.stack}


def boxes(page: Any) -> list[set[str]]:
    return [set(keys.split()) for keys in re.findall(r'name="items" value="([0-9a-f -]+)"', page.content.decode())]


def test_only_what_is_seen_folds(nora: Officer, fleur: Officer, gregor: Officer, three: list[Item]) -> None:
    first, near, hidden = (one.pk for one in three)
    assert folded(nora) == {first: {first, near}}
    assert folded(fleur) == {first: {first, near, hidden}}
    assert folded(gregor) == {}


def test_a_place_folds_only_what_is_listed_there(
    fleur: Officer, nora: Officer, audiences: Audiences, three: list[Item]
) -> None:
    first, near, hidden = three
    with acting_as(fleur.pk):
        case = near.case
    assert folded(fleur, case=case) == {near.pk: {near.pk, hidden.pk}}
    series = make_series(by=nora, audience=audiences["group"], items=[first])
    with acting_as(fleur.pk):
        assert stack_in(Place(fleur, series=series), first.pk).members == (first.pk,)
        actions.place_items(series=series, items=[near], by=fleur)
        assert set(stack_in(Place(fleur, series=series), first.pk).members) == {first.pk, near.pk}


def test_what_repeats_a_picture_counts_in_its_stack(nora: Officer, audiences: Audiences, tools: Tools) -> None:
    one, again, other = ingested(tools, *(receive(nora, audiences["NL"], content) for content in (SAME, SAME, OTHER)))
    assert again.state == "duplicate"
    assert folded(nora) == {one.pk: {one.pk, again.pk}, again.pk: {again.pk}, other.pk: {other.pk}}


def test_a_list_shows_a_stack_once_with_its_count(
    nora: Officer, gregor: Officer, client_of: ClientOf, three: list[Item]
) -> None:
    page = client_of(nora).get("/items/")
    assert boxes(page) == [{str(three[0].pk), str(three[1].pk)}]
    assert "×2" in page.content.decode()
    assert "hidden.jpg" not in page.content.decode()
    assert "×" not in client_of(gregor).get("/items/").content.decode()


def test_a_stack_shows_its_members_with_who_and_when(
    nora: Officer, fleur: Officer, gregor: Officer, client_of: ClientOf, three: list[Item]
) -> None:
    address = f"/items/{three[0].pk}/stack/"
    page = client_of(nora).get(address)
    assert boxes(page) == [{str(three[1].pk)}, {str(three[0].pk)}]
    for words in ("first.jpg", "near.jpg", "Unit NL", "Unit FR", "2 files that show the same"):
        assert words in page.content.decode()
    assert "hidden.jpg" not in page.content.decode()
    assert len(boxes(client_of(fleur).get(address))) == 3
    assert_looks_absent(client_of(gregor), "/items/{}/stack/", three[0].pk)
    assert client_of(nora).get(f"{address}?case={three[1].case_id}").status_code == 404
    assert client_of(nora).get(f"{address}?series=nonsense").status_code == 404


def test_a_stack_of_a_narrowed_series_is_narrowed_too(
    nora: Officer, audiences: Audiences, client_of: ClientOf, three: list[Item]
) -> None:
    first, near, _ = three
    series, another = (make_series(by=nora, audience=audiences["group"], items=[first, near]) for _ in range(2))
    victim, elsewhere = add(series, "victim", by=nora), add(another, "victim", by=nora)
    depict(victim, first, by=nora)
    hers, address = client_of(nora), f"/items/{first.pk}/stack/?series={series.pk}"
    page = hers.get(f"/series/{series.pk}/?subject={victim.pk}")
    assert page.context["stack_query"] == f"series={series.pk}&subject={victim.pk}"
    assert boxes(hers.get(address)) == [{str(near.pk)}, {str(first.pk)}]
    assert boxes(hers.get(f"{address}&subject={victim.pk}")) == [{str(first.pk)}]
    assert hers.get(f"{address}&subject={elsewhere.pk}").status_code == 404


def test_anonymous_is_sent_to_sign_in(client: Any, three: list[Item]) -> None:
    path = f"/items/{three[0].pk}/stack/"
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("count", [2, 4])
def test_queries_of_a_stack(
    nora: Officer,
    audiences: Audiences,
    tools: Tools,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    made = ingested(tools, *(receive(nora, audiences["NL"], SAME, case=f"C-{n}") for n in range(count)))
    client = client_of(nora)
    with django_assert_num_queries(19):
        page = client.get(f"/items/{made[0].pk}/stack/")
    assert len(boxes(page)) == count


def test_one_box_places_and_takes_out_all(
    nora: Officer, audiences: Audiences, client_of: ClientOf, three: list[Item]
) -> None:
    client = client_of(nora)
    series = make_series(by=nora, audience=audiences["group"])
    [keys] = boxes(client.get("/items/"))
    client.post(reverse("series-place", args=[series.pk]), {"items": " ".join(keys)})
    with acting_as_system("tests"):
        placed = {str(one.item_id): one for one in Placement.objects.filter(series=series)}
    assert set(placed) == keys
    page = client.get(reverse("series", args=[series.pk])).content.decode()
    assert "×2" in page
    assert "2 shown to you" in page
    sent = {"stack": " ".join(keys)}
    answer = client.post(reverse("placement-remove", args=[placed[str(three[0].pk)].pk]), sent)
    assert answer.status_code == 302
    with acting_as_system("tests"):
        assert not Placement.objects.filter(series=series).exists()


def test_one_box_shares_what_is_own(nora: Officer, client_of: ClientOf, three: list[Item]) -> None:
    client = client_of(nora)
    [keys] = boxes(client.get("/items/"))
    page = client.post("/items/sharing/", {"items": " ".join(keys)})
    assert page.status_code == 200
    assert str(three[0].pk) in page.content.decode()
    assert str(three[1].pk) not in page.content.decode()


def test_a_hidden_key_among_a_stacks_makes_all_of_it_not_there(
    nora: Officer, client_of: ClientOf, three: list[Item]
) -> None:
    keys = f"{three[0].pk} {three[2].pk}"
    assert client_of(nora).post("/series/new/", {"items": keys}).status_code == 404
    assert selected(["a b", "c", ""]) == ["a", "b", "c", ""]


def test_windows_follow_each_other(
    nora: Officer, audiences: Audiences, tools: Tools, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ingested(tools, *(receive(nora, audiences["NL"], media.as_bytes(media.pattern(seed))) for seed in range(5)))
    monkeypatch.setattr(places, "WINDOW_OF_ALL", 2)
    client, address, seen = client_of(nora), "/items/", []
    while address:
        page = client.get(address)
        seen.append([key for keys in boxes(page) for key in keys])
        address = page.context["older"]
    newest_first = [str(one.pk) for one in reversed(made)]
    assert seen == [newest_first[:2], newest_first[2:4], newest_first[4:]]


@pytest.mark.parametrize(
    ("window", "pages"),
    [
        (9, [[{5}, {4, 1}], [{3}, {2, 0}]]),
        (5, [[{5}, {4, 1}], [{3}, {2}], [{0}]]),
        (4, [[{5}, {4}], [{3}, {2}], [{1}, {0}]]),
        (3, [[{5}, {4}], [{3}], [{2, 0}, {1}]]),
    ],
)
def test_windows_of_a_series_follow_each_other(
    nora: Officer,
    audiences: Audiences,
    tools: Tools,
    monkeypatch: pytest.MonkeyPatch,
    window: int,
    pages: list[list[set[int]]],
) -> None:
    """0 and 2 show the same, and 1 and 4. What lies in two windows is two stacks."""
    shots = [media.pattern(1), media.pattern(2), media.recompressed(media.pattern(1)), media.pattern(3)]
    shots += [media.recompressed(media.pattern(2)), media.pattern(4)]
    made = ingested(tools, *(receive(nora, audiences["NL"], media.as_bytes(shot)) for shot in shots))
    series = make_series(by=nora, audience=audiences["NL"], items=made)
    monkeypatch.setattr(places, "WINDOW", window)
    monkeypatch.setattr(series_queries, "PAGE", 2)
    order, seen, start, after = [one.pk for one in made], [], None, None
    with acting_as(nora.pk):
        for _ in range(6):
            page = stacked_pictures(Place(nora, series=series, start=start), after=after)
            seen.append([{order.index(key) for key in one.stack.members} for one in page.placements])  # type: ignore[attr-defined]
            if page.older is None and page.start in (None, start):
                break
            start, after = page.start, page.older
    assert seen == pages


# Opened before


def opened(officer: Officer) -> int:
    with acting_as(officer.pk):
        return AuditEntry.objects.filter(officer_id=officer.pk, action="media.exposed").count()


def test_who_opened_it_is_told_first_and_may_open_it_anyway(
    nora: Officer, fleur: Officer, client_of: ClientOf, three: list[Item]
) -> None:
    first, near, _ = three
    client = client_of(nora)
    assert client.get(f"/items/{first.pk}/plain").status_code == 200
    again = client.get(f"/items/{first.pk}/plain")
    assert again.status_code == 409
    assert again.json()["error"].startswith("You opened this picture on ")
    told = client.get(f"/items/{near.pk}/plain")
    assert told.status_code == 409
    assert told.json()["error"].startswith("You opened a near-duplicate on ")
    assert opened(nora) == 1
    assert client.get(f"/items/{near.pk}/plain?again=1")["Content-Type"].startswith("image/")
    assert opened(nora) == 2
    both = client.get(f"/items/{near.pk}/plain").json()["error"]
    assert re.fullmatch(r"You opened this picture on .* UTC; a near-duplicate on .* UTC\.", both)
    assert client_of(fleur).get(f"/items/{near.pk}/plain").status_code == 200, "others' openings do not count"


def test_the_same_file_elsewhere_is_told(
    nora: Officer, audiences: Audiences, tools: Tools, client_of: ClientOf
) -> None:
    one, other = ingested(
        tools, receive(nora, audiences["NL"], SAME, case="C-1"), receive(nora, audiences["NL"], SAME, case="C-2")
    )
    client = client_of(nora)
    client.get(f"/items/{one.pk}/plain")
    assert "the same file elsewhere on " in client.get(f"/items/{other.pk}/plain").json()["error"]


def test_what_is_hidden_now_is_not_told(
    fleur: Officer, nora: Officer, audiences: Audiences, client_of: ClientOf, three: list[Item]
) -> None:
    first, near, _ = three
    client = client_of(nora)
    client.get(f"/items/{near.pk}/plain")
    with acting_as(fleur.pk):
        actions.share_item(
            item=Item.objects.get(pk=near.pk), audience=audiences["FR"], marking=Marking.of(near), by=fleur
        )
    assert client.get(f"/items/{first.pk}/plain").status_code == 200


def test_the_board_shows_no_two_of_a_stack(
    nora: Officer, fleur: Officer, audiences: Audiences, tools: Tools, three: list[Item]
) -> None:
    [other] = ingested(tools, receive(nora, audiences["group"], OTHER))
    series = make_series(by=nora, audience=audiences["group"], items=[*three[:2], other])
    with acting_as(fleur.pk):
        assert first_pictures([series.pk], at_most=4) == {series.pk: [three[0].pk, other.pk]}
