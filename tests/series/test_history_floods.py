"""Nobody fills the history of another's series: no change leaves no line, and a day's changes of one thing one line."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import TooOften
from icse.core.ids import first_uuid7
from icse.core.models import AuditEntry, Event
from series import actions
from series.actions import leads
from series.models import Change, Lead, Note, Series, Subject, Task
from series.queries.history import history_page
from tests.series.grouping import add
from tests.series.leading import day, lead, note, task
from tests.series.referring import series_of

Audiences = dict[str, Audience]


def told(series: Series, by: Officer, kind: str) -> list[str]:
    with acting_as(by.pk):
        return [line.text.partition(":")[0] for line in history_page(series, kind=kind)[0]]


def written() -> tuple[int, int, int]:
    with acting_as_system("tests"):
        return Change.objects.count(), AuditEntry.objects.count(), Event.objects.count()


def a_day_passes() -> None:
    """Date back what was changed until now."""
    with acting_as_system("tests"):
        for number, key in enumerate(Change.objects.values_list("pk", flat=True), start=1):
            earlier = first_uuid7(timezone.now() - timedelta(days=1, seconds=number))
            Change.objects.filter(pk=key).update(id=earlier)


def test_what_changes_nothing_writes_nothing(nora: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    person, made = add(series, "victim", by=nora), lead(series, by=nora)
    said, given = note(series, "Words.", by=nora), task(series, by=nora)
    keeping: list[Callable[[], object]] = [
        lambda: actions.edit_series(series=series, title=series.title, summary="", version=1, by=nora),
        lambda: actions.edit_subject(subject=person, label=person.label, known="", version=1, by=nora),
        lambda: actions.renew_lead(lead=made, ends_on=made.ends_on, by=nora),
        lambda: actions.hand_over_lead(lead=made, to=nora, by=nora),
        lambda: actions.edit_note(note=said, text="Words.", version=1, by=nora),
        lambda: actions.change_task(task=given, due_on=given.due_on, assignee=None, version=1, by=nora),
    ]
    before = written()
    with acting_as(nora.pk):
        for keep in keeping:
            keep()
    assert written() == before
    with acting_as_system("tests"):
        versions = [model.objects.get().version for model in (Series, Subject, Note, Task)]
    assert versions == [1, 1, 1, 1]
    with acting_as(nora.pk):
        actions.edit_series(series=series, title="Another", summary="", version=1, by=nora)
    assert written()[0] == before[0] + 1


def test_the_same_of_one_day_is_one_line_for_each_officer(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    person = add(series, "victim", by=nora)
    for version, who in enumerate((nora, nora, niels, nora), start=1):
        with acting_as(who.pk):
            actions.edit_subject(subject=person, label="A", known=f"Text {version}", version=version, by=who)
            actions.edit_series(series=series, title=f"Title {version}", summary="", version=version, by=who)
    assert told(series, fleur, "people") == ["A", "A", "A added"]
    assert told(series, fleur, "permissions") == ["Title or summary edited"] * 2


def test_the_next_day_has_its_own_line(nora: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    for version, lines in ((1, 1), (2, 1), (3, 2)):
        if version == 3:
            a_day_passes()
        with acting_as(nora.pk):
            actions.edit_series(series=series, title=f"Title {version}", summary="", version=version, by=nora)
        assert len(told(series, nora, "permissions")) == lines


def test_a_note_edited_again_on_a_day_is_one_line(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    said = note(series, "Text 1", by=fleur)
    with acting_as(fleur.pk):
        for version in (1, 2, 3):
            actions.edit_note(note=said, text=f"Text {version + 1}", version=version, by=fleur)
    assert told(series, nora, "work") == ["Note edited", "Note written"]


def test_a_lead_is_given_so_many_days_a_day(
    nora: Officer, fleur: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads, "MOST_DAYS_A_DAY", 2)
    series, _ = series_of(nora, audiences["group"])
    made = lead(series, by=fleur)

    def renew(ahead: int) -> None:
        with acting_as(fleur.pk):
            actions.renew_lead(lead=made, ends_on=day(ahead), by=fleur)

    renew(20)
    renew(20)
    renew(30)
    with pytest.raises(TooOften, match="2 times today"):
        renew(40)
    assert sum("Lead until" in line for line in told(series, nora, "work")) == 2
    with acting_as_system("tests"):
        assert Lead.objects.get(pk=made.pk).ends_on == day(30)
    a_day_passes()
    renew(40)
    assert sum("Lead until" in line for line in told(series, nora, "work")) == 3
