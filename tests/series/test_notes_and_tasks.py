"""What is written beside a series, and what the own country has to do about it."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Officer, Unit
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.actions import notes as note_bounds
from series.actions import tasks as task_bounds
from series.leaving import return_work
from series.models import Note, NoteText, Series, Task
from series.queries.work import Work, work_of
from series.tasks import sweep_leads
from tests.series.grouping import add, confirm, record
from tests.series.leading import date_back, day, lead, note, task
from tests.series.referring import series_of

Audiences = dict[str, Audience]


def read(by: Officer) -> set[str]:
    with acting_as(by.pk):
        return set(Note.objects.values_list("text", flat=True))


def test_a_note_is_for_all_who_see_the_series_or_for_the_own_country(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    note(series, "For all.", by=nora)
    own = note(series, "For us.", by=nora, only_country=True)
    note(series, "Entre nous.", by=fleur, only_country=True)
    assert read(nora) == read(niels) == {"For all.", "For us."}
    assert read(fleur) == {"For all.", "Entre nous."}
    assert read(gregor) == set()
    with acting_as_system("tests"):
        told = Event.objects.filter(type="note.changed", about__contains=[own.pk]).get()
        facts = [entry.facts for entry in AuditEntry.objects.filter(action="note.written")]
    assert told.audiences == sorted([audiences["group"].pk, audiences["NL"].pk])
    assert not any("For" in str(fact) for fact in facts)


def test_a_country_that_loses_sight_of_the_series_loses_its_own_notes_there(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    note(series, "Entre nous.", by=fleur, only_country=True)
    with acting_as_system("tests"):
        Series.objects.filter(pk=series.pk).update(audience=audiences["NL"])
    assert (read(nora), read(fleur)) == (set(), set())


def test_who_may_only_look_writes_for_the_own_country(nora: Officer, bea: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with acting_as_system("tests"):
        assign_perm("view_audience", bea, audiences["group"])
    with pytest.raises(NotAllowed):
        note(series, "For all.", by=bea)
    note(series, "For Belgium.", by=bea, only_country=True)
    assert (read(bea), read(nora)) == ({"For Belgium."}, set())
    assert task(series, by=bea).for_unit_id == bea.unit_id


def test_an_edit_keeps_what_was_there_and_overwrites_nothing(
    nora: Officer, niels: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = note(series, "First.", by=nora)
    with acting_as(niels.pk):
        actions.edit_note(note=made, text="Second.", version=1, by=niels)
    with acting_as(nora.pk):
        with pytest.raises(Conflict):
            actions.edit_note(note=made, text="Third.", version=1, by=nora)
        texts = NoteText.objects.order_by("version").values_list("version", "text", "officer_id")
        assert list(texts) == [(1, "First.", nora.pk), (2, "Second.", niels.pk)]
    assert read(nora) == {"Second."}


def test_taken_away_only_that_it_was_there_is_left(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = note(series, "A name that must not stand here.", by=fleur)
    with acting_as(nora.pk), pytest.raises(NotAllowed):
        actions.remove_note(note=made, by=nora)
    with acting_as(fleur.pk):
        actions.remove_note(note=made, by=fleur)
        with pytest.raises(Conflict):
            actions.remove_note(note=made, by=fleur)
        with pytest.raises(Conflict):
            actions.edit_note(note=made, text="Again.", version=1, by=fleur)
    with acting_as_system("tests"):
        left = Note.objects.get()
        assert (left.text, left.removed_unit_id, NoteText.objects.count()) == ("", fleur.unit_id, 0)


def test_no_other_unit_is_named_as_who_took_it_away(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = note(series, "First.", by=nora)
    with acting_as(nora.pk):
        row = Note.objects.filter(pk=made.pk)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.update(text="", removed_at=timezone.now(), removed_unit=fleur.unit_id)
        assert row.update(text="", removed_at=timezone.now(), removed_unit=nora.unit_id) == 1


def test_no_other_country_s_officer_is_named_as_who_did_it(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = task(series, by=nora)
    with acting_as(nora.pk):
        row = Task.objects.filter(pk=made.pk)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.update(done_at=timezone.now(), done_by=fleur.pk)
        actions.finish_task(task=made, version=1, by=nora)
    with acting_as(niels.pk):
        actions.reopen_task(task=made, version=2, by=niels)
        assert Task.objects.get().done_by_id is None


def test_another_country_does_not_edit(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = note(series, "First.", by=nora)
    with acting_as(fleur.pk):
        with pytest.raises(NotAllowed):
            actions.edit_note(note=made, text="Second.", version=1, by=fleur)
        assert Note.objects.filter(pk=made.pk).update(text="Second.") == 0


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_a_note_has_a_text(nora: Officer, audiences: Audiences, text: str) -> None:
    series, _ = series_of(nora, audiences["group"])
    with pytest.raises(IcseError) as refused:
        note(series, text, by=nora)
    assert refused.value.field == "text"


def test_notes_are_bounded(nora: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_bounds, "MOST_NOTES", 1)
    monkeypatch.setattr(note_bounds, "MOST_TEXTS", 1)
    series, _ = series_of(nora, audiences["group"])
    made = note(series, "First.", by=nora)
    with pytest.raises(Conflict):
        note(series, "Second.", by=nora)
    with acting_as(nora.pk), pytest.raises(Conflict):
        actions.edit_note(note=made, text="Other.", version=1, by=nora)


def test_tasks_are_the_own_country_s(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made, hers = task(series, by=nora, assignee=niels), task(series, by=fleur)
    for who, seen in ((nora, {made.pk}), (niels, {made.pk}), (fleur, {hers.pk}), (gregor, set())):
        with acting_as(who.pk):
            assert set(Task.objects.values_list("pk", flat=True)) == seen


@pytest.mark.parametrize(
    ("more", "field"), [({"title": "x"}, "title"), ({"due": -1}, "due_on"), ({"due": 367}, "due_on")]
)
def test_what_is_wrong_with_a_task_is_said(
    nora: Officer, audiences: Audiences, more: dict[str, object], field: str
) -> None:
    series, _ = series_of(nora, audiences["group"])
    with pytest.raises(IcseError) as refused:
        task(series, by=nora, **more)  # type: ignore[arg-type]  # a table of wrong values
    assert refused.value.field == field


def test_it_is_given_to_the_own_country_only(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with acting_as_system("tests"):
        theirs = Unit.objects.get(pk=fleur.unit_id)
    for more in ({"assignee": fleur}, {"unit": theirs}):
        with pytest.raises(IcseError):
            task(series, by=nora, **more)


def test_it_is_changed_done_and_opened_again_each_by_its_version(
    nora: Officer, niels: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = task(series, by=nora)
    with acting_as(niels.pk):
        actions.change_task(task=made, due_on=day(9), assignee=niels, version=1, by=niels)
    with acting_as(nora.pk):
        with pytest.raises(Conflict):
            actions.finish_task(task=made, version=1, by=nora)
        actions.finish_task(task=made, version=2, by=nora)
        with pytest.raises(Conflict):
            actions.change_task(task=made, due_on=day(3), assignee=None, version=3, by=nora)
        assert Task.objects.get().done_by_id == nora.pk
        actions.reopen_task(task=made, version=3, by=nora)
        again = Task.objects.get()
    assert (again.due_on, again.assignee_id, again.done_at, again.version) == (day(9), niels.pk, None, 4)


def test_tasks_are_bounded(nora: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_bounds, "MOST_OPEN", 1)
    series, _ = series_of(nora, audiences["group"])
    made = task(series, by=nora)
    with pytest.raises(Conflict):
        task(series, by=nora)
    with acting_as(nora.pk):
        actions.finish_task(task=made, version=1, by=nora)
    task(series, by=nora)
    with acting_as(nora.pk), pytest.raises(Conflict):
        actions.reopen_task(task=made, version=2, by=nora)


def _work(by: Officer, whose: str = "mine") -> Work:
    with acting_as(by.pk):
        return work_of(by, whose=whose)


def test_my_work_is_what_is_mine_and_of_my_unit_what_is_due_first(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    late, soon = task(series, by=nora, assignee=nora, due=9), task(series, by=nora, assignee=nora, due=2)
    units, his = task(series, by=nora, due=5), task(series, by=nora, assignee=niels, due=1)
    task(series, by=fleur)
    made = lead(series, by=nora)
    assert [one.pk for one in _work(nora).tasks] == [soon.pk, late.pk]
    assert [one.pk for one in _work(nora, "unit").tasks] == [his.pk, soon.pk, units.pk, late.pk]
    assert [one.pk for one in _work(niels).leads] == [made.pk]
    assert [_work(fleur).tasks, _work(fleur).leads] == [[], []]


def test_what_is_solved_leaves_the_list_and_comes_back(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    given, made = task(series, by=nora, assignee=nora), lead(series, by=nora)
    known = record(add(series, "victim", by=nora), by=nora)
    confirm(known, by=niels)
    assert [_work(nora).tasks, _work(nora).leads] == [[], []]
    with pytest.raises(Conflict):
        task(series, by=nora)
    with acting_as(nora.pk):
        actions.reopen_subject(subject=known.subject, reason="It was another child after all.", by=nora)
    assert [[one.pk for one in _work(nora).tasks], [one.pk for one in _work(nora).leads]] == [[given.pk], [made.pk]]


def test_supervisors_see_what_came_back_and_a_unit_what_ran_out_or_is_offered(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made, given = lead(series, by=nora), task(series, by=nora, assignee=nora)
    with acting_as(nora.pk):
        actions.offer_lead(lead=made, unit=Unit.objects.get(pk=fleur.unit_id), by=nora)
    assert [[one.pk for one in _work(who).offers] for who in (nora, fleur)] == [[], [made.pk]]
    with acting_as_system("tests"):
        return_work([nora.pk])
    found = _work(niels)
    assert ([one.pk for one in found.returned_leads], [one.pk for one in found.returned_tasks]) == (
        [made.pk],
        [given.pk],
    )
    assert _work(fleur).returned_leads == []
    date_back(made, ends=-1)
    assert _work(fleur).offers == []
    assert sweep_leads() == 1
    assert [one.pk for one in _work(niels).ran_out] == [made.pk]
