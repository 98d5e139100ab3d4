"""The one search: what is found, by whom, and what is left out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum.actions import open_thread
from forum.models import ClueKind, Post, Thread
from icse.coordination.search.asked import squares
from icse.coordination.search.words import marked, words_of
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Item, Series
from tests.series.grouping import add, confirm, make_items, make_series, record

ClientOf = Callable[[Officer], Client]


def found(client: Client, **asked: str) -> dict[str, list[UUID]]:
    response = client.get(reverse("search"), asked)
    assert response.status_code == 200
    answer = response.context["found"]
    return {group.thing: [one.row.pk for one in group.found] for group in answer.groups}


def series_named(title: str, summary: str = "", *, by: Officer, audience: Audience) -> Series:
    return make_series(by=by, audience=audience, title=title, summary=summary)


def device(item: Item, **fields: Any) -> Item:
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(**fields)
    return item


def solve(series: Series, *, by: Officer, second: Officer) -> None:
    subject = add(series, "victim", by=by)
    confirm(record(subject, by=by), by=second)


SPELLINGS = [
    ("Café chairs", "cafe"),
    ("Café chairs", "CAFÉ CHAIRS"),
    ("Striped wallpaper", "wallpaper striped"),
    ("ورق جدران قَدِيم", "قديم"),
    ("ستارة خضراء", "الستارة"),
    ("条纹壁纸在客厅里", "壁纸"),
    ("หน้าต่างและผ้าม่าน", "ผ้าม่าน"),
    ("धारीदार वॉलपेपर", "वॉलपेपर"),
    ("Зелёные обои", "зеленые"),
    ("Straßenlampe", "strassenlampe"),
    ("Camera2 in hotel", "camera"),
]


@pytest.mark.parametrize(("title", "words"), SPELLINGS)
def test_it_finds_words_of_any_script(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    title: str,
    words: str,
) -> None:
    series = series_named(title, by=nora, audience=audiences["group"])
    series_named("Something else", by=nora, audience=audiences["members"])
    assert found(client_of(fleur), words=words) == {"series": [series.pk]}
    assert found(client_of(gregor), words=words) == {}


@pytest.mark.parametrize("words", ["curtian", "curtan", "curtaiin", "cortain", "walpaper", "wallpapers"])
def test_it_forgives_a_typo_where_nothing_else_is_found(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, words: str
) -> None:
    series = series_named("A curtain and wallpaper", by=nora, audience=audiences["NL"])
    response = client_of(nora).get(reverse("search"), {"words": words})
    assert [one.row.pk for one in response.context["found"].groups[0].found] == [series.pk]
    assert "Nothing has exactly these words" in response.content.decode()


def test_similar_spellings_are_added_when_asked_for(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    right = series_named("A curtain", by=nora, audience=audiences["NL"])
    wrong = series_named("A curtian", by=nora, audience=audiences["NL"])
    browser = client_of(nora)
    assert found(browser, words="curtain") == {"series": [right.pk]}
    assert found(browser, words="curtain", close="on") == {"series": [wrong.pk, right.pk]}


def test_what_was_merged_is_found_where_it_is_now(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    stays = series_named("Heron room", by=nora, audience=audiences["group"])
    goes = series_named("Heron hall", by=nora, audience=audiences["group"])
    browser = client_of(fleur)
    assert found(browser, words="heron") == {"series": [goes.pk, stays.pk]}
    with acting_as(nora.pk):
        actions.merge_series(into=stays, other=goes, by=nora)
    assert found(browser, words="heron") == found(browser, words="heron", status="all") == {"series": [stays.pk]}
    assert found(browser, words=goes.reference) == found(browser, words=stays.reference) == {"series": [stays.pk]}


def test_what_is_solved_is_found_when_the_status_says_so(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    series = series_named("Kestrel room", by=nora, audience=audiences["group"])
    [item] = make_items(1, by=nora, audience=audiences["group"], name="kestrel")
    with acting_as(nora.pk):
        actions.place_items(series=series, items=[item], by=nora)
    thread = ask(series, "A kestrel?", by=nora)
    post = answer(thread, "Kestrel seen.", by=fleur)
    before = found(client_of(nora), words="kestrel")
    assert before == {"series": [series.pk], "item": [item.pk], "thread": [thread.pk], "post": [post.pk]}
    solve(series, by=nora, second=niels)
    assert found(client_of(nora), words="kestrel") == {}
    assert found(client_of(nora), words="kestrel", status="solved") == before
    assert found(client_of(nora), words="kestrel", status="all") == before
    for typed in (
        series.reference.lower(),
        series.reference.lower().replace("-", " "),
        series.reference.replace("-", ""),
    ):
        assert found(client_of(nora), words=typed) == {"series": [series.pk]}


def ask(series: Series, question: str, *, by: Officer) -> Thread:
    with acting_as(by.pk):
        kind = ClueKind.objects.get(pk="wallpaper")
        return open_thread(kind=kind, question=question, audience=series.audience, series=series, crops=[], by=by)


def answer(thread: Thread, body: str, *, by: Officer) -> Post:
    with acting_as(by.pk):
        post = Post(thread=thread, audience_id=thread.audience_id, body=body, **owner_fields(by))
        post.save(force_insert=True)
        return post


def test_names_of_files_and_cases_are_found_in_the_own_country_alone(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"], name="zanzibar")
    device(item, maker="Kestrelware", serial="K-77")
    assert found(client_of(nora), words="zanzibar") == {"item": [item.pk]}
    assert found(client_of(fleur), words="zanzibar") == {}
    for who in (nora, fleur):
        assert found(client_of(who), words="kestrelware 77") == {"item": [item.pk]}
    assert "zanzibar" not in client_of(fleur).get(reverse("search"), {"words": "kestrelware"}).content.decode()
    assert set(found(client_of(nora), words="NAT-1")) == {"case"}
    assert found(client_of(fleur), words="NAT-1") == {}


def test_a_typo_beside_the_name_of_a_file(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"], name="zanzibar")
    device(item, maker="Kestrelware")
    for words in ("kestrelwaer", "kestrelwaer zanzibar"):
        assert found(client_of(nora), words=words) == {"item": [item.pk]}
    assert found(client_of(fleur), words="kestrelwaer") == {"item": [item.pk]}
    assert found(client_of(fleur), words="kestrelwaer zanzibar") == {}
    assert found(client_of(nora), words="zanzibra") == {}


def test_what_is_older_is_found_whatever_begins_alike(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    old, new = make_items(2, by=nora, audience=audiences["NL"], name="zanzibar")
    before = timezone.now() - timedelta(days=390)
    device(old, maker="Kestrelware", created_at=before)
    device(new, name="other")
    chair, lamp = (series_named(title, by=nora, audience=audiences["NL"]) for title in ("Kestrelwood", "Kestrelwool"))
    with acting_as_system("tests"):
        Series.objects.filter(pk=chair.pk).update(created_at=before)
    browser = client_of(nora)
    assert found(browser, words="kestrelware") == {"item": [old.pk]}
    assert found(browser, words="kestrelwood") == {"series": [chair.pk]}
    assert found(browser, words="kestrelwool") == {"series": [lamp.pk]}
    # Only a name, of what is older; and what only begins like a device and two titles.
    assert found(browser, words="zanzibar") == {"item": [old.pk]}
    assert found(browser, words="kestrelworm", thing="series") == {"series": [lamp.pk, chair.pk]}


def test_a_hash_is_looked_up_exactly(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    for text in (item.sha256, item.sha1.upper(), item.md5):
        assert found(client_of(fleur), words=text) == {"item": [item.pk]}
        assert found(client_of(gregor), words=text) == {}


def test_places_are_found_by_distance(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    near, far = make_items(2, by=nora, audience=audiences["group"])
    device(near, latitude=52.37, longitude=4.89)
    device(far, latitude=52.60, longitude=4.89)
    browser = client_of(fleur)
    assert found(browser, place="52.371, 4.90", km="3") == {"item": [near.pk]}
    assert found(browser, words="52.371, 4.90") == {"item": [near.pk]}
    assert found(browser, place="52.371, 4.90", km="60") == {"item": [far.pk, near.pk]}
    assert found(client_of(gregor), place="52.371, 4.90", km="60") == {}


def test_places_across_the_date_line(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    [item] = make_items(1, by=nora, audience=audiences["NL"])
    device(item, latitude=-17.0, longitude=-179.999)
    assert found(client_of(nora), place="-17.0, 179.999", km="2") == {"item": [item.pk]}


def test_country_dates_and_kind_of_clue_narrow(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    own = series_named("Room", by=nora, audience=audiences["members"])
    theirs = series_named("Room", by=fleur, audience=audiences["members"])
    thread = ask(own, "Which room?", by=nora)
    browser = client_of(nora)
    assert found(browser, words="room", country="FR") == {"series": [theirs.pk]}
    assert found(browser, words="room", clue="wallpaper") == {"series": [own.pk], "thread": [thread.pk]}
    assert found(browser, clue="wallpaper") == {"thread": [thread.pk]}
    assert found(browser, words="room", until="2020-01-01") == {}
    assert found(browser, words="room", since="2020-01-01", thing="series") == {"series": [theirs.pk, own.pk]}


def test_it_says_why_and_what_is_typed_is_only_text(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    series_named("<b>Curtain</b>", "Nothing", by=nora, audience=audiences["NL"])
    body = client_of(nora).get(reverse("search"), {"words": "curtain"}).content.decode()
    assert "&lt;b&gt;<mark>Curtain</mark>&lt;/b&gt;" in body
    assert "<b>Curtain" not in body


def test_pages_go_on_where_the_last_one_ended(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    made = [series_named(f"Room {number}", by=nora, audience=audiences["NL"]).pk for number in range(53)]
    browser = client_of(nora)
    first = browser.get(reverse("search"), {"words": "room", "thing": "series"})
    [(group, more, older)] = first.context["groups"]
    assert more is None
    [(rest, _, end)] = browser.get(older).context["groups"]
    assert [one.row.pk for one in [*group.found, *rest.found]] == made[::-1]
    assert end is None
    [(few, more, _)] = browser.get(reverse("search"), {"words": "room"}).context["groups"]
    assert len(few.found) == 5
    assert more is not None


@pytest.mark.parametrize(("number", "queries"), [(1, 14), (3, 14)])
def test_queries_do_not_grow(
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_assert_num_queries: Callable[[int], Any],
    number: int,
    queries: int,
) -> None:
    for one in range(number):
        series = series_named(f"Kestrel {one}", by=nora, audience=audiences["NL"])
        add(series, "victim", by=nora)
        ask(series, "Kestrel?", by=nora)
    make_items(number, by=nora, audience=audiences["NL"], name="kestrel")
    browser = client_of(nora)
    with django_assert_num_queries(queries):
        response = browser.get(reverse("search"), {"words": "kestrel"})
    assert response.context["found"].number == 3 * number


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"words": " ".join(f"w{n}" for n in range(17))}, "at most 16 words"),
        ({"words": "x" * 201}, "at most 200 characters"),
        ({"place": "somewhere"}, "Write latitude and longitude"),
        ({"place": "99, 4"}, "Write latitude and longitude"),
        ({"words": "a", "km": "500"}, "less than or equal to 100"),
        ({"words": "a", "country": "ZZ"}, "valid choice"),
    ],
)
def test_it_says_what_is_wrong(nora: Officer, client_of: ClientOf, asked: dict[str, str], sentence: str) -> None:
    response = client_of(nora).get(reverse("search"), asked)
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_who_holds_no_content_may_not_search(cleo: Officer, ada: Officer, client_of: ClientOf) -> None:
    for who in (cleo, ada):
        assert client_of(who).get(reverse("search")).status_code == 403


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(max_size=210) | st.sampled_from(["'", "%_\\", '"a" OR b', "a:*", "!(&|)", "\x00", "--", "$1 {} {0}"])
)
def test_any_text_is_answered(nora: Officer, client_of: ClientOf, words: str) -> None:
    assert client_of(nora).get(reverse("search"), {"words": words}).status_code in (200, 400)


_ASSIGNED = st.characters(codec="utf-8", exclude_categories=["Cn", "Co", "Cs"], exclude_characters="\x00")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(_ASSIGNED, max_size=60))
def test_words_are_cut_here_as_in_the_database(db: object, text: str) -> None:
    with acting_as_system("tests"), connection.cursor() as cursor:
        cursor.execute("SELECT finding.words(%s, true)", [text])
        assert sorted(cursor.fetchone()[0]) == words_of(text)


def test_marks() -> None:
    assert marked("Old CAFÉ chairs", ["cafe"], close=False) == (
        [("Old ", False), ("CAFÉ", True), (" chairs", False)],
        1,
    )
    assert marked("条纹壁纸在", ["壁纸"], close=False) == ([("条纹", False), ("壁纸", True), ("在", False)], 1)
    assert marked("A curtain", ["curtian"], close=True) == ([("A ", False), ("curtain", True)], 1)
    assert marked("Nothing", ["curtain"], close=True) == ([("Nothing", False)], 0)


def test_squares_lie_around_the_place() -> None:
    assert squares(10.5, 20.5, 20) == ["wide 10 20"]
    assert len(squares(60.0, 5.0, 3)) < 40
    assert len(squares(89.9, 0.0, 100)) <= 4 * 361
