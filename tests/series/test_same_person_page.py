"""By what people decide that two subjects are the same person: what units say, and the files that show each."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series import actions
from tests.series.describing import depict, described, say

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]


@pytest.mark.parametrize(("number", "queries"), [(1, 17), (3, 17)])
def test_each_side_is_shown_by_what_is_said_and_by_the_files_that_show_the_person(
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    queries: int,
) -> None:
    _, one, items = described(nora, audiences["group"], items=4)
    _, other, others = described(fleur, audiences["group"], items=2)
    depict(one, *items[:number], by=nora)
    say(one, "hair", "red", by=nora)
    say(other, "age", "6-9", by=fleur)
    with acting_as(nora.pk):
        link = actions.propose_same_person(subject=one, other=other, reason="looks", by=nora)
    browser = client_of(fleur)
    with django_assert_num_queries(queries):
        page = browser.get(reverse("same-person", args=[link.pk])).content.decode()
    assert {item.pk for item in items if f"/items/{item.pk}/" in page} == {item.pk for item in items[:number]}
    # Of the other nobody said which file shows the person: the first of the series stand for it.
    assert all(f"/items/{item.pk}/" in page for item in others)
    assert page.count("You see no file that is said to show this person.") == 1
    assert all(f'href="/subjects/{subject.pk}/"' in page for subject in (one, other))
    assert "6 to 9" in page
    assert "Red" in page


def test_a_file_that_the_reader_does_not_see_is_not_shown(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, one, items = described(nora, audiences["group"], items=1, files=audiences["NL"])
    _, other, _ = described(fleur, audiences["group"])
    depict(one, *items, by=nora)
    with acting_as(nora.pk):
        link = actions.propose_same_person(subject=one, other=other, reason="looks", by=nora)
    theirs, own = (client_of(who).get(reverse("same-person", args=[link.pk])).content.decode() for who in (fleur, nora))
    assert f"/items/{items[0].pk}/" in own
    assert f"/items/{items[0].pk}/" not in theirs
