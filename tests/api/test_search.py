"""The search and saved searches, for programs."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Audience, Officer
from tests.series.grouping import make_items, make_series

ClientOf = Callable[[Officer], Client]
SEARCH = "/api/v1/search"
SAVED = "/api/v1/search/saved"


def test_it_works(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    series = make_series(by=nora, audience=audiences["group"], title="Striped room")
    answer = client_of(fleur).get(SEARCH, {"thing": "series", "words": "strîped"}).json()
    assert answer["next"] is None
    [found] = answer["results"]
    assert (found["id"], found["reference"], found["field"], found["text"]) == (
        str(series.pk),
        series.reference,
        "Title",
        "Striped room",
    )
    assert client_of(gregor).get(SEARCH, {"thing": "series", "words": "striped"}).json()["results"] == []


def test_names_of_other_countries_files_are_not_told(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"], name="zanzibar")
    for who, title in ((nora, "zanzibar-0.jpg"), (fleur, "Picture of Netherlands")):
        [found] = client_of(who).get(SEARCH, {"thing": "item", "words": item.sha256}).json()["results"]
        assert found["title"].startswith(title.split(" of")[0])
        assert ("zanzibar" in str(found)) == (who is nora)


def test_pages(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    made = [str(make_series(by=nora, audience=audiences["NL"], title="Room").pk) for _ in range(52)]
    first = client_of(nora).get(SEARCH, {"thing": "series", "words": "room"}).json()
    second = client_of(nora).get(first["next"]).json()
    assert [one["id"] for one in [*first["results"], *second["results"]]] == made[::-1]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"words": "room"}, "thing"),
        ({"thing": "series"}, "words"),
        ({"thing": "rooms", "words": "room"}, "thing"),
        ({"thing": "series", "words": "room", "after": "2"}, "after"),
        ({"thing": "series", "words": "room", "status": "lost"}, "status"),
    ],
)
def test_it_says_what_is_wrong(nora: Officer, client_of: ClientOf, asked: dict[str, str], field: str) -> None:
    response = client_of(nora).get(SEARCH, asked)
    assert (response.status_code, response.json()["field"]) == (400, field)


def test_saved_searches(nora: Officer, niels: Officer, fleur: Officer, client_of: ClientOf) -> None:
    body = {"name": "Rooms", "asked": {"words": "room"}, "is_shared": True}
    made = client_of(nora).post(SAVED, body, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["asked"] == {"words": "room"}
    [seen] = client_of(niels).get(SAVED).json()
    assert (seen["id"], seen["is_own"]) == (made.json()["id"], False)
    assert client_of(fleur).get(SAVED).json() == []
    wrong = client_of(nora).post(SAVED, {**body, "asked": {"status": "lost"}}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["field"]) == (400, "asked")
