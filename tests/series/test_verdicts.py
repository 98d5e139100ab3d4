"""What a file hears, in typed parts and a fixed order, within the rights; and open pages that hear of a change."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import Event
from series import actions
from series.ingest.work import Tools
from series.models import Item, Placement
from series.queries.items import all_items, verdicts
from series.queries.verdicts import Part, Said
from tests import media
from tests.forum.requesting import matching
from tests.forum.world import ClientOf, assert_looks_absent
from tests.series.grouping import make_series
from tests.series.making import ingested, receive
from tests.series.test_findings import solve

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def parts(by: Officer, item: Item) -> list[Part]:
    with acting_as(by.pk):
        return list(verdicts([all_items().get(pk=item.pk)])[item.pk].parts)


def said(by: Officer, item: Item) -> list[Said]:
    return [part.said for part in parts(by, item)]


def test_the_order_is_fixed(
    nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences, tools: Tools
) -> None:
    near = receive(gregor, audiences["members"], NEAR)
    held = receive(fleur, audiences["members"], PICTURE)
    hidden = receive(gregor, audiences["DE"], PICTURE, case="C-9")
    own = receive(nora, audiences["NL"], PICTURE, case="C-2")
    near, held, hidden, own = ingested(tools, near, held, hidden, own)
    series = make_series(by=fleur, audience=audiences["members"], items=[held])
    solve(series, fleur, felix)
    [new] = ingested(tools, receive(nora, audiences["NL"], PICTURE))
    told = parts(nora, new)
    assert [(part.said, part.item and part.item.pk, part.series and part.series.pk) for part in told] == [
        (Said.IDENTIFIED, None, None),
        (Said.SERIES, held.pk, series.pk),
        (Said.OWN, own.pk, None),
        (Said.HELD, held.pk, None),
        (Said.NEAR, near.pk, None),
        (Said.BLIND, None, None),
    ]
    assert [part.words for part in told] == [
        "Already identified, by France, in another country's series",
        f"A matching file is in series {series.reference}",
        "Yours already, in case C-2",
        "Held by France",
        f"Near-duplicate (distance {told[4].distance} of 256), held by Germany",
        "Another country holds a matching file that is not shown to you",
    ]
    assert told[0].at is not None


def test_matches_of_one_holder_are_one_line(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, tools: Tools
) -> None:
    files = [media.as_bytes(media.recompressed(media.pattern(1), quality)) for quality in (30, 60)]
    [*french, german, ours] = ingested(
        tools,
        *(receive(fleur, audiences["members"], content, case="F-1") for content in files),
        receive(gregor, audiences["members"], files[0]),
        receive(nora, audiences["NL"], PICTURE),
    )
    near, other, *none = parts(nora, ours)
    assert none == []
    assert set(near.items) == {one.pk for one in french}
    assert (near.said, other.said, other.items, other.each) == (Said.NEAR, Said.NEAR, [german.pk], ())
    distances = [one.distance or 0 for one in near.each]
    assert distances == sorted(distances)
    assert near.distance == distances[0]
    said = f"distance {distances[0]}" + (f" to {distances[1]}" if distances[0] != distances[1] else "")
    assert near.words == f"2 near-duplicates ({said} of 256), held by France"


def test_a_list_shows_few_lines_and_says_how_many_more(
    nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences, tools: Tools
) -> None:
    senders = [fleur, gregor, bea]
    ingested(tools, *(receive(who, audiences["members"], PICTURE) for who in senders))
    ingested(tools, receive(nora, audiences["NL"], PICTURE, case="C-2"))
    [new] = ingested(tools, receive(nora, audiences["NL"], PICTURE))
    with acting_as(nora.pk):
        verdict = verdicts([all_items().get(pk=new.pk)])[new.pk]
    assert ([part.said for part in verdict.brief], verdict.left) == ([Said.OWN, Said.HELD, Said.HELD], 1)
    assert len(verdict.told) == 4


def test_new_and_not_ready(nora: Officer, audiences: Audiences, tools: Tools) -> None:
    item = receive(nora, audiences["NL"], PICTURE)
    assert parts(nora, item) == []
    ingested(tools, item)
    assert [part.words for part in parts(nora, item)] == ["New: nothing that you may see shows the same"]
    series = make_series(by=nora, audience=audiences["NL"], items=[item])
    assert [part.words for part in parts(nora, item)][:-1] == [f"In series {series.reference}"]


def test_each_hears_within_the_own_rights(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, tools: Tools
) -> None:
    hidden = receive(fleur, audiences["group"], PICTURE)
    mine = receive(gregor, audiences["members"], PICTURE)
    hidden, mine = ingested(tools, hidden, mine)
    assert said(gregor, mine) == [Said.NEW, Said.BLIND]
    assert said(nora, mine) == [Said.HELD]


def test_what_comes_later_is_heard(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences, tools: Tools
) -> None:
    [first] = ingested(tools, receive(nora, audiences["NL"], PICTURE))
    assert said(nora, first) == [Said.NEW]
    [late] = ingested(tools, receive(fleur, audiences["members"], NEAR))
    assert said(nora, first) == [Said.NEAR]
    series = make_series(by=fleur, audience=audiences["members"], items=[late])
    assert said(nora, first) == [Said.SERIES, Said.NEAR]
    solve(series, fleur, felix)
    assert said(nora, first) == [Said.IDENTIFIED, Said.SERIES, Said.NEAR]


def heard_of(key: object) -> list[tuple[str, list[int]]]:
    """Return the events that name this key, with whom they are for."""
    with acting_as_system("tests"):
        return list(Event.objects.filter(about__contains=[key]).order_by("id").values_list("type", "audiences"))


def test_both_sides_of_a_new_hit_are_told(nora: Officer, fleur: Officer, audiences: Audiences, tools: Tools) -> None:
    first = receive(nora, audiences["NL"], PICTURE)
    ingested(tools, first)
    before = len(heard_of(first.pk))
    late = receive(fleur, audiences["members"], NEAR)
    ingested(tools, late)
    both = sorted([audiences["NL"].pk, audiences["members"].pk])
    assert heard_of(first.pk)[before:] == [("item.matched", both)]
    with acting_as(fleur.pk):
        series = actions.create_series(title="Room", audience=audiences["members"], items=[late], by=fleur)
    assert ("series.changed", [audiences["members"].pk]) in heard_of(late.pk)
    with acting_as(fleur.pk):
        actions.remove_placement(placement=Placement.objects.get(series=series), by=fleur)
    assert [type for type, _ in heard_of(late.pk)].count("series.changed") == 2


def test_a_hidden_match_is_no_event(nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools) -> None:
    """Only who sees both is told: nobody holds both national audiences."""
    first = receive(nora, audiences["NL"], PICTURE)
    ingested(tools, first)
    ingested(tools, receive(gregor, audiences["DE"], PICTURE))
    [event] = [audience for type, audience in heard_of(first.pk) if type == "item.matched"]
    assert event == sorted([audiences["NL"].pk, audiences["DE"].pk])
    for who in (nora, gregor):
        with acting_as(who.pk):
            assert not Event.objects.filter(type="item.matched").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: Audiences,
    tools: Tools,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    files = [media.as_bytes(media.pattern(seed)) for seed in range(count)]
    theirs = ingested(tools, *(receive(fleur, audiences["members"], content) for content in files))
    solve(make_series(by=fleur, audience=audiences["members"], items=theirs), fleur, felix)
    ours = ingested(tools, *(receive(nora, audiences["NL"], content) for content in files))
    make_series(by=nora, audience=audiences["NL"], items=ours)
    with acting_as(nora.pk), django_assert_num_queries(9):
        told = verdicts(ours)
    assert {len(one.parts) for one in told.values()} == {4}


def test_the_part_of_the_page(client_of: ClientOf, nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    hers, his = matching(nora, audiences["NL"], gregor, audiences["members"])
    client = client_of(nora)
    part = client.get(f"/items/{hers.pk}/verdict/").content.decode()
    assert "Held by Germany" in part
    assert f'data-live-object="{hers.pk} {his.pk}"' in part
    assert part.strip() in client.get(f"/items/{hers.pk}/").content.decode()
    assert_looks_absent(client_of(gregor), "/items/{}/verdict/", hers.pk)
