"""What a request says besides its question: the kind's fields, urgency, the day, who is hoped for."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Officer
from forum import actions
from forum.actions import Particulars
from forum.actions.particulars import MOST_HOPED
from forum.clues import FIELDS, clean_details, fields_of, told_details
from forum.models import ClueKind, Thread
from icse.core.doors import acting_as
from icse.core.errors import IcseError
from tests.forum.world import Audiences, ClientOf, make_series

WANTED = [
    *("wallpaper", "bedding", "clothing", "uniform", "furniture", "object", "product", "socket", "text", "landmark"),
    *("view", "vehicle", "accent", "sound", "plant", "currency", "payment", "other"),
]


def typed(audiences: Audiences, to: str = "group", **more: str) -> dict[str, str]:
    return {"kind": "wallpaper", "question": "Who sells it?", "audience": str(audiences[to].key), **more}


def only_thread(by: Officer) -> Thread:
    with acting_as(by.pk):
        return Thread.objects.get()


def open_to(audiences: Audiences, by: Officer, kind: str = "wallpaper", **said: object) -> Thread:
    with acting_as(by.pk):
        return actions.open_thread(
            kind=ClueKind.objects.get(pk=kind),
            question="?",
            audience=audiences["group"],
            particulars=Particulars(**said),  # type: ignore[arg-type]
            by=by,
        )


def test_each_kind_has_fields_and_words_of_help(nora: Officer) -> None:
    with acting_as(nora.pk):
        kinds = list(ClueKind.objects.all())
    assert [kind.slug for kind in kinds] == WANTED
    for kind in kinds:
        assert len(kind.fields) == len(fields_of(kind.fields)) >= 4
        assert kind.hint
    asked = {slug for kind in kinds for slug in kind.fields}
    assert asked == set(FIELDS)


def test_what_is_said_is_kept_and_shown(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    day = timezone.localdate() + timedelta(days=3)
    said = {
        "detail_country_guess": "BE",
        "detail_pattern": "Two birds <b>",
        "detail_brand": "Not asked of wallpaper",
        "urgency": "urgent",
        "answer_by": day.isoformat(),
        "hoped_countries": "fr, Belgium",
        "hoped_languages": "French, nl-BE",
    }
    assert client_of(nora).post("/threads/new/", typed(audiences, **said)).status_code == 302
    thread = only_thread(fleur)
    assert thread.details == {"country_guess": "BE", "pattern": "Two birds <b>"}
    assert (thread.urgency, thread.answer_by) == ("urgent", day)
    assert (thread.hoped_countries, thread.hoped_languages) == (["FR", "BE"], ["fr", "nl"])
    page = client_of(fleur).get(f"/threads/{thread.pk}/").content.decode()
    for words in ("Country you think of", "Belgium", "Two birds &lt;b&gt;", "Urgent", day.isoformat(), "FR, BE"):
        assert words in page
    entry = client_of(fleur).get("/threads/rows/").content.decode()
    for words in ("Urgent", day.isoformat(), "French, Dutch"):
        assert words in entry


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"detail_pattern": "x" * 161}, "at most 160"),
        ({"detail_country_guess": "QQ"}, "Select a valid choice"),
        ({"urgency": "now"}, "Select a valid choice"),
        ({"answer_by": "2020-01-01"}, "from today on"),
        ({"answer_by": "soon"}, "Enter a valid date"),
        ({"hoped_countries": "Atlantis"}, "No country of this name takes part: Atlantis"),
        ({"hoped_languages": "Klingon"}, "No language has this name: Klingon"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    wrong: dict[str, str], sentence: str, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    response = client_of(nora).post("/threads/new/", typed(audiences, **wrong))
    assert response.status_code == 400
    page = unescape(response.content.decode())
    assert sentence in page
    assert "Who sells it?" in page
    with acting_as(nora.pk):
        assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ({"details": {"brand": "x"}}, "details"),
        ({"details": {"nonsense": "x"}}, "details"),
        ({"details": {"pattern": "x" * 161}}, "details"),
        ({"details": {"pattern": "\0"}}, "details"),
        ({"details": {"country_guess": {"a": 1}}}, "details"),
        ({"urgency": "now"}, "urgency"),
        ({"answer_by": timezone.localdate() - timedelta(days=1)}, "answer_by"),
        ({"hoped_countries": ["QQ"]}, "hoped_countries"),
        ({"hoped_languages": ["tlh"]}, "hoped_languages"),
        ({"hoped_languages": [f"x{number}" for number in range(MOST_HOPED + 1)]}, "hoped_languages"),
    ],
)
def test_the_action_refuses_what_is_not_of_its_type(
    said: dict[str, Any], about: str, nora: Officer, audiences: Audiences
) -> None:
    with pytest.raises(IcseError) as refusal:
        open_to(audiences, nora, **said)
    assert refusal.value.field == about


def test_a_card_is_never_asked_whole(nora: Officer) -> None:
    with acting_as(nora.pk):
        fields = ClueKind.objects.get(pk="payment").fields
        assert clean_details(fields, {"first_digits": "456789"}) == {"first_digits": "456789"}
        for digits in ("45678", "4567891234567890"):
            with pytest.raises(IcseError, match="never the whole number"):
                clean_details(fields, {"first_digits": digits})


def test_empty_fields_are_not_kept(nora: Officer) -> None:
    with acting_as(nora.pk):
        assert clean_details(["pattern", "year"], {"pattern": " ", "year": ""}) == {}
        assert clean_details(["pattern", "year"], {"year": "1998"}) == {"year": 1998}
        assert told_details({"year": 1998, "gone": "x", "plug": "nonsense"}) == [("Year", "1998")]


def test_the_fields_follow_the_kind(nora: Officer, client_of: ClientOf) -> None:
    client = client_of(nora)
    assert 'name="detail_' not in client.get("/threads/new/").content.decode()
    shown = client.post("/threads/new/fields/", {"kind": "socket", "detail_brand": "Kept"}).content.decode()
    assert 'name="detail_plug"' in shown
    assert 'value="Kept"' in shown
    assert 'name="detail_pattern"' not in shown
    assert client.post("/threads/new/fields/", {"kind": "nonsense"}).status_code == 200


def test_without_javascript_the_fields_come_with_a_button(
    nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    sent = typed(audiences, kind="socket", question="Which socket?", look="1", answer_by="2020-01-01")
    response = client_of(nora).post("/threads/new/", sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="detail_plug"' in page
    assert "Which socket?" in page
    assert "from today on" not in page
    with acting_as(nora.pk):
        assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"routine", "soon", "urgent"}),
        ("urgency=urgent", {"urgent"}),
        ("due=week", {"soon"}),
        ("due=none", {"routine", "urgent"}),
        ("due=late", set()),
        ("hoped=FR", {"urgent"}),
        ("language=ar", {"soon"}),
        ("language=ar&urgency=urgent", set()),
        ("urgency=nonsense&due=nonsense", {"routine", "soon", "urgent"}),
    ],
)
def test_the_list_filters_by_them(
    query: str, shown: set[str], nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    threads = {
        "routine": open_to(audiences, nora),
        "soon": open_to(
            audiences,
            nora,
            urgency="soon",
            answer_by=timezone.localdate() + timedelta(days=2),
            hoped_languages=["ar"],
        ),
        "urgent": open_to(audiences, nora, urgency="urgent", hoped_countries=["FR", "BE"]),
    }
    for path in ("/threads/", "/threads/rows/"):
        page = client_of(fleur).get(f"{path}?{query}").content.decode()
        assert {name for name, thread in threads.items() if f"/threads/{thread.pk}/" in page} == shown


def test_roles_that_may_not(cleo: Officer, ada: Officer, client_of: ClientOf, client: Client) -> None:
    for path in ("/threads/new/fields/", "/threads/new/help/"):
        assert [client_of(who).post(path).status_code for who in (cleo, ada)] == [403, 403]
        assert client.post(path)["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_parts_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: object
) -> None:
    make_series(nora, audiences["group"])
    for _ in range(number):
        open_to(audiences, nora, details={"pattern": "birds"})
    client = client_of(nora)
    with django_assert_num_queries(18):  # type: ignore[operator]
        client.post("/threads/new/help/", typed(audiences, detail_pattern="birds"))
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.post("/threads/new/fields/", typed(audiences))
