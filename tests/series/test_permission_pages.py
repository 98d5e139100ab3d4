"""Permitting and withdrawing from the pages of a series and an item."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series.models import Item, Permission, Series
from tests.forum.world import NOBODYS
from tests.series.grouping import make_items, make_series

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
KINDS = ["series", "items"]


def make(kind: str, by: Officer, audience: Audience) -> Series | Item:
    return make_series(by=by, audience=audience) if kind == "series" else make_items(1, by=by, audience=audience)[0]


def given(by: Officer) -> list[tuple[str, str, str]]:
    with acting_as(by.pk):
        rows = Permission.objects.filter(withdrawn_at=None)
        return list(rows.values_list("to_country_id", "purpose", "note"))


WANTED = {"to_country": "FR", "purpose": "judicial", "note": "Court of Lyon."}


@pytest.mark.parametrize("kind", KINDS)
def test_it_works(
    kind: str, nora: Officer, fleur: Officer, bea: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thing = make(kind, nora, audiences["members"])
    page = f"/{kind}/{thing.pk}/"
    assert "Permit a country something" in client_of(nora).get(page).content.decode()
    response = client_of(nora).post(f"{page}permissions/", WANTED)
    assert (response.status_code, response["Location"]) == (302, page)
    assert given(fleur) == [("FR", "judicial", "Court of Lyon.")]
    own, theirs, others = (client_of(who).get(page).content.decode() for who in (nora, fleur, bea))
    assert "France is permitted:" in own
    assert "Netherlands permits you:" in theirs
    assert "Court of Lyon." in theirs
    assert "Permit a country something" not in theirs
    assert "Court of Lyon." not in others
    assert 'id="permissions"' not in others


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_withdrawn(kind: str, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    thing = make(kind, nora, audiences["members"])
    client_of(nora).post(f"/{kind}/{thing.pk}/permissions/", WANTED)
    with acting_as_system("tests"):
        permission = Permission.objects.get()
    path = f"/permissions/{permission.pk}/withdraw/"
    assert client_of(fleur).post(path).status_code == 403
    assert len(given(fleur)) == 1
    assert client_of(nora).post(path)["Location"] == f"/{kind}/{thing.pk}/"
    assert given(fleur) == []
    assert client_of(nora).post(path).status_code == 409


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "wrong", [{"to_country": "NL"}, {"to_country": "IT"}, {"purpose": "sight"}, {"note": "x" * 501}]
)
def test_what_was_typed_is_kept(
    kind: str, wrong: dict[str, str], nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thing = make(kind, nora, audiences["members"])
    typed = {**WANTED, **wrong}
    response = client_of(nora).post(f"/{kind}/{thing.pk}/permissions/", typed)
    assert response.status_code == 400
    assert typed["note"] in response.content.decode()
    assert given(nora) == []


@pytest.mark.parametrize("kind", KINDS)
def test_another_country_may_not(
    kind: str, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thing = make(kind, nora, audiences["members"])
    path = f"/{kind}/{thing.pk}/permissions/"
    assert client_of(fleur).post(path, {**WANTED, "to_country": "DE"}).status_code == 403
    assert given(nora) == []
    assert client_of(nora).post(path, {**WANTED, "to_country": "DE"}).status_code == 302


@pytest.mark.parametrize("kind", KINDS)
def test_a_hidden_thing_looks_absent(
    kind: str, nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thing = make(kind, nora, audiences["group"])
    answers = [client_of(gregor).post(f"/{kind}/{key}/permissions/", WANTED) for key in (thing.pk, NOBODYS)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_hidden_permission_looks_absent(
    nora: Officer, bea: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make("series", nora, audiences["members"])
    client_of(nora).post(f"/series/{series.pk}/permissions/", WANTED)
    with acting_as_system("tests"):
        permission = Permission.objects.get()
    answers = [client_of(bea).post(f"/permissions/{key}/withdraw/") for key in (permission.pk, NOBODYS)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("path", ["/series/{}/permissions/", "/items/{}/permissions/", "/permissions/{}/withdraw/"])
def test_anonymous_is_sent_to_sign_in_and_get_is_refused(
    path: str, client: Client, nora: Officer, client_of: ClientOf
) -> None:
    asked = path.format(NOBODYS)
    assert client.post(asked)["Location"] == f"/sign-in/?next={asked}"
    assert client_of(nora).get(asked).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    series = make("series", nora, audiences["members"])
    client = client_of(nora)
    for country in ["FR", "DE", "BE"][:number]:
        client.post(f"/series/{series.pk}/permissions/", {**WANTED, "to_country": country})
    client.get(f"/series/{series.pk}/")  # takes the messages of the posts
    with django_assert_num_queries(14):
        client.get(f"/series/{series.pk}/")
