"""Leads, notes and tasks for programs: what is told, taken and refused."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import Audience, Officer
from tests.series.leading import PLAN, day, lead, note, task
from tests.series.referring import series_of

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_a_lead_is_begun_seen_offered_and_taken_over(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers, theirs = client_of(nora), client_of(fleur)
    said = {"kind": "place", "plan": PLAN, "ends_on": day(5).isoformat()}
    made = post(hers, f"series/{series.pk}/leads", said).json()
    assert (made["unit"], made["keeper"]) == ("Unit NL", str(nora.pk))
    refused = post(theirs, f"series/{series.pk}/leads", said)
    assert (refused.status_code, refused.json()["field"]) == (409, "seen")
    [shown] = theirs.get(f"/api/v1/series/{series.pk}/leads").json()["results"]
    assert (shown["id"], shown["keeper"], shown["plan"]) == (made["id"], None, PLAN)
    steps = f"leads/{made['id']}/steps"
    assert post(hers, steps, {"step": "renew"}).json() == {"error": "This step needs it.", "field": "ends_on"}
    assert post(hers, steps, {"step": "renew", "ends_on": day(9).isoformat()}).json()["ends_on"] == day(9).isoformat()
    assert post(hers, steps, {"step": "hand_over", "keeper": str(niels.pk)}).json()["keeper"] == str(niels.pk)
    assert post(hers, steps, {"step": "hand_over", "keeper": str(fleur.pk)}).status_code == 400
    assert post(hers, steps, {"step": "offer", "unit": str(fleur.unit_id)}).status_code == 200
    taken = post(theirs, steps, {"step": "accept"}).json()
    assert (taken["unit"], taken["earlier"]) == ("Unit FR", made["id"])
    assert post(hers, steps, {"step": "end"}).status_code == 409


def test_notes(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers, theirs = client_of(nora), client_of(fleur)
    made = post(hers, f"series/{series.pk}/notes", {"text": "First."}).json()
    note(series, "For us.", by=nora, only_country=True)
    assert [one["text"] for one in theirs.get(f"/api/v1/series/{series.pk}/notes").json()["results"]] == ["First."]
    edited = post(hers, f"notes/{made['id']}", {"text": "Second.", "version": 1}).json()
    assert (edited["text"], edited["version"]) == ("Second.", 2)
    assert post(hers, f"notes/{made['id']}", {"text": "Third.", "version": 1}).status_code == 409
    assert post(theirs, f"notes/{made['id']}/removal", {}).status_code == 403
    gone = post(hers, f"notes/{made['id']}/removal", {}).json()
    assert (gone["text"], gone["removed_at"] is not None) == ("", True)
    assert theirs.get(f"/api/v1/notes/{made['id']}").json()["text"] == ""


def test_tasks_and_work(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers = client_of(nora)
    said = {"title": "Ask the maker", "due_on": day(4).isoformat(), "assignee": str(niels.pk)}
    made = post(hers, f"series/{series.pk}/tasks", said).json()
    first = task(series, by=nora, due=1, assignee=niels)
    his = client_of(niels)
    assert [one["id"] for one in his.get("/api/v1/work").json()["results"]] == [str(first.pk), made["id"]]
    assert his.get("/api/v1/work?whose=nobody").status_code == 400
    assert client_of(fleur).get(f"/api/v1/tasks/{made['id']}").status_code == 404
    changed = post(hers, f"tasks/{made['id']}", {"due_on": day(8).isoformat(), "version": 1}).json()
    assert (changed["due_on"], changed["assignee"], changed["version"]) == (day(8).isoformat(), None, 2)
    assert post(hers, f"tasks/{made['id']}/steps", {"step": "done", "version": 1}).status_code == 409
    assert post(hers, f"tasks/{made['id']}/steps", {"step": "done", "version": 2}).json()["done_at"] is not None
    assert [one["id"] for one in hers.get("/api/v1/work?whose=done").json()["results"]] == [made["id"]]
    assert len(hers.get(f"/api/v1/series/{series.pk}/tasks").json()["results"]) == 2


def test_nothing_of_a_hidden_series_is_there(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = lead(series, by=nora)
    his = client_of(gregor)
    never = "01987654-0000-7000-8000-000000000000"
    for name in ("leads", "notes", "tasks"):
        hidden, missing = (his.get(f"/api/v1/series/{key}/{name}") for key in (series.pk, never))
        assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert post(his, f"leads/{made.pk}/steps", {"step": "end"}).status_code == 404
    assert Client().get(f"/api/v1/series/{series.pk}/leads").status_code == 401
