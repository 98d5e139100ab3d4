"""The pages of work: who is on a series, notes, tasks, and what is in hand; what they show, refuse and ask."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Lead, Note, Task
from tests.series.grouping import add, confirm, make_items, record
from tests.series.leading import PLAN, day, fresh_lead, lead, note, task
from tests.series.referring import series_of

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def said(days: int = 10, **more: object) -> dict[str, object]:
    return {"kind": "product", "plan": PLAN, "ends_on": day(days).isoformat(), **more}


def test_a_lead_begins_and_others_see_it_before_they_start(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    done = client_of(nora).post(f"/series/{series.pk}/leads/", said())
    assert (done.status_code, done["Location"]) == (302, f"/series/{series.pk}/work/")
    theirs = client_of(fleur)
    for address in (f"/series/{series.pk}/", f"/series/{series.pk}/work/", reverse("board"), reverse("board-rows")):
        page = text(theirs.get(address))
        assert "Unit NL : identifying a product, until" in page
        assert "Nora" not in page
    hidden = client_of(gregor).get(reverse("board-rows"))
    assert "Unit NL" not in text(hidden)


def test_beginning_beside_another_unit_asks_to_have_seen_it(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    first, theirs = lead(series, by=nora), client_of(fleur)
    refused = theirs.post(f"/series/{series.pk}/leads/", said(plan="Asking all hotels of the coast."))
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Others are on this series: Unit NL (NL)" in page
    assert "Asking all hotels of the coast." in page
    assert f'value="{first.pk}"' in page
    assert theirs.post(f"/series/{series.pk}/leads/", said(seen=[str(first.pk)])).status_code == 302
    with acting_as(nora.pk):
        assert Lead.objects.count() == 2


def test_a_refused_lead_keeps_what_was_typed(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series, _ = series_of(nora, audiences["group"])
    answer = client_of(nora).post(f"/series/{series.pk}/leads/", said(days=91))
    assert answer.status_code == 400
    assert PLAN in answer.content.decode()


def test_every_step_of_a_lead(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made, hers, theirs = lead(series, by=nora), client_of(nora), client_of(fleur)

    def step(client: Client, name: str, **more: object) -> int:
        return client.post(f"/leads/{made.pk}/step/", {"step": name, **more}).status_code

    assert step(hers, "renew", ends_on=day(20).isoformat()) == 302
    assert step(hers, "hand_over", keeper=str(niels.pk)) == 302
    assert step(hers, "offer", unit=str(fleur.unit_id)) == 302
    assert "Take over" in text(theirs.get(f"/series/{series.pk}/work/"))
    assert step(theirs, "decline") == 302
    assert step(hers, "withdraw_offer") == 409
    assert step(hers, "offer", unit=str(fleur.unit_id)) == 302
    assert step(hers, "withdraw_offer") == 302
    assert step(hers, "offer", unit=str(fleur.unit_id)) == 302
    assert step(theirs, "end") == 403
    assert step(theirs, "accept") == 302
    assert step(hers, "end") == 409
    assert step(hers, "unknown") == 404
    assert step(hers, "renew", ends_on="never") == 400
    kept = fresh_lead(made)
    assert (kept.ends_on, kept.keeper_id, kept.end_code) == (day(20), niels.pk, "taken_over")


def test_a_note_is_written_edited_side_by_side_and_taken_away(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers, his = client_of(nora), client_of(niels)
    assert hers.post(f"/series/{series.pk}/notes/", {"text": "First text."}).status_code == 302
    with acting_as(nora.pk):
        made = Note.objects.get()
    assert his.post(f"/notes/{made.pk}/", {"text": "His text.", "version": "1"}).status_code == 302
    late = hers.post(f"/notes/{made.pk}/", {"text": "Her text.", "version": "1"})
    assert late.status_code == 409
    assert {"His text.", "Her text.", "First text."} <= set(re.findall(r"\w+ text\.", late.content.decode()))
    assert 'name="version" value="2"' in late.content.decode()
    seen = client_of(fleur).get(f"/notes/{made.pk}/").content.decode()
    assert "His text." in seen
    assert "note-remove" not in seen
    assert f"/notes/{made.pk}/remove/" not in seen
    assert hers.post(f"/notes/{made.pk}/remove/").status_code == 302
    left = text(client_of(fleur).get(f"/series/{series.pk}/work/"))
    assert "Taken away by Unit NL" in left
    assert "text." not in left
    assert client_of(fleur).get(f"/notes/{made.pk}/").status_code == 200


def test_a_note_of_the_own_country_is_not_there_for_others(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = note(series, "Only for us.", by=nora, only_country=True)
    theirs = client_of(fleur)
    assert "Only for us." not in theirs.get(f"/series/{series.pk}/work/").content.decode()
    missing = theirs.get("/notes/01987654-0000-7000-8000-000000000000/")
    hidden = theirs.get(f"/notes/{made.pk}/")
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_who_may_only_look_writes_for_the_own_country(
    nora: Officer, bea: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    with acting_as_system("tests"):
        assign_perm("view_audience", bea, audiences["group"])
    hers = client_of(bea)
    assert hers.post(f"/series/{series.pk}/notes/", {"text": "We look."}).status_code == 302
    assert hers.post(f"/series/{series.pk}/leads/", said()).status_code == 403
    with acting_as(bea.pk):
        assert Note.objects.get().country_audience_id == audiences["BE"].pk


def test_a_task_is_given_changed_done_and_opened_again(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers = client_of(nora)
    given = {"title": "Ask the maker", "due_on": day(4).isoformat(), "assignee": str(niels.pk)}
    assert hers.post(f"/series/{series.pk}/tasks/", given).status_code == 302
    with acting_as(nora.pk):
        made = Task.objects.get()
    assert made.assignee_id == niels.pk
    assert "Ask the maker" in text(client_of(niels).get("/work/"))
    assert "Ask the maker" not in text(client_of(fleur).get(f"/series/{series.pk}/work/"))
    assert client_of(fleur).get(f"/tasks/{made.pk}/").status_code == 404
    changed = {"due_on": day(6).isoformat(), "unit": str(nora.unit_id), "assignee": "", "version": "1"}
    assert hers.post(f"/tasks/{made.pk}/", changed).status_code == 302
    assert hers.post(f"/tasks/{made.pk}/", changed).status_code == 409
    done = hers.post(f"/tasks/{made.pk}/step/", {"step": "done", "version": "2", "from": "work"})
    assert (done.status_code, done["Location"]) == (302, "/work/")
    assert "Ask the maker" in text(hers.get("/work/?whose=done"))
    assert hers.post(f"/tasks/{made.pk}/step/", {"step": "done", "version": "2"}).status_code == 409
    assert hers.post(f"/tasks/{made.pk}/step/", {"step": "reopen", "version": "3"}).status_code == 302
    assert hers.post(f"/series/{series.pk}/tasks/", {**given, "due_on": "never"}).status_code == 400


def test_a_solved_series_offers_no_leads_and_no_tasks(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    lead(series, by=nora)
    task(series, by=nora, assignee=nora)
    hers = client_of(nora)
    assert "Unit NL" in text(hers.get("/work/"))
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    page = hers.get("/work/").content.decode()
    assert series.reference not in page
    work = hers.get(f"/series/{series.pk}/work/").content.decode()
    assert "lead-begin" not in work
    assert hers.post(f"/series/{series.pk}/leads/", said()).status_code == 409


def test_how_many_files_each_country_gave(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"], items=2)
    from_france = make_items(1, by=fleur, audience=audiences["group"])
    hidden = make_items(1, by=fleur, audience=audiences["FR"])
    with acting_as(fleur.pk):
        actions.place_items(series=series, items=[*from_france, *hidden], by=fleur)
    assert "FR 2 added NL 2 contributed" in tidy(client_of(fleur).get(f"/series/{series.pk}/work/"))
    assert "NL 2 contributed FR 1 added" in tidy(client_of(nora).get(f"/series/{series.pk}/work/"))


def tidy(answer: Any) -> str:
    return text(answer).replace("Netherlands", "").replace("France", "").replace("  ", " ")


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_as_often_for_one_as_for_three(
    nora: Officer,
    niels: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    series, _ = series_of(nora, audiences["group"])
    for index in range(number):
        note(series, f"Note {index}.", by=nora)
        task(series, by=nora, assignee=nora)
        lead(series_of(nora, audiences["group"])[0], by=nora)
    lead(series, by=nora)
    hers = client_of(nora)
    assert {hers.get(address).status_code for address in ("/work/", f"/series/{series.pk}/work/")} == {200}
    with django_assert_num_queries(13):
        assert hers.get("/work/").status_code == 200
    with django_assert_num_queries(18):
        assert hers.get(f"/series/{series.pk}/work/").status_code == 200


def test_tasks_are_shown_in_pages(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    first, _ = series_of(nora, audiences["group"])
    second, _ = series_of(nora, audiences["group"])
    for series in (first, second):
        for index in range(26):
            task(series, f"Task {series.reference} {index}", by=nora, assignee=nora, due=index)
    hers = client_of(nora)
    page = hers.get("/work/").content.decode()
    older = re.findall(r'href="(/work/\?[^"]*after=[^"]*)"', page)
    assert len(older) == 1
    rest = hers.get(older[0].replace("&amp;", "&")).content.decode()
    found = [re.findall(r">(Task SE-[^<]*)</bdi></a>", one) for one in (page, rest)]
    assert [len(one) for one in found] == [50, 2]
    assert len({*found[0], *found[1]}) == 52
