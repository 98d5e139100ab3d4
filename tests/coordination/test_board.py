"""The board: who sees which series after each step, in which order, with which numbers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum.models import Post, Thread, ThreadSeries
from icse.coordination.board import Cursor, Row
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Placement, Series
from tests.series.grouping import add, confirm, make_items, make_series, record

ClientOf = Callable[[Officer], Client]


def rows(client: Client, **filters: str) -> list[Row]:
    response = client.get(reverse("board-rows"), filters)
    assert response.status_code == 200
    found: list[Row] = response.context["rows"]
    return found


def keys(client: Client, **filters: str) -> list[UUID]:
    return [row.series.pk for row in rows(client, **filters)]


def ask(series: Series, audience: Audience, *, by: Officer, kind: str = "wallpaper") -> Thread:
    with acting_as(by.pk):
        thread = Thread(audience=audience, kind_id=kind, question="Where is this sold?", **owner_fields(by))
        thread.save(force_insert=True)
        about = ThreadSeries(
            thread=thread,
            thread_audience=audience,
            series=series,
            series_audience_id=series.audience_id,
            country_id=by.country_id,
            officer_id=by.pk,
        )
        about.save(force_insert=True)
    return thread


def answer(thread: Thread, *, by: Officer) -> None:
    with acting_as(by.pk):
        Post(thread=thread, audience_id=thread.audience_id, body="Here.", **owner_fields(by)).save(force_insert=True)


@pytest.fixture
def boards(
    nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, client_of: ClientOf
) -> Callable[..., dict[str, list[UUID]]]:
    clients = {who.name: client_of(who) for who in (nora, fleur, gregor, bea)}
    return lambda **filters: {name: keys(client, **filters) for name, client in clients.items()}


def everyone(nora: list[Series], fleur: list[Series], gregor: list[Series], bea: list[Series]) -> dict[str, list[UUID]]:
    lists = {"Nora": nora, "Fleur": fleur, "Gregor": gregor, "Bea": bea}
    return {name: [one.pk for one in shown] for name, shown in lists.items()}


def test_what_each_sees_after_each_step(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: dict[str, Audience],
    boards: Callable[..., dict[str, list[UUID]]],
) -> None:
    assert boards() == everyone([], [], [], [])
    world = make_series(by=nora, audience=audiences["members"])
    shared = make_series(by=nora, audience=audiences["group"])
    own = make_series(by=nora, audience=audiences["NL"])
    assert boards() == everyone([own, shared, world], [shared, world], [world], [world])

    victim = add(shared, "victim", by=fleur)
    assert boards() == everyone([shared, own, world], [shared, world], [world], [world])
    assert boards(status="claimed") == everyone([], [], [], [])

    with acting_as(fleur.pk):
        actions.claim_subject(subject=victim, by=fleur)
    assert boards(status="claimed") == everyone([shared], [shared], [], [])
    assert boards() == everyone([shared, own, world], [shared, world], [world], [world])

    one = record(victim, by=fleur)
    assert boards() == everyone([shared, own, world], [shared, world], [world], [world])
    assert boards(status="solved") == everyone([], [], [], [])

    confirm(one, by=felix)
    assert boards() == everyone([own, world], [world], [world], [world])
    assert boards(status="claimed") == everyone([], [], [], [])
    assert boards(status="solved") == everyone([shared], [shared], [], [])
    assert boards(status="all") == everyone([shared, own, world], [shared, world], [world], [world])

    add(shared, "offender", by=nora)
    assert boards(status="offenders") == everyone([shared], [shared], [], [])
    assert boards(status="solved") == everyone([], [], [], [])
    assert boards() == everyone([own, world], [world], [world], [world])


def test_only_what_all_viewers_see_moves_a_series_up(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    older = make_series(by=nora, audience=audiences["group"])
    newer = make_series(by=nora, audience=audiences["group"])
    board = client_of(fleur)
    (hidden,) = make_items(1, by=nora, audience=audiences["NL"])
    (shown,) = make_items(1, by=nora, audience=audiences["group"])
    with acting_as(nora.pk):
        actions.place_items(series=older, items=[hidden], by=nora)
    answer(ask(older, audiences["NL"], by=nora), by=nora)
    assert keys(board) == [newer.pk, older.pk]
    with acting_as(nora.pk):
        actions.place_items(series=older, items=[shown], by=nora)
    assert keys(board) == [older.pk, newer.pk]
    answer(ask(newer, audiences["group"], by=nora), by=nora)
    assert keys(board) == [newer.pk, older.pk]


def test_numbers_count_what_the_officer_sees(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    hidden = make_items(3, by=nora, audience=audiences["NL"])
    shared = make_items(2, by=nora, audience=audiences["group"])
    world = make_items(1, by=nora, audience=audiences["members"])
    series = make_series(by=nora, audience=audiences["members"], items=[*hidden, *shared, *world])
    for audience in ("NL", "group", "members"):
        ask(series, audiences[audience], by=nora)
    with acting_as_system("tests"):
        placed = dict(Placement.objects.values_list("item_id", "pk"))
    numbers = {}
    for who in (nora, fleur, gregor):
        (row,) = rows(client_of(who))
        numbers[who.name] = (row.items, row.requests, len(row.pictures))
        visible = {"Nora": [*hidden, *shared, *world], "Fleur": [*shared, *world], "Gregor": world}[who.name]
        assert [item.pk for item in row.pictures] == sorted((item.pk for item in visible), key=placed.__getitem__)[:4]
    assert numbers == {"Nora": (6, 3, 4), "Fleur": (3, 2, 3), "Gregor": (1, 1, 1)}
    with acting_as_system("tests"):
        Thread.objects.update(status=Thread.Status.CLOSED)
    assert {row.requests for row in rows(client_of(nora))} == {0}


def test_filters_by_country_and_clue(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], boards: Callable[..., dict[str, list[UUID]]]
) -> None:
    dutch = make_series(by=nora, audience=audiences["members"])
    french = make_series(by=fleur, audience=audiences["members"])
    ask(dutch, audiences["members"], by=nora, kind="wallpaper")
    ask(french, audiences["group"], by=fleur, kind="bedding")
    assert boards(country="NL") == everyone([dutch], [dutch], [dutch], [dutch])
    assert boards(country="DE") == everyone([], [], [], [])
    assert boards(kind="wallpaper") == everyone([dutch], [dutch], [dutch], [dutch])
    assert boards(kind="bedding") == everyone([french], [french], [], [])
    assert boards(kind="bedding", country="NL") == everyone([], [], [], [])


def test_a_clue_is_filtered_within_each_status(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: dict[str, Audience],
    boards: Callable[..., dict[str, list[UUID]]],
) -> None:
    shared = make_series(by=nora, audience=audiences["group"])
    ask(shared, audiences["group"], by=nora, kind="wallpaper")
    victim = add(shared, "victim", by=fleur)
    with acting_as(fleur.pk):
        actions.claim_subject(subject=victim, by=fleur)
    seen, none = everyone([shared], [shared], [], []), everyone([], [], [], [])
    statuses = ("", "claimed", "solved", "all")
    assert [boards(kind="wallpaper", status=one) for one in statuses] == [seen, seen, none, seen]

    confirm(record(victim, by=fleur), by=felix)
    assert [boards(kind="wallpaper", status=one) for one in statuses] == [none, none, seen, seen]

    add(shared, "offender", by=nora)
    assert [boards(kind="wallpaper", status=one) for one in ("", "offenders", "solved")] == [none, seen, none]
    assert boards(kind="bedding", status="all") == none


def test_search_by_reference_and_words(
    nora: Officer, audiences: dict[str, Audience], boards: Callable[..., dict[str, list[UUID]]]
) -> None:
    shared = make_series(by=nora, audience=audiences["group"], title="Chambre verte", summary="Rideaux à fleurs")
    world = make_series(by=nora, audience=audiences["members"], title="Blue room", summary="Rideaux rouges")
    assert boards(words="rideaux") == everyone([world, shared], [world, shared], [world], [world])
    assert boards(words="rideaux verte") == everyone([shared], [shared], [], [])
    assert boards(words=f" {shared.reference.lower()} ") == everyone([shared], [shared], [], [])
    assert boards(words="'); --") == everyone([], [], [], [])


def test_a_search_keeps_the_other_filters(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: dict[str, Audience],
    boards: Callable[..., dict[str, list[UUID]]],
) -> None:
    dutch = make_series(by=nora, audience=audiences["members"], title="Red room")
    french = make_series(by=fleur, audience=audiences["members"], title="Red room")
    victim = add(french, "victim", by=fleur)
    ask(dutch, audiences["group"], by=nora, kind="wallpaper")
    assert boards(words="red", kind="wallpaper") == everyone([dutch], [dutch], [], [])
    assert boards(words="red", country="FR") == everyone([french], [french], [french], [french])
    assert boards(words="red", status="claimed") == everyone([], [], [], [])
    with acting_as(nora.pk):
        actions.claim_subject(subject=victim, by=nora)
    assert boards(words="red", status="claimed") == everyone([french], [french], [french], [french])
    confirm(record(victim, by=fleur), by=felix)
    assert boards(words="red", status="solved") == everyone([french], [french], [french], [french])
    assert boards(words="red") == everyone([dutch], [dutch], [dutch], [dutch])
    add(french, "offender", by=fleur)
    assert boards(words="red", status="offenders") == everyone([french], [french], [french], [french])
    assert boards(words="red", status="all") == everyone(*[[french, dutch]] * 4)


def test_a_search_finds_what_lies_behind_many_solved_ones(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    behind = [make_series(by=nora, audience=audiences["members"], title="Red room").pk for _ in range(26)]
    with acting_as_system("tests"):
        solved = {"title": "Red room", "audience": audiences["members"], "active_for_victims": False}
        Series.objects.bulk_create([Series(**solved, **owner_fields(nora)) for _ in range(1005)])
    client = client_of(nora)
    first = client.get(reverse("board"), {"words": "red"})
    second = client.get(first.context["older"])
    shown = [row.series.pk for page in (first, second) for row in page.context["rows"]]
    assert shown == behind[::-1]
    assert second.context["older"] is None


def test_filters_that_make_no_sense_filter_nothing(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    one = make_series(by=nora, audience=audiences["members"])
    client = client_of(nora)
    assert keys(client, status="x", country="ZZ", kind="x", words="\0", after="x") == [one.pk]
    forged = signing.dumps(["2026-01-01T00:00:00+00:00", str(one.pk)], salt="other")
    assert keys(client, after=forged) == [one.pk]


def test_pages_continue_where_the_last_ended(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    made = [make_series(by=nora, audience=audiences["members" if n % 2 else "group"]).pk for n in range(27)]
    with acting_as_system("tests"):
        moment = Series.objects.get(pk=made[0]).last_activity_at
        Series.objects.filter(pk__in=made[:15]).update(last_activity_at=moment)
    client = client_of(fleur)
    first = client.get(reverse("board"))
    second = client.get(first.context["older"])
    shown = [[row.series.pk for row in page.context["rows"]] for page in (first, second)]
    assert [len(page) for page in shown] == [24, 3]
    assert sorted(shown[0] + shown[1]) == sorted(made)
    assert second.context["older"] is None
    assert second.context["newest"] == reverse("board")
    assert "after=" in second.context["live_url"]


def test_a_cursor_is_read_back_only_if_it_was_made_here() -> None:
    made = Cursor(datetime(2026, 11, 22, 10, 30, 5, 123456, tzinfo=UTC), uuid4())
    assert Cursor.read(made.signed()) == made
    assert Cursor.read("") is None
    for content in (["x", "y"], [made.at.isoformat(), "y"], [1, 2, 3], 5):
        assert Cursor.read(signing.dumps(content, salt="icse.board")) is None
    assert Cursor.read(signing.dumps([made.at.isoformat(), str(made.key)], salt="other")) is None


def test_the_fragment_is_the_part_of_the_page(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    make_series(by=nora, audience=audiences["members"], title="Green <b>room</b>")
    client = client_of(nora)
    filters = {"status": "all", "country": "NL"}
    page = client.get(reverse("board"), filters).content.decode()
    fragment = client.get(reverse("board-rows"), filters).content.decode().strip()
    assert fragment in page
    assert "Green &lt;b&gt;room" in fragment
    assert f'data-live-url="{reverse("board-rows")}?status=all&amp;country=NL"' in fragment


def test_roles_without_content_see_a_sentence(
    nora: Officer, cleo: Officer, ada: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    make_series(by=nora, audience=audiences["members"], title="Green room")
    assert "Green room" in client_of(nora).get(reverse("board")).content.decode()
    for who in (cleo, ada):
        page = client_of(who).get(reverse("board"))
        assert (page.status_code, "rows" in page.context, "form" in page.context) == (200, False, False)
        assert "Your role holds no series" in page.content.decode()
        assert client_of(who).get(reverse("board-rows")).content.strip() == b""


def test_the_anonymous_are_sent_to_sign_in(client: Client) -> None:
    for name in ("board", "board-rows"):
        response: Any = client.get(reverse(name))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("sign-in"))


def test_nothing_is_written_by_looking(nora: Officer, client_of: ClientOf) -> None:
    client = client_of(nora)
    assert [client.post(reverse(name)).status_code for name in ("board", "board-rows")] == [405, 405]


@pytest.mark.parametrize(("filters", "number"), [({}, 16), ({"words": "room", "country": "NL"}, 17)])
def test_queries_do_not_grow(
    filters: dict[str, str],
    number: int,
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(nora)
    for total in (1, 3):
        while len(keys(client)) < total:
            items = make_items(total, by=nora, audience=audiences["group"])
            series = make_series(by=nora, audience=audiences["group"], items=items)
            add(series, "victim", by=nora)
            ask(series, audiences["group"], by=nora)
        with django_assert_num_queries(number):
            assert len(keys(client, **filters)) == total
