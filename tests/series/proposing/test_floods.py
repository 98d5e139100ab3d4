"""Nobody makes thousands of proposals of one thing, nor silences by it what others have."""

from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import LinkReason, Placement
from series.proposing import devices, names, places, writing
from tests.series.grouping import make_items, make_series
from tests.series.proposing.making import hit, proposed, series_of


def test_an_item_in_many_series_of_one_country_says_nothing_of_these(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_PLACES", 2)
    item = make_items(1, by=nora, audience=audiences["group"])[0]
    for _ in range(2):
        make_series(by=nora, audience=audiences["group"], items=[item])
    french = make_series(by=fleur, audience=audiences["group"], items=[item])
    other, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], item)
    assert len(proposed()) == 6  # each of four and each other
    make_series(by=nora, audience=audiences["group"], items=[item])
    # What the other country put together still speaks, and nothing of the three.
    assert [{row.series_id, row.other_id} for row in proposed()] == [{french.pk, other.pk}]
    with acting_as_system("tests"):
        last = Placement.objects.filter(item=item, series__country=nora.country_id).latest("pk")
        last.delete()
    assert len(proposed()) == 6


CAMERA = {"maker": "Maker", "model": "X1", "serial": "ab-12"}
SPOT: dict[str, Any] = {"latitude": 52.37, "longitude": 4.89}


@pytest.mark.parametrize("columns", [CAMERA, SPOT])
def test_one_country_silences_no_device_and_no_place_for_others(
    columns: dict[str, Any],
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (devices, places):
        monkeypatch.setattr(module, "MOST_SERIES", 3)
    audience = audiences["members"]
    honest = {series_of(1, by=who, audience=audience, **columns)[0].pk for who in (fleur, gregor)}
    for _ in range(3):
        series_of(1, by=nora, audience=audience, **columns)
    assert len({pair(row) for row in proposed()}) == 10
    for _ in range(2):
        series_of(1, by=nora, audience=audience, **columns)
    assert {pair(row) for row in proposed()} == {frozenset(honest)}
    # Three owners are more than two, however many each has.
    monkeypatch.setattr(devices, "MOST_SERIES", 2)
    monkeypatch.setattr(places, "MOST_SERIES", 2)
    series_of(1, by=fleur, audience=audience, **columns)
    assert proposed() == []


def test_one_country_silences_no_name_for_others(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(names, "MOST_SERIES", 3)
    audience = audiences["members"]
    honest = {make_series(by=who, audience=audience, summary="fox_77").pk for who in (fleur, gregor)}
    for _ in range(4):
        make_series(by=nora, audience=audience, summary="fox_77")
    assert {pair(row) for row in proposed()} == {frozenset(honest)}
    monkeypatch.setattr(names, "MOST_SERIES", 2)
    make_series(by=fleur, audience=audience, summary="fox_77")
    assert proposed() == []


def test_a_place_full_of_files_of_one_country_is_still_a_place_for_others(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_READ", 1)
    series_of(3, by=nora, audience=audiences["NL"], **SPOT)
    honest = {series_of(1, by=who, audience=audiences["members"], **SPOT)[0].pk for who in (fleur, gregor)}
    series_of(3, by=nora, audience=audiences["NL"], **SPOT)
    assert frozenset(honest) in {pair(row) for row in proposed()}


def pair(row: LinkReason) -> frozenset[object]:
    """Return the keys of the two series."""
    return frozenset((row.series_id, row.other_id))
