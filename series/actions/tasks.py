"""What the own country has to do about a series."""

from datetime import date

from django.utils import timezone

from accounts.models import Officer, Unit
from accounts.models.owned import owner_fields
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.changes import note_change
from series.actions.indications import require_active
from series.actions.leads import check_day, check_hands
from series.actions.notes import national_of
from series.actions.rights import require_own
from series.actions.turns import in_turn
from series.actions.words import typed_reason
from series.models import Change, Series, Task

LONGEST_TITLE = 200
#: A year ahead.
MOST_DAYS = 366
#: A country's tasks on one series: open ones, and all.
MOST_OPEN, MOST_TASKS = 50, 2000
OVERTAKEN = "Somebody changed this task meanwhile. Load the page again; nothing was overwritten."


@action
def give_task(
    *, series: Series, title: str, due_on: date, unit: Unit | None = None, assignee: Officer | None = None, by: Officer
) -> Task:
    """Write down what a unit of the own country, or an officer of it, has to do by a day. Other countries see nothing.

    :param unit: whose task it is; the officer's own unit if not said.
    :raises IcseError: the title or the day cannot be, or whoever is to do it is of another country.
    :raises Conflict: the series is solved, or the country has as many open tasks here as it may.
    """
    require(by, "task.keep")
    words = " ".join(typed_reason(title, least=3, most=LONGEST_TITLE, field="title").split())
    check_day(due_on, field="due_on", most=MOST_DAYS)
    whose = _whose(unit, assignee, by)
    in_turn(f"tasks of {by.country_id} on {series.pk}")
    require_active(series)
    _make_room(series, by)
    task = Task(
        series=series,
        audience_id=series.audience_id,
        country_audience=national_of(by),
        title=words,
        due_on=due_on,
        for_unit=whose,
        assignee=assignee,
        **owner_fields(by),
    )
    task.save(force_insert=True)
    audit.record(
        "task.given", on=series, task=str(task.pk), unit=str(whose.pk), to=str(assignee.pk) if assignee else ""
    )
    tell_task(task)
    return task


@action
def change_task(
    *, task: Task, due_on: date, unit: Unit | None = None, assignee: Officer | None, version: int, by: Officer
) -> None:
    """Give it another day or other hands; ``version`` is the one that the officer read.

    :raises Conflict: somebody changed it since, or it is done.
    """
    _require_country(task, by)
    if due_on != task.due_on:
        check_day(due_on, field="due_on", most=MOST_DAYS)
    whose = _whose(unit or task.for_unit, assignee, by)
    changes = {"due_on": due_on, "for_unit": whose, "assignee": assignee, "returned_at": None}
    if Task.objects.filter(pk=task.pk, version=version, done_at=None, **changes).exists():
        return
    _change(task, version, "task.changed", done=False, **changes)
    note_change(task.series, Change.What.CHANGED, by, about=task.pk, own=True)


@action
def finish_task(*, task: Task, version: int, by: Officer) -> None:
    """Say that it is done.

    :raises Conflict: somebody changed it since, or it is done already.
    """
    _require_country(task, by)
    _change(task, version, "task.done", done=False, done_at=timezone.now(), done_by=by)


@action
def reopen_task(*, task: Task, version: int, by: Officer) -> None:
    """Say that it is not done after all.

    :raises Conflict: somebody changed it since, it is open, or the country has as many open tasks here as it may.
    """
    _require_country(task, by)
    in_turn(f"tasks of {by.country_id} on {task.series_id}")
    _make_room(task.series, by, made=0)
    _change(task, version, "task.reopened", done=True, done_at=None, done_by=None)
    note_change(task.series, Change.What.REOPENED, by, about=task.pk, own=True)


def tell_task(task: Task) -> None:
    """Say to the own country that something is new about a task."""
    audiences = [task.audience_id, task.country_audience_id]
    events.publish("task.changed", objects=[task.pk, task.series_id], audiences=audiences)


def _require_country(task: Task, by: Officer) -> None:
    require(by, "task.keep")
    require_own(task, by, "This is another country's task.")


def _whose(unit: Unit | None, assignee: Officer | None, by: Officer) -> Unit:
    if assignee is not None:
        check_hands(assignee, by, field="assignee")
        return assignee.unit
    whose = unit or by.unit
    if whose.country_id != by.country_id:
        raise IcseError("Choose a unit of your country.", field="unit")
    return whose


def _make_room(series: Series, by: Officer, *, made: int = 1) -> None:
    own = Task.objects.filter(series=series, country=by.country_id)
    if own.filter(done_at=None).count() >= MOST_OPEN or own.count() + made > MOST_TASKS:
        raise Conflict(f"Your country has {MOST_OPEN} open tasks here, or {MOST_TASKS:,} in all, which is the most.")


def _change(task: Task, version: int, what: str, *, done: bool, **columns: object) -> None:
    rows = Task.objects.filter(pk=task.pk, version=version, done_at__isnull=not done)
    if not rows.update(version=version + 1, **columns):
        raise Conflict(OVERTAKEN)
    audit.record(what, on=task, series=str(task.series_id), version=version + 1)
    tell_task(task)
