"""Sharing through the API: the first call previews, the second does what was previewed."""

from typing import Any

import pytest

from accounts.actions import change_audience, make_audience
from accounts.membership import GrantChange
from accounts.models import Audience, Officer
from forum.models import Thread
from icse.core.doors import acting_as, acting_as_system
from series.models import Item, Series
from tests.api import making
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused

Audiences = dict[str, Audience]
MODELS: dict[str, Any] = {"series": Series, "items": Item, "threads": Thread}


@pytest.fixture
def shared(api_of: ApiOf, nora: Officer, audiences: Audiences) -> dict[str, str]:
    """An item, a series and a request of the Netherlands, for the group."""
    api = api_of(nora)
    item = making.item(api, audiences["group"])["id"]
    series = making.series(api, audiences["group"], item)["id"]
    return {"items": item, "series": series, "threads": making.thread(api, audiences["group"])["id"]}


def body(audience: Audience, **more: object) -> dict[str, object]:
    return {"audience": str(audience.key), "tlp": "amber", "handling": ["H0"], **more}


def audience_of(what: str, key: str) -> int:
    with acting_as_system("tests"):
        return MODELS[what].objects.values_list("audience_id", flat=True).get(pk=key)  # type: ignore[no-any-return]


@pytest.mark.parametrize("what", MODELS)
def test_it_is_previewed_and_then_done(
    what: str, shared: dict[str, str], api_of: ApiOf, nora: Officer, audiences: Audiences
) -> None:
    api, path = api_of(nora), f"{what}/{shared[what]}/sharing"
    preview = made(api.post(path, body(audiences["members"])), 200)
    assert (preview["done"], preview["unlisted"], preview["remarks"]) == (False, [], [])
    assert preview["steps"] == [
        {
            "objects": [shared[what]],
            "before": str(audiences["group"].key),
            "after": str(audiences["members"].key),
            "listed": True,
            "gaining": [
                {"country": "BE", "unit": "Unit BE", "officers": 1},
                {"country": "DE", "unit": "Unit DE", "officers": 1},
            ],
            "losing": [],
        }
    ]
    assert audience_of(what, shared[what]) == audiences["group"].pk
    wrong = api.post(path, body(audiences["NL"], confirm=preview["confirm"]))
    assert refused(wrong) == (409, "confirm")
    done = made(api.post(path, body(audiences["members"], confirm=preview["confirm"])), 200)
    assert (done["done"], done["confirm"], done["steps"]) == (True, "", preview["steps"])
    assert audience_of(what, shared[what]) == audiences["members"].pk


@pytest.mark.parametrize("what", MODELS)
def test_a_marking_alone_is_done_at_once(
    what: str, shared: dict[str, str], api_of: ApiOf, nora: Officer, audiences: Audiences
) -> None:
    change = body(audiences["group"], tlp="green", handling=["H2", "H3"], handling_note="Ask us.")
    assert made(api_of(nora).post(f"{what}/{shared[what]}/sharing", change), 200)["done"] is True
    with acting_as_system("tests"):
        row = MODELS[what].objects.get(pk=shared[what])
    assert (row.tlp, row.handling, row.handling_note) == ("green", ["H2", "H3"], "Ask us.")


@pytest.mark.parametrize("what", MODELS)
def test_who_may_not(
    what: str,
    shared: dict[str, str],
    api_of: ApiOf,
    fleur: Officer,
    gregor: Officer,
    ada: Officer,
    audiences: Audiences,
) -> None:
    path = f"{what}/{shared[what]}/sharing"
    assert refused(api_of(fleur).post(path, body(audiences["group"], tlp="clear"))) == (403, None)
    for officer in (gregor, ada):
        unseen = api_of(officer).post(path, body(audiences["members"]))
        unknown = api_of(officer).post(f"{what}/{UNKNOWN}/sharing", body(audiences["members"]))
        assert (unseen.status_code, unseen.content) == (404, unknown.content)
    assert api_of(fleur).get(path).status_code == 405
    assert audience_of(what, shared[what]) == audiences["group"].pk


@pytest.mark.parametrize("what", MODELS)
def test_the_anonymous_are_told_to_sign_in(what: str, shared: dict[str, str], client: Any) -> None:
    answer = client.post(f"/api/v1/{what}/{shared[what]}/sharing", {}, content_type="application/json")
    assert answer.status_code == 401


def test_what_is_sent_wrongly_names_its_field(
    shared: dict[str, str], api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    path = f"series/{shared['series']}/sharing"
    theirs = making.item(api_of(fleur), audiences["group"])["id"]
    cases: list[tuple[dict[str, object], str]] = [
        (body(audiences["FR"]), "audience"),
        (body(audiences["members"], tlp="red"), "tlp"),
        (body(audiences["members"], tlp="purple"), "tlp"),
        (body(audiences["members"], handling=[]), "handling"),
        (body(audiences["members"], handling=["H0", "H2"]), "handling"),
        (body(audiences["members"], handling=["H3"]), "handling_note"),
        (body(audiences["members"], items=[UNKNOWN]), "items"),
    ]
    for sent, field in cases:
        assert refused(api_of(nora).post(path, sent)) == (400, field)
    assert refused(api_of(nora).post(path, body(audiences["members"], items=[theirs])))[0] in (400, 403)
    assert audience_of("series", shared["series"]) == audiences["group"].pk


def test_items_follow_their_series(shared: dict[str, str], api_of: ApiOf, nora: Officer, audiences: Audiences) -> None:
    api, path = api_of(nora), f"series/{shared['series']}/sharing"
    change = body(audiences["NL"], items=[shared["items"]])
    preview = made(api.post(path, change), 200)
    assert [step["objects"] for step in preview["steps"]] == [[shared["series"]], [shared["items"]]]
    assert [step["losing"] for step in preview["steps"]] == [[{"country": "FR", "unit": "Unit FR", "officers": 2}]] * 2
    made(api.post(path, {**change, "confirm": preview["confirm"]}), 200)
    assert {audience_of("series", shared["series"]), audience_of("items", shared["items"])} == {audiences["NL"].pk}


def test_an_unlisted_audience_is_accepted_explicitly(
    shared: dict[str, str], api_of: ApiOf, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    with acting_as(gregor.pk):
        theirs = make_audience(name="Harbour", by=gregor)
        grants = [GrantChange("country", "NL", "contribute"), GrantChange("country", "BE", "view")]
        change_audience(audience=theirs, changes=grants, by=gregor)
    api, path = api_of(nora), f"items/{shared['items']}/sharing"
    preview = made(api.post(path, body(theirs)), 200)
    [step] = preview["steps"]
    assert (preview["unlisted"], step["listed"], step["gaining"], step["losing"]) == ([str(theirs.key)], False, [], [])
    confirm = preview["confirm"]
    assert refused(api.post(path, body(theirs, confirm=confirm))) == (400, "accept_unlisted")
    assert made(api.post(path, body(theirs, confirm=confirm, accept_unlisted=True)), 200)["done"] is True
    assert audience_of("items", shared["items"]) == theirs.pk
