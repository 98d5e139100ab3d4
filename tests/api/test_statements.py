"""What units say, who is shown where, and texts with versions, through the API; answers are checked by the schema."""

from accounts.models import Audience, Officer
from tests.api import making
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused

Audiences = dict[str, Audience]
SURE = {"source_evaluation": "B", "information_evaluation": 2}


def test_what_units_say_of_a_subject(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    dutch, french = api_of(nora), api_of(fleur)
    series = making.series(dutch, audiences["members"])["id"]
    subject = making.subject(dutch, series)["id"]
    said = made(french.post(f"subjects/{subject}/statements", {"kind": "age", "value": "6-9", **SURE}))
    assert (said["kind"], said["value"], said["country"], said["withdrawn_at"]) == ("age", "6-9", "FR", None)
    other = made(dutch.post(f"subjects/{subject}/statements", {"kind": "age", "value": "10-13", **SURE}))
    assert [one["id"] for one in french.results(f"subjects/{subject}/statements")] == [other["id"], said["id"]]
    assert refused(dutch.post(f"subject-statements/{said['id']}/withdrawal"))[0] == 403
    assert made(french.post(f"subject-statements/{said['id']}/withdrawal"), 200)["withdrawn_at"] is not None
    found = made(dutch.get(f"subjects/{subject}"), 200)
    assert (found["subject"]["version"], [one["id"] for one in found["statements"]]) == (1, [other["id"]])
    wrong = dutch.post(f"subjects/{subject}/statements", {"kind": "age", "value": "seven", **SURE})
    assert refused(wrong) == (400, "value")
    again = dutch.post(f"subjects/{subject}/statements", {"kind": "age", "value": "10-13", **SURE})
    assert refused(again)[0] == 409


def test_what_units_say_of_an_item(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    dutch, french = api_of(nora), api_of(fleur)
    item = making.item(dutch, audiences["members"])["id"]
    said = made(french.post(f"items/{item}/statements", {"kind": "authenticity", "value": "generated", **SURE}))
    assert [one["value"] for one in dutch.results(f"items/{item}/statements")] == ["generated"]
    assert made(french.post(f"item-statements/{said['id']}/withdrawal"), 200)["withdrawn_at"] is not None
    assert refused(french.post(f"item-statements/{said['id']}/withdrawal"))[0] == 409


def test_which_items_show_a_subject(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    dutch, french = api_of(nora), api_of(fleur)
    item = making.item(dutch, audiences["members"])["id"]
    elsewhere = making.item(dutch, audiences["members"], b"another")["id"]
    series = making.series(dutch, audiences["members"], item)["id"]
    subject = making.subject(dutch, series)["id"]
    assert made(french.post(f"subjects/{subject}/depictions", {"items": [item]})) == {"number": 1}
    assert made(french.post(f"subjects/{subject}/depictions", {"items": [item]})) == {"number": 0}
    assert refused(french.post(f"subjects/{subject}/depictions", {"items": [elsewhere]})) == (400, "items")
    assert [one["item"] for one in dutch.results(f"subjects/{subject}/depictions")] == [item]
    assert made(dutch.post(f"subjects/{subject}/depictions/removal", {"items": [item]}), 200) == {"number": 1}
    assert dutch.results(f"subjects/{subject}/depictions") == []


def test_who_is_overtaken_hears_which_version_is_saved(
    api_of: ApiOf, nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    dutch, second = api_of(nora), api_of(niels)
    series = making.series(dutch, audiences["members"])["id"]
    subject = making.subject(dutch, series)["id"]
    for path, text in (
        (f"series/{series}/text", {"title": "Hers", "summary": ""}),
        (f"subjects/{subject}/text", {"label": "Hers", "known": ""}),
    ):
        assert made(dutch.post(path, {**text, "version": 1}), 200)["version"] == 2
        overtaken = second.post(path, {**text, "version": 1})
        assert (overtaken.status_code, overtaken.json()["version"]) == (409, 2)
        # What changes nothing is no new version.
        assert made(second.post(path, {**text, "version": 2}), 200)["version"] == 2
        other = {name: said.replace("Hers", "His") for name, said in text.items()}
        assert made(second.post(path, {**other, "version": 2}), 200)["version"] == 3
        assert refused(api_of(fleur).post(path, {**text, "version": 3}))[0] == 403


def test_hidden_and_missing_answer_alike(api_of: ApiOf, nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    dutch, german = api_of(nora), api_of(gregor)
    item = making.item(dutch, audiences["group"])["id"]
    subject = making.subject(dutch, making.series(dutch, audiences["group"], item)["id"])["id"]
    for path in ("subjects/{}", "subjects/{}/statements", "subjects/{}/depictions", "items/{}/statements"):
        hidden = german.get(path.format(item if path.startswith("items") else subject))
        assert (hidden.status_code, hidden.content) == (404, german.get(path.format(UNKNOWN)).content)
