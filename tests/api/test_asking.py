"""Asking through the API: kinds with their fields, what a request says, more crops, the second look."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Officer
from forum import tasks
from forum.models import Crop, Thread, ThreadCheck
from icse.core.doors import acting_as, acting_as_system
from series.models import Item, Series
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused
from tests.forum.test_crop import store
from tests.forum.world import Audiences, ask, make_item, make_series
from tests.media import as_bytes, pattern

SIDES = {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}


@pytest.fixture
def series(nora: Officer, audiences: Audiences) -> Series:
    return make_series(nora, audiences["group"])


@pytest.fixture
def item(nora: Officer, audiences: Audiences, series: Series) -> Item:
    return make_item(nora, audiences["group"], series, sha256=store(as_bytes(pattern(7))))


def new(audiences: Audiences, to: str = "group", **more: object) -> dict[str, object]:
    return {"kind": "socket", "question": "Which socket?", "audience": str(audiences[to].key), **more}


def cut(thread: str) -> list[str]:
    with acting_as_system("tests"):
        keys = [str(key) for key in Crop.objects.filter(thread=UUID(thread)).values_list("pk", flat=True)]
    for key in keys:
        tasks.cut_crop(key)
    return keys


def test_kinds_say_what_is_worth_asking(api_of: ApiOf, nora: Officer) -> None:
    kinds = {kind["slug"]: kind for kind in api_of(nora).get("clue-kinds").json()["results"]}
    assert [field["slug"] for field in kinds["socket"]["fields_asked"]][:3] == ["seen_where", "country_guess", "plug"]
    assert kinds["payment"]["name"] == "Tool of payment"


def test_what_is_said_comes_back_and_is_filtered(
    api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    said: dict[str, Any] = {"details": {"plug": "f", "country_guess": "BE"}, "urgency": "urgent", "answer_by": day}
    said |= {"hoped_countries": ["FR"], "hoped_languages": ["fr", "ar"]}
    thread = made(api_of(nora).post("threads", new(audiences, **said)))
    assert {name: thread[name] for name in said} == said
    plain = made(api_of(nora).post("threads", new(audiences)))
    assert (plain["details"], plain["urgency"], plain["answer_by"]) == ({}, "routine", None)

    def found(**query: str) -> set[str]:
        return {row["id"] for row in api_of(fleur).results("threads", **query)}

    for query in ({"urgency": "urgent"}, {"due": "week"}, {"hoped": "FR"}, {"language": "ar"}):
        assert found(**query) == {thread["id"]}
    assert found(due="none") == found(urgency="routine") == {plain["id"]}
    assert found(due="late") == found(language="de") == set()


@pytest.mark.parametrize("query", [{"urgency": "now"}, {"due": "x"}, {"hoped": "1"}, {"language": "tlh"}])
def test_an_unknown_filter_is_refused(query: dict[str, str], api_of: ApiOf, nora: Officer) -> None:
    answer = api_of(nora).get("threads", **query)
    assert (answer.status_code, answer.json()["field"]) == (400, next(iter(query)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"details": {"pattern": "birds"}}, "details"),
        ({"details": {"plug": "z"}}, "details"),
        ({"urgency": "now"}, "urgency"),
        ({"answer_by": "2020-01-01"}, "answer_by"),
        ({"hoped_countries": ["QQ"]}, "hoped_countries"),
        ({"hoped_languages": ["tlh"]}, "hoped_languages"),
    ],
)
def test_what_is_wrong_is_named(
    wrong: dict[str, Any], field: str, api_of: ApiOf, nora: Officer, audiences: Audiences
) -> None:
    answer = api_of(nora).post("threads", new(audiences, **wrong))
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_a_wide_request_waits_for_a_second_officer(
    api_of: ApiOf, nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, item: Item
) -> None:
    crops = [{"item": str(item.pk), **SIDES}]
    assert api_of(nora).post("threads", new(audiences, "members", crops=crops)).status_code == 400
    thread = made(api_of(nora).post("threads", new(audiences, "members", crops=crops, wide=True)))
    assert thread["audience"] == str(audiences["NL"].key)
    keys = cut(thread["id"])
    [check] = api_of(niels).get("checks").json()["results"]
    assert (check["thread"], check["wanted"], check["crops"]) == (thread["id"], str(audiences["members"].key), keys)
    assert api_of(fleur).get("checks").json()["results"] == []
    path = f"checks/{check['id']}/answer"
    hidden = api_of(fleur).post(path, {"outcome": "confirmed"})
    missing = api_of(fleur).post(f"checks/{UNKNOWN}/answer", {"outcome": "confirmed"})
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert refused(api_of(nora).post(path, {"outcome": "confirmed", "crops": keys}))[0] == 403
    assert refused(api_of(niels).post(path, {"outcome": "confirmed", "crops": []}))[0] == 400
    assert refused(api_of(niels).post(path, {"outcome": "confirmed", "crops": keys, "reason": "x"}))[0] == 400
    shown = api_of(niels).post(path, {"outcome": "confirmed", "crops": keys})
    assert (shown.status_code, shown.json()["audience"]) == (200, str(audiences["members"].key))
    [seen] = api_of(gregor).results("threads")
    assert (seen["id"], seen["series"], len(seen["crops"])) == (thread["id"], None, 1)
    assert refused(api_of(niels).post(path, {"outcome": "refused", "reason": "x"}))[0] == 409


def test_a_refusal_takes_a_reason(
    api_of: ApiOf, nora: Officer, niels: Officer, audiences: Audiences, item: Item
) -> None:
    crops = [{"item": str(item.pk), **SIDES}]
    made(api_of(nora).post("threads", new(audiences, "members", crops=crops, wide=True)))
    [check] = api_of(niels).get("checks").json()["results"]
    assert refused(api_of(niels).post(f"checks/{check['id']}/answer", {"outcome": "refused"}))[0] == 400
    answer = api_of(niels).post(f"checks/{check['id']}/answer", {"outcome": "refused", "reason": "A hand."})
    assert answer.status_code == 200
    with acting_as_system("tests"):
        assert ThreadCheck.objects.get().reason == "A hand."


def test_crops_are_added_to_an_open_request(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, series: Series, item: Item
) -> None:
    thread = ask(nora, audiences["group"], series)
    path, body = f"threads/{thread.pk}/crops", {"crops": [{"item": str(item.pk), **SIDES}] * 2}
    assert len(made(api_of(nora).post(path, body))["crops"]) == 2
    assert refused(api_of(fleur).post(path, body))[0] == 403
    hidden, missing = (api_of(gregor).post(f"threads/{key}/crops", body) for key in (thread.pk, UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    made(api_of(nora).post(path, {"crops": body["crops"] * 2}))
    assert refused(api_of(nora).post(path, {"crops": body["crops"][:1]}))[0] == 400
    assert refused(api_of(nora).post(path, {"crops": []}))[0] == 400
    with acting_as(nora.pk):
        Thread.objects.filter(pk=thread.pk).update(status="closed")
    assert refused(api_of(nora).post(path, body))[0] == 409


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int,
    api_of: ApiOf,
    nora: Officer,
    niels: Officer,
    audiences: Audiences,
    item: Item,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(number):
        crops = [{"item": str(item.pk), **SIDES}]
        made(api_of(nora).post("threads", new(audiences, "members", crops=crops, wide=True)))
    client = api_of(niels)
    with django_assert_num_queries(9):
        client.get("checks")
    with django_assert_num_queries(7):
        client.get("clue-kinds")


def test_roles_that_may_not(api_of: ApiOf, cleo: Officer, ada: Officer) -> None:
    for who in (cleo, ada):
        assert refused(api_of(who).get("checks"))[0] == 403
