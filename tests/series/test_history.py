"""The whole history of a series: every kind, only what the reader sees, in pages without gaps or repeats."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.markings import Marking
from accounts.models import Audience, Officer
from forum.actions import accept_request
from forum.opening import Opening
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import actions
from series.models import Series
from series.queries import history
from series.queries.history import KINDS, Line, history_page, sources
from series.queries.leads import today
from tests.forum.requesting import ask as ask_owner
from tests.forum.requesting import received_copy
from tests.forum.world import ask
from tests.series.grouping import add, confirm, record
from tests.series.leading import PLAN, lead, note, task
from tests.series.referring import acknowledge, country, indicate, raise_alert, refer, series_of, step
from tests.series.referring import received_copy as received_copy_of

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]


def told(series: Series, by: Officer, kind: str = "") -> list[str]:
    with acting_as(by.pk):
        return [line.text for line in history_page(series, kind=kind)[0]]


def full(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> Series:
    """Return a series of which there is something of each kind."""
    series, _ = series_of(nora, audiences["group"], items=2)
    made = lead(series, by=nora)
    note(series, "For all.", by=nora)
    note(series, "For us.", by=nora, only_country=True)
    given = task(series, by=nora)
    with acting_as(nora.pk):
        actions.finish_task(task=given, version=1, by=nora)
        actions.end_lead(lead=made, by=nora)
        actions.record_permission(series=series, to_country=country("FR"), purpose="judicial", by=nora)
    indicate(series, "DE", by=fleur)
    raise_alert(series, by=fleur)
    ask(nora, audiences["group"], series=series, question="Which wallpaper?")
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    return series


def test_every_kind_is_told(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    series = full(nora, niels, fleur, audiences)
    assert told(series, nora, "files") == ["2 files added"]
    assert told(series, nora, "work")[0] == f"No more on it: {PLAN}"
    assert [line.partition(":")[0] for line in told(series, nora, "work")[1:]] == [
        "Task done",
        "Task",
        "Note written for the own country",
        "Note written",
        told(series, nora, "work")[-1].partition(":")[0],
    ]
    assert told(series, nora, "links") == ["Ongoing abuse suspected", "Probably made in Germany"]
    assert told(series, nora, "people") == [
        "Victim 1: identification confirmed",
        "Victim 1: identification recorded",
        "Victim 1 added",
    ]
    assert told(series, nora, "permissions") == ["Permitted for France"]
    assert told(series, nora, "requests") == ["Clue request: Wallpaper"]
    by_kind = [line for kind in KINDS if kind for line in told(series, nora, kind)]
    assert sorted([*by_kind, "Series made"]) == sorted(told(series, nora))


def test_what_followed_is_told(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["members"])
    acknowledge(raise_alert(series, by=nora), by=fleur, acts=False)
    person = add(series, "victim", by=nora)
    confirm(record(person, by=nora), by=niels)
    add(series, "victim", by=nora)
    with acting_as(nora.pk):
        actions.record_fact(subject=person, kind="safeguarded", happened_on=date(2026, 3, 5), by=nora)
    sent = refer(series, "DE", by=nora)
    got = received_copy_of(sent)
    step(got, "acknowledged", by=gregor)
    step(got, "passed_on", by=gregor, body="A shop there had it.", code="FR")
    again = refer(series, "FR", by=nora)
    step(received_copy_of(again), "accepted", by=fleur)
    step(received_copy_of(again), "reported", by=fleur, code="not_found")
    by_hand = refer(series, "BR", by=nora)
    step(by_hand, "handed_over", by=nora, code="2026-03-05")
    assert told(series, nora, "people")[0] == "Victim 1: safeguarding recorded, on 5 March 2026"
    answers = ["Ongoing abuse suspected: has seen it, and does not act", "Ongoing abuse suspected"]
    assert told(series, nora, "links") == [
        "Referral to Brazil: handed over on 5 March 2026",
        "Referred to Brazil",
        "Referral to France: outcome, nobody found",
        "Referral to France: accepted",
        "Referred to France",
        "Referral to Germany: another country proposed, France",
        "Referral to Germany: received",
        "Referred to Germany",
        *answers,
    ]
    assert told(series, fleur, "links") == answers


def test_others_read_what_they_see_and_no_names(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = full(nora, niels, fleur, audiences)
    assert [line.partition(":")[0].partition(",")[0] for line in told(series, fleur, "work")] == [
        "No more on it",
        "Note written",
        "On it",
    ]
    page = client_of(fleur).get(f"/series/{series.pk}/history/").content.decode()
    assert "Nora" not in page
    assert "Nora" in client_of(nora).get(f"/series/{series.pk}/history/").content.decode()


def test_each_kind_has_a_source() -> None:
    assert {kind for kind, _ in sources()} == set(KINDS) - {""}


@pytest.mark.parametrize("size", [1, 3, 7])
def test_pages_leave_nothing_out_and_repeat_nothing(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    series = full(nora, niels, fleur, audiences)
    whole = told(series, nora)
    monkeypatch.setattr(history, "PAGE", size)
    found: list[Line] = []
    with acting_as(nora.pk):
        lines, older = history_page(series)
        found += lines
        while older is not None:
            lines, older = history_page(series, before=older)
            found += lines
    assert sorted(line.text for line in found) == sorted(whole)


def test_the_page_turns_and_asks_as_often_for_one_as_for_three(
    nora: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "PAGE", 2)
    series, _ = series_of(nora, audiences["group"])
    hers = client_of(nora)
    for _ in range(2):
        note(series, "A note.", by=nora)
        note(series, "A note.", by=nora)
        with django_assert_num_queries(15):
            page = hers.get(f"/series/{series.pk}/history/?kind=nonsense").content.decode()
    [older] = re.findall(r'href="(/series/[^"]*before=[^"]*)"', page)
    assert "Note written" in hers.get(older.replace("&amp;", "&")).content.decode()


def test_the_part_of_an_open_page_is_recorded_once_in_a_while(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers, address = client_of(nora), f"/series/{series.pk}/history/"
    for _ in range(2):
        assert hers.get(address, headers={"HX-Request": "true"}).status_code == 200
        assert looks(series) == 1
    assert client_of(gregor).get(address, headers={"HX-Request": "true"}).status_code == 404
    assert looks(series) == 1


def looks(series: Series) -> int:
    with acting_as_system("tests"):
        return AuditEntry.objects.filter(action="series.viewed", object_id=str(series.pk)).count()


def newer(lines: list[str], before: list[str]) -> list[str]:
    """Return what was not told before, which is on top."""
    return lines[: len(lines) - len(before)]


def test_edits_sharing_and_renewals_are_told_to_whom_they_concern(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["members"])
    person = add(series, "victim", by=nora)
    made, given = lead(series, by=nora), task(series, by=nora)
    before = {by.pk: {kind: told(series, by, kind) for kind in KINDS if kind} for by in (nora, fleur)}
    day = today() + timedelta(days=20)
    with acting_as(nora.pk):
        actions.edit_series(series=series, title="Another title", summary="", version=1, by=nora)
        actions.edit_subject(subject=person, label="The boy", known="", version=1, by=nora)
        actions.renew_lead(lead=made, ends_on=day, by=nora)
        actions.hand_over_lead(lead=made, to=niels, by=nora)
        actions.change_task(task=given, due_on=day, assignee=None, version=1, by=nora)
        actions.finish_task(task=given, version=2, by=nora)
        actions.reopen_task(task=given, version=3, by=nora)
        actions.share_series(series=series, audience=audiences["group"], marking=Marking("green"), by=nora)
    new = {
        by.pk: {kind: newer(told(series, by, kind), lines) for kind, lines in before[by.pk].items()}
        for by in (nora, fleur)
    }
    both = {"people": ["The boy: text edited"], "files": [], "links": [], "requests": []}
    assert new[nora.pk] == both | {
        "permissions": ["Marked otherwise", "Shown to another audience", "Title or summary edited"],
        "work": [
            f"Task opened again: {given.title}",
            f"Task changed: {given.title}",
            f"Lead in other hands: {PLAN}",
            f"Lead until {day}: {PLAN}",
        ],
    }
    assert new[fleur.pk] == both | {
        "permissions": ["Marked otherwise", "Title or summary edited"],
        "work": [f"Lead until {day}: {PLAN}"],
    }


def test_a_permission_of_one_file_is_told_where_the_file_is_shown(
    nora: Officer, fleur: Officer, bea: Officer, audiences: Audiences
) -> None:
    series, [item] = series_of(nora, audiences["members"], items=1)
    with acting_as(nora.pk):
        given = actions.record_permission(item=item, to_country=country("FR"), purpose="judicial", by=nora)
        actions.withdraw_permission(permission=given, by=nora)
    for by in (nora, fleur):
        assert told(series, by, "permissions") == [
            "Permission of one file for France withdrawn",
            "One file permitted for France",
        ]
    assert told(series, bea, "permissions") == []


def test_a_request_to_the_owner_is_told_to_the_two_countries(
    nora: Officer, fleur: Officer, bea: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["members"])
    sent = ask_owner(fleur, series.reference, purpose="judicial")
    assert told(series, nora, "requests") == ["Request to the owner: to use it in court"]
    assert told(series, fleur, "requests") == []
    with acting_as(nora.pk):
        accept_request(request=received_copy(sent), opening=Opening(series, "permit"), by=nora)
    for by in (nora, fleur):
        assert told(series, by, "requests") == [
            "Request to the owner accepted: to use it in court",
            "Request to the owner: to use it in court",
        ]
    assert told(series, bea, "requests") == []
