"""Pictures on the board that are in another series of the same page: told, of what the officer sees only."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Audience, Officer
from icse.coordination import board
from icse.core.doors import acting_as, acting_as_system
from series.ingest.work import Tools
from series.models import Item, Series
from series.queries.elsewhere import shown_elsewhere
from tests import media, recordings
from tests.series.grouping import add, make_items, make_series
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))
OTHER = media.as_bytes(media.pattern(2))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def shown(by: Officer, audience: Audience, *items: Item) -> Series:
    """Return a series that is on the board."""
    series = make_series(by=by, audience=audience, items=list(items))
    add(series, "victim", by=by)
    return series


def told(client: Client) -> dict[str, list[tuple[str, int]]]:
    rows = client.get(reverse("board-rows")).context["rows"]
    return {row.series.reference: [(other.reference, number) for other, number in row.elsewhere] for row in rows}


def test_a_repeated_picture_is_told_in_both_series(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, tools: Tools, client_of: ClientOf
) -> None:
    near, ours, other = ingested(
        tools,
        receive(fleur, audiences["group"], NEAR),
        receive(nora, audiences["members"], PICTURE),
        receive(nora, audiences["members"], OTHER),
    )
    for_all = shown(nora, audiences["members"], ours, other)
    for_group = shown(fleur, audiences["group"], near)
    same = shown(nora, audiences["group"], other)
    assert told(client_of(nora)) == {
        for_all.reference: [(same.reference, 1), (for_group.reference, 1)],
        for_group.reference: [(for_all.reference, 1)],
        same.reference: [(for_all.reference, 1)],
    }
    assert told(client_of(gregor)) == {for_all.reference: []}
    page = client_of(nora).get(reverse("board-rows")).content.decode()
    assert page.count("thumb-repeated") == 4
    assert f'1 of these files is also in <a class="mono" href="/series/{same.pk}/">{same.reference}</a>' in page
    hidden = client_of(gregor).get(reverse("board-rows")).content.decode()
    assert ("thumb-repeated" in hidden, "also in" in hidden) == (False, False)


def test_a_hidden_copy_in_a_series_that_is_seen_is_not_told(
    nora: Officer, fleur: Officer, audiences: Audiences, tools: Tools, client_of: ClientOf
) -> None:
    hidden, ours = ingested(tools, receive(fleur, audiences["FR"], NEAR), receive(nora, audiences["members"], PICTURE))
    theirs, mine = (
        shown(fleur, audiences["members"], hidden),
        shown(nora, audiences["members"], ours),
    )
    assert told(client_of(nora)) == {theirs.reference: [], mine.reference: []}
    assert told(client_of(fleur)) == {
        theirs.reference: [(mine.reference, 1)],
        mine.reference: [(theirs.reference, 1)],
    }
    with acting_as_system("tests"):
        Item.objects.filter(pk=hidden.pk).update(audience=audiences["members"])
    assert told(client_of(nora))[mine.reference] == [(theirs.reference, 1)]


def test_a_frame_of_a_video_is_no_repetition_of_it(
    nora: Officer, audiences: Audiences, tools: Tools, client_of: ClientOf
) -> None:
    film = recordings.video(recordings.scenes(1, 2), with_sound=False)
    frame = media.as_bytes(recordings.scenes(2)[0])
    items = ingested(tools, *(receive(nora, audiences["NL"], content) for content in (film, frame)))
    one, other = (shown(nora, audiences["NL"], item) for item in items)
    assert told(client_of(nora)) == {one.reference: [], other.reference: []}


def test_only_the_page_counts(
    nora: Officer, audiences: Audiences, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["NL"])
    one, other = (shown(nora, audiences["NL"], item) for _ in range(2))
    assert told(client_of(nora)) == {one.reference: [(other.reference, 1)], other.reference: [(one.reference, 1)]}
    monkeypatch.setattr(board, "PAGE", 1)
    assert told(client_of(nora)) == {other.reference: []}


def test_nothing_is_asked_about_nothing(nora: Officer) -> None:
    with acting_as(nora.pk):
        assert shown_elsewhere({}) == {}
