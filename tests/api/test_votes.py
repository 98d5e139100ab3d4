"""Votes on what is not distinctive, through the API."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series import actions
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused
from tests.series.grouping import make_items

Audiences = dict[str, Audience]


def test_a_vote_is_cast_shown_and_taken_back(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    [item] = make_items(1, by=fleur, audience=audiences["group"])
    vote = made(api_of(nora).post(f"items/{item.pk}/votes", {"reason": "logo"}))
    assert (vote["item"], vote["country"], vote["reason"], vote["withdrawn_at"]) == (str(item.pk), "NL", "logo", None)
    assert refused(api_of(nora).post(f"items/{item.pk}/votes", {"reason": "logo"})) == (409, None)
    assert [one["id"] for one in api_of(fleur).results(f"items/{item.pk}/votes")] == [vote["id"]]
    assert refused(api_of(fleur).post(f"votes/{vote['id']}/withdrawal")) == (403, None)
    for path in ("items/{}/votes", "votes/{}/withdrawal"):
        key = item.pk if path.startswith("items") else vote["id"]
        hidden, never = (api_of(gregor).post(path.format(one), {"reason": "logo"}) for one in (key, UNKNOWN))
        assert (hidden.status_code, hidden.content) == (404, never.content)
    ended = made(api_of(nora).post(f"votes/{vote['id']}/withdrawal"), 200)
    assert ended["withdrawn_at"] is not None
    assert api_of(fleur).results(f"items/{item.pk}/votes") == []
    assert refused(api_of(nora).post(f"votes/{vote['id']}/withdrawal")) == (409, None)


@pytest.mark.parametrize("reason", ["", "dull"])
def test_a_vote_takes_a_reason(api_of: ApiOf, nora: Officer, audiences: Audiences, reason: str) -> None:
    [item] = make_items(1, by=nora, audience=audiences["NL"])
    assert refused(api_of(nora).post(f"items/{item.pk}/votes", {"reason": reason})) == (400, "reason")


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    api_of: ApiOf,
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: Audiences,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    [item] = make_items(1, by=fleur, audience=audiences["members"])
    for who in (nora, fleur, gregor)[:count]:
        with acting_as(who.pk):
            actions.vote_down(item=item, reason="logo", by=who)
    client = api_of(nora)
    with django_assert_num_queries(10):
        assert len(client.results(f"items/{item.pk}/votes")) == count
