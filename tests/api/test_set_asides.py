"""Deciding about what the flood guard set aside, through the API."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from series.models import Item, Media, SetAside
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused
from tests.series.grouping import make_items

Audiences = dict[str, Audience]


def aside(by: Officer, audiences: Audiences, number: int = 1) -> list[SetAside]:
    """Set files of an officer aside for the officer's country, as the flood guard does."""
    items = make_items(number, by=by, audience=audiences["members"])
    national = audiences[by.country_id]
    with acting_as_system("tests"):
        return [SetAside.objects.create(media=_media(item), **_about(item, national)) for item in items]


def _about(item: Item, national: Audience) -> dict[str, object]:
    return {
        "country_id": item.country_id,
        "audience": national,
        "item": item,
        "item_audience_id": item.audience_id,
    }


def _media(item: Item) -> Media:
    digests = {"sha256": item.sha256, "sha1": item.sha1, "md5": item.md5}
    media = Media.objects.create(size=item.size, media_type="image/png", **digests)
    Item.objects.filter(pk=item.pk).update(media=media)
    return media


def test_it_is_listed_decided_and_decided_again(
    api_of: ApiOf, nora: Officer, niels: Officer, audiences: Audiences
) -> None:
    [one] = aside(nora, audiences)
    [told] = api_of(nora).results("set-aside")
    assert (told["id"], told["item"], told["country"], told["decision"]) == (str(one.pk), str(one.item_id), "NL", "")
    path = f"set-aside/{one.pk}/decision"
    kept = made(api_of(nora).post(path, {"decision": "kept", "reason": "logo"}), 200)
    assert (kept["decision"], kept["reason"], kept["decided_at"] is not None) == ("kept", "logo", True)
    assert api_of(nora).results("set-aside") == []
    released = made(api_of(niels).post(path, {"decision": "released"}), 200)
    assert (released["decision"], released["reason"]) == ("released", "")
    with acting_as_system("tests"):
        recorded = AuditEntry.objects.filter(action__in=["content.kept_aside", "content.released"]).order_by("pk")
        assert [(entry.action, entry.facts["reason"]) for entry in recorded] == [
            ("content.kept_aside", "logo"),
            ("content.released", ""),
        ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": ""}, "decision"),
        ({"decision": "burned"}, "decision"),
        ({"decision": "kept"}, "reason"),
        ({"decision": "kept", "reason": "dull"}, "reason"),
    ],
)
def test_a_decision_is_one_of_two(
    api_of: ApiOf, nora: Officer, audiences: Audiences, body: dict[str, str], field: str
) -> None:
    [one] = aside(nora, audiences)
    assert refused(api_of(nora).post(f"set-aside/{one.pk}/decision", body)) == (400, field)
    assert len(api_of(nora).results("set-aside")) == 1


def test_others_find_nothing_and_roles_are_refused(
    api_of: ApiOf, nora: Officer, fleur: Officer, cleo: Officer, ada: Officer, audiences: Audiences
) -> None:
    [one] = aside(nora, audiences)
    assert api_of(fleur).results("set-aside") == []
    body = {"decision": "released"}
    hidden, never = (api_of(fleur).post(f"set-aside/{key}/decision", body) for key in (one.pk, UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, never.content)
    for who in (cleo, ada):
        assert refused(api_of(who).get("set-aside")) == (403, None)
        assert api_of(who).post(f"set-aside/{one.pk}/decision", body).status_code == 404
    assert len(api_of(nora).results("set-aside")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    api_of: ApiOf,
    nora: Officer,
    audiences: Audiences,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    aside(nora, audiences, count)
    client = api_of(nora)
    with django_assert_num_queries(8):
        assert len(client.results("set-aside")) == count
