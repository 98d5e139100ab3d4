"""Clue requests and answers through the API."""

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from forum.models import Post, Thread
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series.models import Item
from tests.api import making
from tests.api.conftest import ApiOf
from tests.api.making import IDENTIFIED, UNKNOWN, made, refused

Audiences = dict[str, Audience]


def ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def test_requests_go_to_who_holds_the_audience(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, ada: Officer, audiences: Audiences
) -> None:
    national, group, members = (making.thread(api_of(nora), audiences[key])["id"] for key in ("NL", "group", "members"))
    assert ids(api_of(nora).results("threads")) == {national, group, members}
    assert ids(api_of(fleur).results("threads")) == {group, members}
    assert ids(api_of(gregor).results("threads")) == {members}
    assert ids(api_of(ada).results("threads")) == set()


PLACES = [
    ("get", "threads/{thread}"),
    ("get", "threads/{thread}/posts"),
    ("post", "threads/{thread}/posts"),
    ("post", "posts/{post}/acceptance"),
]


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_hidden_looks_like_missing(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, method: str, path: str
) -> None:
    thread = making.thread(api_of(nora), audiences["group"])["id"]
    post = made(api_of(fleur).post(f"threads/{thread}/posts", {"body": "I do."}))["id"]
    there, nowhere = path.format(thread=thread, post=post), path.format(thread=UNKNOWN, post=UNKNOWN)
    assert getattr(api_of(nora), method)(there).status_code in {200, 201, 400}
    hidden, missing = (getattr(api_of(gregor), method)(one) for one in (there, nowhere))
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_a_question_is_answered_and_the_answer_accepted(
    api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series = making.series(api_of(nora), audiences["group"])["id"]
    thread = making.thread(api_of(nora), audiences["group"], series)
    assert (thread["kind"], thread["status"], thread["series"]) == ("wallpaper", "open", series)
    posts = f"threads/{thread['id']}/posts"
    answer = made(api_of(fleur).post(posts, {"body": "Sold in Lille.\nIn 1998."}))
    assert (answer["country"], answer["unit"], answer["body"]) == ("FR", "Unit FR", "Sold in Lille.\nIn 1998.")
    assert api_of(nora).results(posts) == [answer]
    assert api_of(fleur).post(f"posts/{answer['id']}/acceptance").status_code == 403
    accepted = made(api_of(nora).post(f"posts/{answer['id']}/acceptance"), 200)
    assert (accepted["status"], accepted["accepted_post"]) == ("answered", answer["id"])
    assert api_of(nora).post(f"posts/{answer['id']}/acceptance").status_code == 409
    assert ids(api_of(fleur).results("threads", status="answered")) == {thread["id"]}
    assert ids(api_of(fleur).results("threads", status="open")) == set()


def test_the_series_is_told_to_who_sees_it(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series = making.series(api_of(nora), audiences["members"])["id"]
    thread = making.thread(api_of(nora), audiences["group"], series)["id"]
    assert made(api_of(fleur).get(f"threads/{thread}"), 200)["series"] == series
    with acting_as_system("tests"):
        hidden = audiences["NL"]
        with_series = Thread.objects.get(pk=thread)
        about = with_series.about.series
        type(about).objects.filter(pk=about.pk).update(audience=hidden)
    assert made(api_of(fleur).get(f"threads/{thread}"), 200)["series"] is None
    assert [one["series"] for one in api_of(fleur).results("threads")] == [None]
    assert made(api_of(nora).get(f"threads/{thread}"), 200)["series"] == series


def test_what_is_solved_leaves_the_list(
    api_of: ApiOf, nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series = making.series(api_of(nora), audiences["group"])["id"]
    thread = making.thread(api_of(nora), audiences["group"], series)["id"]
    subject = making.subject(api_of(nora), series)["id"]
    recorded = made(api_of(nora).post(f"subjects/{subject}/identifications", IDENTIFIED))["id"]
    assert ids(api_of(fleur).results("threads")) == {thread}
    made(api_of(niels).post(f"identifications/{recorded}/confirmation"), 200)
    assert ids(api_of(fleur).results("threads")) == set()
    assert ids(api_of(fleur).results("threads", solved="true")) == {thread}


def test_a_crop_is_asked_for_with_the_question(
    api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    item, kept = (making.item(api_of(nora), audiences[name])["id"] for name in ("group", "NL"))
    with acting_as_system("tests"):
        Item.objects.update(state="ready")
    body: dict[str, Any] = {"kind": "bedding", "question": "?", "audience": str(audiences["group"].key)}
    crop = {"item": item, "x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}
    thread = made(api_of(nora).post("threads", {**body, "crops": [crop]}))
    (cut,) = thread["crops"]
    assert (cut["state"], cut["width"]) == ("waiting", None)
    seen = api_of(fleur).get(f"threads/{thread['id']}").content.decode()
    assert item not in seen
    hidden, missing = (
        api_of(fleur).post("threads", {**body, "crops": [{**crop, "item": key}]}) for key in (kept, UNKNOWN)
    )
    assert refused(hidden) == (400, "crops")
    assert hidden.content == missing.content


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "smell"}, "kind"),
        ({"question": " "}, "question"),
        ({"audience": UNKNOWN}, "audience"),
        ({"series": UNKNOWN}, "series"),
        ({"crops": [{"item": UNKNOWN, "x": 2, "y": 0, "width": 1, "height": 1}]}, "crops"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    api_of: ApiOf, nora: Officer, audiences: Audiences, change: dict[str, object], field: str
) -> None:
    body = {"kind": "wallpaper", "question": "Who knows it?", "audience": str(audiences["group"].key), **change}
    assert refused(api_of(nora).post("threads", body)) == (400, field)
    with acting_as(nora.pk):
        assert Thread.objects.count() == 0


def test_wrong_filters_are_refused(api_of: ApiOf, nora: Officer) -> None:
    assert refused(api_of(nora).get("threads", status="lost")) == (400, "status")
    assert refused(api_of(nora).get("threads", solved="maybe")) == (400, "solved")


def test_reading_a_request_is_recorded(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = making.thread(api_of(nora), audiences["group"])["id"]
    api_of(fleur).get(f"threads/{thread}")
    with acting_as(fleur.pk):
        assert [(e.action, e.object_id) for e in AuditEntry.objects.all()] == [("thread.viewed", thread)]


def test_other_roles_ask_nothing(api_of: ApiOf, ada: Officer, cleo: Officer, audiences: Audiences) -> None:
    body = {"kind": "wallpaper", "question": "?", "audience": str(audiences["members"].key)}
    for who in (ada, cleo):
        assert api_of(who).post("threads", body).status_code == 403


def test_lists_ask_as_much_for_three_rows_as_for_one(
    api_of: ApiOf, nora: Officer, audiences: Audiences, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api = api_of(nora)
    series = making.series(api, audiences["members"])["id"]
    for number in (1, 2):
        for _ in range(number):
            thread = making.thread(api, audiences["members"], series)["id"]
        for _ in range(2 * number - 1):
            made(api.post(f"threads/{thread}/posts", {"body": "!"}))
        with django_assert_num_queries(12):
            api.get("threads")
        with django_assert_num_queries(11):
            api.get(f"threads/{thread}")
        with django_assert_num_queries(10):
            api.get(f"threads/{thread}/posts")
    with acting_as(nora.pk):
        assert (Thread.objects.count(), Post.objects.count()) == (3, 4)
