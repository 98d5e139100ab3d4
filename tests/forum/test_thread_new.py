"""Asking about a clue, with a crop of a picture of the series."""

import pytest

from accounts.models import Officer
from forum import actions
from forum.actions.threads import LONGEST_QUESTION
from forum.models import ClueKind, Crop, CropSource, Thread, ThreadSeries
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, NotAllowed
from icse.core.models import Event
from tests.forum.world import NOBODYS, Audiences, ClientOf, ask, assert_looks_absent, make_item, make_series, solve

RECTANGLE = {"x": "0.1", "y": "0.2", "width": "0.3", "height": "0.4"}


def typed(audiences: Audiences, to: str = "group", **more: str) -> dict[str, str]:
    return {"kind": "wallpaper", "question": "Who sells it?", "audience": str(audiences[to].key), **more}


def asked(by: Officer) -> list[str]:
    with acting_as(by.pk):
        return list(Thread.objects.values_list("question", flat=True))


def test_it_works_with_a_crop(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series = make_series(nora, audiences["group"])
    item = make_item(nora, audiences["group"], series)
    client, path = client_of(nora), f"/threads/new/?series={series.pk}"
    page = client.get(path).content.decode()
    assert f'value="{item.pk}"' in page
    assert f'<option value="{audiences["group"].key}" selected>' in page
    response = client.post(path, typed(audiences, item=str(item.pk), **RECTANGLE))
    with acting_as(fleur.pk):
        thread = Thread.objects.get()
        assert ThreadSeries.objects.get().series_id == series.pk
        source = CropSource.objects.get()
        assert (source.item_id, source.x, source.y, source.width, source.height) == (item.pk, 0.1, 0.2, 0.3, 0.4)
        assert Crop.objects.get().state == "waiting"
    assert response["Location"] == f"/threads/{thread.pk}/"
    assert (thread.country_id, thread.audience_id, thread.status) == ("NL", audiences["group"].pk, "open")


def test_it_works_without_a_series(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    client = client_of(nora)
    assert client.get("/threads/new/").status_code == 200
    assert client.post("/threads/new/", typed(audiences, "members")).status_code == 302
    assert asked(nora) == ["Who sells it?"]


def test_it_is_told_to_the_thread_and_to_the_series(nora: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["members"])
    thread = ask(nora, audiences["group"], series=series)
    with acting_as_system("tests"):
        told = {(e.type, tuple(e.about), tuple(e.audiences)) for e in Event.objects.all()}
    group, members = audiences["group"].pk, audiences["members"].pk
    assert told == {
        ("series.created", (series.pk,), (members,)),
        ("thread.created", (thread.pk,), (group,)),
        ("series.changed", (series.pk,), tuple(sorted((group, members)))),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"kind": "nonsense"},
        {"question": " "},
        {"question": "x" * (LONGEST_QUESTION + 1)},
        {"audience": "0"},
        {**RECTANGLE},
        {**RECTANGLE, "item": str(NOBODYS)},
        {**RECTANGLE, "height": ""},
        {**RECTANGLE, "x": "nan"},
    ],
)
def test_what_was_typed_is_kept(
    wrong: dict[str, str], nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    item = make_item(nora, audiences["group"], series)
    sent = {**typed(audiences, question="Kept words?", item=str(item.pk) if "height" in wrong else ""), **wrong}
    if wrong == RECTANGLE:
        del sent["item"]
    response = client_of(nora).post(f"/threads/new/?series={series.pk}", sent)
    assert response.status_code == 400
    page = response.content.decode()
    assert sent["question"].strip() in page
    assert "Nothing was saved" in page or "draw the rectangle" in page
    assert asked(nora) == []


def test_a_rectangle_outside_the_picture_is_refused(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series = make_series(nora, audiences["group"])
    item = make_item(nora, audiences["group"], series)
    sent = typed(audiences, item=str(item.pk), **{**RECTANGLE, "width": "0.95"})
    response = client_of(nora).post(f"/threads/new/?series={series.pk}", sent)
    assert response.status_code == 400
    assert "does not lie inside the picture" in response.content.decode()
    assert asked(nora) == []


def test_a_hidden_series_looks_absent(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    assert_looks_absent(client_of(gregor), "/threads/new/?series={}", series.pk)
    assert_looks_absent(client_of(gregor), "/threads/new/?series={}", series.pk, "post")
    assert client_of(gregor).get("/threads/new/?series=nonsense").status_code == 404


def test_a_hidden_picture_is_not_offered(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    hidden = make_item(nora, audiences["NL"], series)
    client, path = client_of(fleur), f"/threads/new/?series={series.pk}"
    assert str(hidden.pk) not in client.get(path).content.decode()
    pages = [client.post(path, typed(audiences, item=str(key), **RECTANGLE)) for key in (hidden.pk, NOBODYS)]
    assert [page.status_code for page in pages] == [400, 400]
    assert asked(fleur) == []


def test_an_audience_that_is_not_held_is_no_choice(gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    client = client_of(gregor)
    page = client.get("/threads/new/").content.decode()
    assert [f'<option value="{audiences[name].key}"' in page for name in ("DE", "group")] == [True, False]
    assert client.post("/threads/new/", typed(audiences, "group")).status_code == 400
    with acting_as(gregor.pk), pytest.raises(NotAllowed):
        open_to(audiences, "group", gregor)


def open_to(audiences: Audiences, to: str, by: Officer, **more: object) -> Thread:
    kind = ClueKind.objects.get(pk="wallpaper")
    return actions.open_thread(kind=kind, question="?", audience=audiences[to], by=by, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of_series", "of_thread", "goes"),
    [
        ("members", "members", True),
        ("members", "group", True),
        ("members", "NL", True),
        ("group", "group", True),
        ("group", "NL", True),
        ("group", "members", False),
        ("NL", "NL", True),
        ("NL", "group", False),
    ],
)
def test_a_request_is_never_shown_to_more_than_its_series(
    of_series: str, of_thread: str, goes: bool, nora: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences[of_series])
    with acting_as(nora.pk):
        if goes:
            assert open_to(audiences, of_thread, nora, series=series).audience == audiences[of_thread]
        else:
            with pytest.raises(IcseError, match="narrower"):
                open_to(audiences, of_thread, nora, series=series)


def test_a_crop_shows_no_more_of_a_picture_than_its_owner_chose(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences["members"])
    item = make_item(nora, audiences["group"], series)
    whole = actions.CropRequest(item=item, x=0, y=0, width=1, height=1)
    ask(fleur, audiences["group"], crops=(whole,))
    ask(nora, audiences["NL"], crops=(whole,))
    with pytest.raises(IcseError, match="second officer"):
        ask(nora, audiences["members"], crops=(whole,))
    with pytest.raises(NotAllowed, match="another country's"):
        ask(fleur, audiences["members"], crops=(whole,))
    assert len(asked(nora)) == 2


def test_a_request_on_a_solved_series_starts_out_of_the_feed(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences["group"])
    solve(fleur, felix, series)
    assert ask(nora, audiences["group"], series=series).is_active is False


def test_roles_that_may_not(cleo: Officer, ada: Officer, client_of: ClientOf) -> None:
    for client in (client_of(cleo), client_of(ada)):
        assert [client.get("/threads/new/").status_code, client.post("/threads/new/").status_code] == [403, 403]


def test_anonymous_is_sent_to_sign_in(client: object, db: object) -> None:
    assert client.get("/threads/new/")["Location"] == "/sign-in/?next=/threads/new/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: object
) -> None:
    series = make_series(nora, audiences["group"])
    for _ in range(number):
        make_item(nora, audiences["group"], series)
    client = client_of(nora)
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(f"/threads/new/?series={series.pk}")
