"""Choosing a series to add files to: what is offered to whom, and what never is."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from accounts.reference import give
from icse.coordination.choosing import SHOWN
from icse.core.doors import acting_as_system
from series.models import Series
from tests.series.grouping import add, confirm, make_series, record

ClientOf = Callable[[Officer], Client]
ADDRESS = reverse("series-choose")


def offered(client: Client, words: str = "") -> list[str]:
    response = client.get(ADDRESS, {"words": words})
    assert response.status_code == 200
    return re.findall(r'formaction="/series/([0-9a-f-]{36})/place/"', response.content.decode())


def keys(*series: Series) -> list[str]:
    return [str(one.pk) for one in series]


def test_the_newest_are_offered_and_words_narrow_them(
    nora: Officer, fleur: Officer, client_of: ClientOf, audiences: dict[str, Audience]
) -> None:
    green, red = (make_series(by=nora, audience=audiences["group"], title=f"{one} room") for one in ("Green", "Red"))
    for who in (nora, fleur):
        client = client_of(who)
        assert offered(client) == keys(red, green)
        assert offered(client, "green") == keys(green)
        assert offered(client, red.reference.lower()) == keys(red)
        assert offered(client, "gren") == keys(green)
        assert offered(client, "nothing like it") == []


def test_who_only_looks_or_does_not_see_it_is_offered_nothing(
    nora: Officer, bea: Officer, gregor: Officer, client_of: ClientOf, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    with acting_as_system("tests"):
        give(audiences["group"], bea.country.group, contribute=False)
    assert client_of(bea).get(reverse("series", args=[series.pk])).status_code == 200
    for who in (bea, gregor):
        assert [offered(client_of(who), words) for words in ("", "green", series.reference)] == [[], [], []]
    assert offered(client_of(nora), series.reference) == keys(series)


def test_what_is_solved_is_not_offered_even_by_its_reference(
    nora: Officer, niels: Officer, client_of: ClientOf, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    victim = add(series, "victim", by=nora)
    assert offered(client_of(nora), series.reference) == keys(series)
    confirm(record(victim, by=nora), by=niels)
    assert [offered(client_of(nora), words) for words in ("", "green", series.reference)] == [[], [], []]


def test_who_may_not_ask(ada: Officer, cleo: Officer, client_of: ClientOf) -> None:
    assert [client_of(who).get(ADDRESS).status_code for who in (ada, cleo)] == [403, 403]
    assert Client().get(ADDRESS).status_code == 302


@pytest.mark.parametrize(("words", "queries"), [("", 10), ("room", 10)])
def test_as_many_queries_for_one_as_for_three(
    words: str,
    queries: int,
    nora: Officer,
    client_of: ClientOf,
    audiences: dict[str, Audience],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(nora)
    offered(client)
    for number in (1, 3):
        while len(offered(client)) < number:
            make_series(by=nora, audience=audiences["group"])
        with django_assert_num_queries(queries):
            assert len(offered(client, words)) == number


def test_a_glance_is_enough(nora: Officer, client_of: ClientOf, audiences: dict[str, Audience]) -> None:
    made = [make_series(by=nora, audience=audiences["group"]) for _ in range(SHOWN + 1)]
    assert offered(client_of(nora)) == keys(*reversed(made))[:SHOWN]
