"""Requests to owners through the API."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Officer
from tests.api import making
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused
from tests.forum.requesting import group_of
from tests.forum.world import Audiences

WHY = "We have a seizure with the same wallpaper."


def asked(api_of: ApiOf, owner: Officer, asker: Officer, audience: object) -> tuple[str, str, str]:
    """Return the series' key, and those of the sent and the received copy."""
    series = making.series(api_of(owner), audience)  # type: ignore[arg-type]
    sent = made(api_of(asker).post("requests", {"reference": series["reference"], "reason": WHY}))
    [received] = api_of(owner).results("requests", side="received")
    return series["id"], sent["request"]["id"], received["id"]


def test_a_conversation(api_of: ApiOf, nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    series, sent, received = asked(api_of, nora, gregor, group_of(nora))
    assert api_of(nora).results("requests")[0]["about"] == {"type": "series", "id": series}
    assert api_of(gregor).results("requests")[0]["about"] is None
    question = {"state": "asked_back", "body": "Which seizure?"}
    assert made(api_of(nora).post(f"requests/{received}/answer", question), 200)["request"]["state"] == "asked_back"
    replied = made(api_of(gregor).post(f"requests/{sent}/reply", {"body": "DE-7"}), 200)
    assert [word["by_owner"] for word in replied["words"]] == [False, True, False]
    opening = {"thing": series, "how": "add", "who": "country"}
    shown = made(api_of(nora).post(f"requests/{received}/answer", {"state": "accepted", "opening": opening}), 200)
    assert shown["request"]["state"] == "waiting"
    assert [(one["country"], one["gained"]) for one in shown["preview"]["moved"]] == [("DE", 1)]
    confirmed = {"state": "accepted", "opening": opening, "seen": shown["preview"]["seen"]}
    stale = {**confirmed, "opening": {**opening, "level": "contribute"}}
    assert refused(api_of(nora).post(f"requests/{received}/answer", stale)) == (409, "seen")
    done = made(api_of(nora).post(f"requests/{received}/answer", confirmed), 200)
    assert (done["request"]["state"], done["preview"]) == ("accepted", None)
    assert made(api_of(gregor).get(f"requests/{sent}"), 200)["opened"] == {"type": "series", "id": series}


def test_declining_and_withdrawing(api_of: ApiOf, nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    _, sent, received = asked(api_of, nora, gregor, audiences["group"])
    assert made(api_of(gregor).post(f"requests/{sent}/withdrawal"), 200)["request"]["state"] == "withdrawn"
    assert api_of(nora).post(f"requests/{received}/answer", {"state": "declined"}).status_code == 409


def test_the_other_sides_copy_is_as_unknown(
    api_of: ApiOf, nora: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    _, sent, received = asked(api_of, nora, gregor, audiences["group"])
    for who, key in ((gregor, received), (nora, sent), (bea, sent), (bea, received)):
        for path, body in (
            ("requests/{}/answer", {"state": "declined"}),
            ("requests/{}/reply", {"body": "So."}),
            ("requests/{}/withdrawal", {}),
        ):
            hidden, missing = (api_of(who).post(path.format(one), body) for one in (key, UNKNOWN))
            assert (hidden.status_code, hidden.content) == (404, missing.content)
        assert api_of(who).get(f"requests/{key}").status_code == 404
    assert api_of(nora).get(f"requests/{received}").status_code == 200


@pytest.mark.parametrize("name", ["ada", "cleo"])
def test_other_roles_ask_nothing(name: str, request: pytest.FixtureRequest, api_of: ApiOf) -> None:
    api = api_of(request.getfixturevalue(name))
    assert api.get("requests").status_code == 403
    assert api.post("requests", {"reference": "SE-2026-ZZZZZZZZ", "reason": WHY}).status_code == 403


def test_a_wrong_field_is_named(api_of: ApiOf, nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    _, _, received = asked(api_of, nora, gregor, audiences["group"])
    assert refused(api_of(gregor).post("requests", {"reason": WHY})) == (400, "reference")
    assert refused(api_of(gregor).post("requests", {"reference": "SE-1", "reason": "x"})) == (400, "reason")
    assert refused(api_of(gregor).get("requests", side="both")) == (400, "side")
    answer = f"requests/{received}/answer"
    assert refused(api_of(nora).post(answer, {"state": "accepted"})) == (400, "opening")
    wrong = {"state": "accepted", "opening": {"thing": UNKNOWN, "how": "make", "name": "x"}}
    assert refused(api_of(nora).post(answer, wrong)) == (400, "thing")


def test_lists_ask_as_much_for_three_rows_as_for_one(
    api_of: ApiOf, gregor: Officer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api = api_of(gregor)
    for number in (1, 2):
        for one in range(number):
            made(api.post("requests", {"reference": f"SE-2026-{number}{one}AAAAAA", "reason": WHY}))
        with django_assert_num_queries(9):
            assert len(api.results("requests")) == 2 * number - 1
