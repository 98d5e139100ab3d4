"""Opening again, facts and outcomes through the API; every answer is checked against the schema."""

from accounts.models import Audience, Officer
from tests.api import making
from tests.api.conftest import ApiOf
from tests.api.making import IDENTIFIED, made, refused

Audiences = dict[str, Audience]
WHY = {"reason": "The room is not the room of this child."}


def test_from_an_identification_to_its_end(
    api_of: ApiOf, nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    dutch, second, french = api_of(nora), api_of(niels), api_of(fleur)
    series = making.series(dutch, audiences["members"])["id"]
    subject = making.subject(dutch, series)["id"]
    recorded = made(dutch.post(f"subjects/{subject}/identifications", IDENTIFIED))
    made(second.post(f"identifications/{recorded['id']}/confirmation"), 200)
    fact = made(dutch.post(f"subjects/{subject}/facts", {"kind": "safeguarded", "happened_on": "2026-11-03"}))
    assert (fact["kind"], fact["happened_on"], fact["country"], fact["withdrawn_at"]) == (
        "safeguarded",
        "2026-11-03",
        "NL",
        None,
    )
    withdrawn = made(second.post(f"facts/{fact['id']}/withdrawal", WHY), 200)
    assert withdrawn["withdrawn_reason"] == WHY["reason"]
    asked = made(french.post(f"subjects/{subject}/reopening", WHY))
    assert (asked["state"], asked["country"], asked["decided_country"]) == ("proposed", "FR", None)
    assert refused(french.post(f"reopenings/{asked['id']}/answer", {"state": "accepted"}))[0] == 403
    assert refused(dutch.post(f"reopenings/{asked['id']}/answer", {"state": "declined"}))[0] == 400
    accepted = made(dutch.post(f"reopenings/{asked['id']}/answer", {"state": "accepted"}), 200)
    assert (accepted["state"], accepted["decided_country"]) == ("accepted", "NL")
    [state] = made(french.get(f"series/{series}"), 200)["subjects"]
    assert state["subject"]["status"] == "unidentified"
    assert [one["id"] for one in state["facts"]] == [fact["id"]]
    assert [one["state"] for one in state["reopenings"]] == ["accepted"]
    assert state["identifications"][0]["revoked_at"] is not None
    assert refused(dutch.post(f"subjects/{subject}/reopening", WHY))[0] == 409


def test_outcomes(api_of: ApiOf, nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences) -> None:
    dutch, german = api_of(nora), api_of(gregor)
    series = making.series(dutch, audiences["members"])["id"]
    subject = making.subject(dutch, series)["id"]
    made(german.post(f"subjects/{subject}/claims"))
    assert german.results("outcomes") == []
    recorded = made(dutch.post(f"subjects/{subject}/identifications", IDENTIFIED))
    made(api_of(niels).post(f"identifications/{recorded['id']}/confirmation"), 200)
    [told] = german.results("outcomes")
    assert (told["subject"], told["series"], told["way"], told["state"], told["read_at"]) == (
        subject,
        series,
        "verified",
        "identified",
        None,
    )
    assert made(german.post("outcomes/read"), 200) == {"read": 1}
    assert german.results("outcomes")[0]["read_at"] is not None
    assert made(german.post("outcomes/read"), 200) == {"read": 0}
