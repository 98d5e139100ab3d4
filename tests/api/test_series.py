"""Series, placements, subjects, claims and identifications through the API."""

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series.models import Case, Identification, Series, Subject
from tests.api import making
from tests.api.conftest import ApiClient, ApiOf
from tests.api.making import IDENTIFIED, UNKNOWN, made, refused

Audiences = dict[str, Audience]


def ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def test_series_go_to_who_holds_the_audience(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, ada: Officer, audiences: Audiences
) -> None:
    national, group, members = (making.series(api_of(nora), audiences[key])["id"] for key in ("NL", "group", "members"))
    assert ids(api_of(nora).results("series")) == {national, group, members}
    assert ids(api_of(fleur).results("series")) == {group, members}
    assert ids(api_of(gregor).results("series")) == {members}
    assert ids(api_of(ada).results("series")) == set()


def test_a_series_holds_its_items_and_subjects(api_of: ApiOf, nora: Officer, audiences: Audiences) -> None:
    api = api_of(nora)
    item = making.item(api, audiences["group"])["id"]
    series = making.series(api, audiences["group"], item)
    subject = making.subject(api, series["id"])
    assert (series["title"], series["country"], series["unit"], series["version"]) == ("Rooms", "NL", "Unit NL", 1)
    shown = made(api.get(f"series/{series['id']}"), 200)
    assert shown["series"]["victims"] == 1
    nothing: dict[str, list[object]] = {"claims": [], "identifications": [], "facts": [], "reopenings": []}
    assert shown["subjects"] == [{"subject": subject, **nothing}]
    assert [one["item"] for one in api.results(f"series/{series['id']}/placements")] == [item]


PLACES = [
    ("get", "series/{series}"),
    ("get", "series/{series}/placements"),
    ("post", "series/{series}/placements"),
    ("post", "series/{series}/subjects"),
    ("post", "subjects/{subject}/claims"),
    ("post", "subjects/{subject}/identifications"),
    ("post", "identifications/{identification}/confirmation"),
]


@pytest.fixture
def world(api_of: ApiOf, nora: Officer, audiences: Audiences) -> dict[str, str]:
    """A series for the group with an item, a subject and an identification of the Netherlands, not confirmed."""
    api = api_of(nora)
    item = making.item(api, audiences["group"])["id"]
    series = making.series(api, audiences["group"], item)["id"]
    subject = making.subject(api, series)["id"]
    recorded = made(api.post(f"subjects/{subject}/identifications", IDENTIFIED))["id"]
    return {"item": item, "series": series, "subject": subject, "identification": recorded}


def ask(api: ApiClient, method: str, path: str) -> Any:
    return getattr(api, method)(path)


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_hidden_looks_like_missing(
    api_of: ApiOf, fleur: Officer, gregor: Officer, world: dict[str, str], method: str, path: str
) -> None:
    assert ask(api_of(fleur), method, path.format(**world)).status_code in {200, 201, 400, 403}
    hidden = ask(api_of(gregor), method, path.format(**world))
    missing = ask(api_of(gregor), method, path.format(**dict.fromkeys(world, UNKNOWN)))
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_items_of_another_audience_stay_hidden_in_a_series(
    api_of: ApiOf, nora: Officer, fleur: Officer, world: dict[str, str], audiences: Audiences
) -> None:
    national = making.item(api_of(nora), audiences["NL"], b"other")["id"]
    path = f"series/{world['series']}/placements"
    placed = made(api_of(nora).post(path, {"items": [national, national]}))
    assert [one["item"] for one in placed["results"]] == [national]
    assert {one["item"] for one in api_of(nora).results(path)} == {world["item"], national}
    assert {one["item"] for one in api_of(fleur).results(path)} == {world["item"]}
    with acting_as_system("tests"):
        mine = AuditEntry.objects.filter(officer_id=fleur.pk)
        assert list(mine.values_list("action", flat=True)) == ["list.viewed"]


def test_a_hidden_item_is_refused_like_a_missing_one(
    api_of: ApiOf, nora: Officer, fleur: Officer, world: dict[str, str], audiences: Audiences
) -> None:
    national = making.item(api_of(nora), audiences["NL"], b"other")["id"]
    path = f"series/{world['series']}/placements"
    hidden, missing = (api_of(fleur).post(path, {"items": [key]}) for key in (national, UNKNOWN))
    assert refused(hidden) == (400, "items")
    assert hidden.content == missing.content


def test_another_country_adds_claims_and_identifies(
    api_of: ApiOf, nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    series = making.series(api_of(nora), audiences["group"])["id"]
    subject = making.subject(api_of(fleur), series)["id"]
    claim = made(api_of(fleur).post(f"subjects/{subject}/claims"))
    assert claim["country"] == "FR"
    recorded = made(api_of(fleur).post(f"subjects/{subject}/identifications", IDENTIFIED))
    assert recorded["confirmed_at"] is None
    path = f"identifications/{recorded['id']}/confirmation"
    assert api_of(fleur).post(path).status_code == 403
    assert api_of(nora).post(path).status_code == 403
    assert made(api_of(felix).post(path), 200)["confirmed_at"] is not None
    shown = made(api_of(nora).get(f"series/{series}"), 200)
    assert (shown["series"]["active_for_victims"], shown["series"]["victims_identified"]) == (False, 1)
    (state,) = shown["subjects"]
    assert (state["subject"]["status"], state["subject"]["status_country"]) == ("identified", "FR")
    assert "FR-77" not in str(shown)
    assert ids(api_of(nora).results("series")) == set()
    assert ids(api_of(nora).results("series", status="solved")) == {series}
    assert ids(api_of(nora).results("series", status="all")) == {series}
    assert refused(api_of(nora).get("series", status="lost")) == (400, "status")
    with acting_as(nora.pk):
        assert Case.objects.filter(national_reference="FR-77").count() == 0


def test_what_contradicts_is_a_conflict(api_of: ApiOf, nora: Officer, niels: Officer, world: dict[str, str]) -> None:
    subject = f"subjects/{world['subject']}"
    assert api_of(nora).post(f"{subject}/claims").status_code == 201
    assert api_of(niels).post(f"{subject}/claims").status_code == 409
    assert api_of(niels).post(f"{subject}/identifications", IDENTIFIED).status_code == 409
    confirmation = f"identifications/{world['identification']}/confirmation"
    assert [api_of(niels).post(confirmation).status_code for _ in range(2)] == [200, 409]
    with acting_as(nora.pk):
        assert Identification.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("series", {"title": " ", "audience": "{members}"}, "title"),
        ("series", {"title": "Rooms", "audience": UNKNOWN}, "audience"),
        ("series", {"title": "Rooms"}, "audience"),
        ("series/{series}/placements", {"items": []}, "items"),
        ("series/{series}/placements", {"items": ["x"]}, "items"),
        ("series/{series}/subjects", {"role": "witness"}, "role"),
        ("series/{series}/subjects", {"role": "victim", "label": "x" * 61}, "label"),
        ("subjects/{subject}/identifications", {**IDENTIFIED, "identified_on": "2999-01-01"}, "identified_on"),
        ("subjects/{subject}/identifications", {**IDENTIFIED, "source_evaluation": "Z"}, "source_evaluation"),
        ("subjects/{subject}/identifications", {**IDENTIFIED, "information_evaluation": 5}, "information_evaluation"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    api_of: ApiOf,
    fleur: Officer,
    world: dict[str, str],
    audiences: Audiences,
    path: str,
    body: dict[str, object],
    field: str,
) -> None:
    keys = {name: str(audience.key) for name, audience in audiences.items()}
    filled = {name: keys[value[1:-1]] if str(value)[:1] == "{" else value for name, value in body.items()}  # type: ignore[index]
    assert refused(api_of(fleur).post(path.format(**world), filled)) == (400, field)
    with acting_as_system("tests"):
        assert (Series.objects.count(), Subject.objects.count(), Identification.objects.count()) == (1, 1, 1)


def test_reading_a_series_is_recorded(api_of: ApiOf, fleur: Officer, world: dict[str, str]) -> None:
    api_of(fleur).get(f"series/{world['series']}")
    with acting_as(fleur.pk):
        assert [(e.action, e.object_id) for e in AuditEntry.objects.all()] == [("series.viewed", world["series"])]


def test_other_roles_make_nothing(api_of: ApiOf, ada: Officer, cleo: Officer, audiences: Audiences) -> None:
    for who in (ada, cleo):
        answer = api_of(who).post("series", {"title": "Rooms", "audience": str(audiences["members"].key)})
        assert answer.status_code == 403


def test_lists_ask_as_much_for_three_rows_as_for_one(
    api_of: ApiOf, nora: Officer, audiences: Audiences, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api = api_of(nora)
    last = making.series(api, audiences["members"])["id"]
    for number in (1, 2):
        for more in range(number):
            item = making.item(api, audiences["members"], b"%d %d" % (number, more))["id"]
            making.subject(api, last)
            made(api.post(f"series/{last}/placements", {"items": [item]}))
        with django_assert_num_queries(9):
            api.get("series")
        with django_assert_num_queries(11):
            api.get(f"series/{last}")
        with django_assert_num_queries(9):
            api.get(f"series/{last}/placements")
        making.series(api, audiences["members"])
    with acting_as(nora.pk):
        assert (Series.objects.count(), Subject.objects.count()) == (3, 3)
