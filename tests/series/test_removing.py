"""Taking items out of series: the item's country, the series' and who placed it may; others may not, in any way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import Item, Placement, Series
from series.queries.items import rows_of
from tests.series.grouping import add, confirm, make_items, make_series, record

ClientOf = Callable[[Officer], Client]


@pytest.fixture
def item(bea: Officer, audiences: dict[str, Audience]) -> Item:
    [item] = make_items(1, by=bea, audience=audiences["members"])
    return item


@pytest.fixture
def placement(fleur: Officer, gregor: Officer, audiences: dict[str, Audience], item: Item) -> Placement:
    """Belgium's item in France's series, placed there by Germany."""
    series = make_series(by=fleur, audience=audiences["members"])
    with acting_as(gregor.pk):
        [placed] = actions.place_items(series=series, items=[item], by=gregor)
    return placed


def is_there(placement: Placement) -> bool:
    with acting_as_system("tests"):
        return Placement.objects.filter(pk=placement.pk).exists()


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(("name", "may_do_it"), [("bea", True), ("fleur", True), ("gregor", True), ("nora", False)])
def test_who_may(
    placement: Placement, client_of: ClientOf, request: pytest.FixtureRequest, name: str, may_do_it: bool
) -> None:
    who: Officer = request.getfixturevalue(name)
    client, address = client_of(who), reverse("placement-remove", args=[placement.pk])
    pages = [client.get(reverse("series", args=[placement.series_id])), client.get(f"/items/{placement.item_id}/")]
    assert [address in words(page) for page in pages] == [may_do_it] * 2
    assert client.post(address).status_code == (302 if may_do_it else 403)
    assert is_there(placement) is not may_do_it


@pytest.mark.parametrize(("name", "may_do_it"), [("bea", True), ("fleur", True), ("gregor", True), ("nora", False)])
def test_the_database_says_the_same(
    placement: Placement, request: pytest.FixtureRequest, name: str, may_do_it: bool
) -> None:
    who: Officer = request.getfixturevalue(name)
    with acting_as(who.pk):
        assert Placement.objects.filter(pk=placement.pk).exists()
        Placement.objects.filter(pk=placement.pk).delete()
    assert is_there(placement) is not may_do_it


def test_it_is_recorded_and_told_to_who_saw_it(
    placement: Placement, bea: Officer, nora: Officer, audiences: dict[str, Audience]
) -> None:
    with acting_as_system("tests"):
        Event.objects.all().delete()
    with acting_as(nora.pk), pytest.raises(NotAllowed):
        actions.remove_placement(placement=placement, by=nora)
    with acting_as(bea.pk):
        actions.remove_placement(placement=placement, by=bea)
    with acting_as_system("tests"):
        [entry] = AuditEntry.objects.filter(action="placement.removed")
        told = [(e.type, e.about, e.audiences) for e in Event.objects.all()]
    expected = (bea.pk, str(placement.series_id), {"items": str(placement.item_id)})
    assert (entry.officer_id, entry.object_id, entry.facts) == expected
    assert told == [("series.changed", [placement.series_id, placement.item_id], [audiences["members"].pk])]


def test_hidden_and_missing_answer_alike(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    items = make_items(1, by=nora, audience=audiences["group"])
    make_series(by=nora, audience=audiences["group"], items=items)
    with acting_as_system("tests"):
        placed = Placement.objects.get()
    client = client_of(gregor)
    hidden, missing = (client.post(reverse("placement-remove", args=[key])) for key in (placed.pk, items[0].pk))
    assert (hidden.status_code, missing.status_code, hidden.content == missing.content) == (404, 404, True)
    assert is_there(placed)


def test_twice_is_a_conflict_and_the_item_page_leads_back(
    placement: Placement, bea: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    address = reverse("placement-remove", args=[placement.pk])
    first = client_of(bea).post(address, {"item": "1"})
    assert first["Location"] == f"/items/{placement.item_id}/"
    assert client_of(fleur).post(address).status_code == 404


@pytest.fixture
def solved(placement: Placement, fleur: Officer, felix: Officer) -> Series:
    with acting_as_system("tests"):
        series = Series.objects.get(pk=placement.series_id)
    confirm(record(add(series, "victim", by=fleur), by=fleur), by=felix)
    return series


def test_another_country_s_word_is_told_as_such_and_can_be_contested(
    solved: Series, placement: Placement, bea: Officer, client_of: ClientOf
) -> None:
    client = client_of(bea)
    listed, page = words(client.get("/items/")), words(client.get(f"/items/{placement.item_id}/"))
    assert "Identified, France" in listed
    assert "Already identified, by France, in another country&#x27;s series." in page
    client.post(reverse("placement-remove", args=[placement.pk]))
    assert "dentified, by France" not in words(client.get(f"/items/{placement.item_id}/"))


def test_in_the_own_series_it_is_said_plainly(
    nora: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["members"])
    series = make_series(by=nora, audience=audiences["members"], items=[item])
    confirm(record(add(series, "victim", by=nora), by=fleur), by=felix)
    with acting_as(nora.pk):
        [row] = rows_of([Item.objects.get(pk=item.pk)])
    assert (row.identified_words, row.badge_label) == ("Already identified, by France.", "Identified, France")
