"""Whoever reads leaves a trace: fragments and lists once in a while, the API's lists each time; who may not, none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Audience, Officer
from icse.core import audit
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from tests.api.conftest import ApiOf
from tests.api.conftest import api_of as api_of
from tests.forum.world import ask
from tests.series.grouping import make_items, make_series

ClientOf = Callable[[Officer], Client]
Look = tuple[str, str, object]


@pytest.fixture
def world(nora: Officer, audiences: dict[str, Audience]) -> dict[str, str]:
    """A series of one item, and a request about it, for the Netherlands and France."""
    [item] = make_items(1, by=nora, audience=audiences["group"])
    series = make_series(by=nora, audience=audiences["group"], items=[item])
    thread = ask(nora, audiences["group"], series=series)
    with acting_as_system("tests"):
        return {"item": str(item.pk), "series": str(series.pk), "thread": str(thread.pk), "case": str(item.case_id)}


def looks_of(who: Officer) -> list[Look]:
    with acting_as(who.pk):
        entries = AuditEntry.objects.order_by("id")
        return [(e.action, e.object_id, e.facts.get("list")) for e in entries if e.action != "request.refused"]


@pytest.mark.parametrize(
    ("path", "action", "on", "name"),
    [
        ("/series/{series}/body/", "series.viewed", "series", None),
        ("/series/{series}/edit/", "series.viewed", "series", None),
        ("/threads/{thread}/posts/", "thread.viewed", "thread", None),
        ("/items/{item}/row/", "item.viewed", "item", None),
        ("/threads/new/?series={series}", "series.viewed", "series", None),
        ("/series/{series}/threads/", "list.viewed", "series", "threads"),
        ("/series/{series}/place/", "list.viewed", "series", "items"),
        ("/items/", "list.viewed", "", "items"),
        ("/items/?case={case}", "list.viewed", "case", "items"),
        ("/cases/", "list.viewed", "", "cases"),
        ("/threads/", "list.viewed", "", "threads"),
        ("/threads/rows/", "list.viewed", "", "threads"),
        ("/", "list.viewed", "", "series"),
        ("/board/rows/", "list.viewed", "", "series"),
    ],
)
def test_a_page_s_part_or_list_is_recorded_once_in_a_while(
    world: dict[str, str], niels: Officer, client_of: ClientOf, path: str, action: str, on: str, name: str | None
) -> None:
    client, address = client_of(niels), path.format(**world)
    for _ in range(2):
        assert client.get(address).status_code == 200
    assert looks_of(niels) == [(action, world.get(on, ""), name)]


@pytest.mark.parametrize("path", ["/series/{series}/body/", "/threads/{thread}/posts/", "/items/{item}/row/"])
def test_who_may_not_look_leaves_nothing_and_others_do(
    world: dict[str, str], fleur: Officer, gregor: Officer, client_of: ClientOf, path: str
) -> None:
    assert [client_of(who).get(path.format(**world)).status_code for who in (fleur, gregor)] == [200, 404]
    assert [len(looks_of(who)) for who in (fleur, gregor)] == [1, 0]


def test_a_look_after_a_quarter_of_an_hour_is_a_new_one(
    world: dict[str, str], fleur: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(fleur)
    client.get(f"/items/{world['item']}/row/")
    monkeypatch.setattr(audit, "SAME_LOOK", timedelta(seconds=-1))
    client.get(f"/items/{world['item']}/row/")
    assert [action for action, _, _ in looks_of(fleur)] == ["item.viewed", "item.viewed"]


def test_one_list_does_not_stand_for_another(world: dict[str, str], fleur: Officer, client_of: ClientOf) -> None:
    client = client_of(fleur)
    for path in ("/items/", "/threads/", "/items/"):
        client.get(path)
    assert [name for _, _, name in looks_of(fleur)] == ["items", "threads"]


@pytest.mark.parametrize(
    ("path", "name", "on"),
    [
        ("items", "items", ""),
        ("series", "series", ""),
        ("threads", "threads", ""),
        ("cases", "cases", ""),
        ("items/{item}/findings", "findings", "item"),
        ("series/{series}/placements", "placements", "series"),
        ("threads/{thread}/posts", "posts", "thread"),
    ],
)
def test_the_lists_of_programs_are_recorded_each_time(
    world: dict[str, str], niels: Officer, api_of: ApiOf, path: str, name: str, on: str
) -> None:
    for _ in range(2):
        assert api_of(niels).get(path.format(**world)).status_code == 200
    assert looks_of(niels) == [("list.viewed", world.get(on, ""), name)] * 2


def test_lists_of_programs_hold_no_hash_device_or_place_and_single_items_do(
    world: dict[str, str], fleur: Officer, api_of: ApiOf
) -> None:
    kept_back = {"sha256", "sha1", "md5", "maker", "model", "serial", "taken_at", "latitude", "longitude"}
    kept_back |= {"lens", "software", "modified_at", "gps_at", "altitude", "streams"}
    (listed,) = api_of(fleur).results("items")
    one = api_of(fleur).get(f"items/{world['item']}").json()
    assert set(one) - set(listed) == kept_back
