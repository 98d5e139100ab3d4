"""What is in hand: of the officer, and of the officer's unit, over all series that are still worked on."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Officer
from series.models import Lead, Task
from series.queries.leads import ACTIVE, all_leads, today

PAGE = 50
#: So long a unit is shown what ran out.
SHOWN_ENDED = timedelta(days=14)
#: Which tasks a page shows.
WHOSE = {"mine": "Mine", "unit": "My unit’s", "done": "Done"}


@dataclass(frozen=True)
class Work:
    """One page of tasks, what is due first; and of everything else the newest fifty."""

    tasks: list[Task]
    older: UUID | None
    leads: list[Lead] = field(default_factory=list)
    offers: list[Lead] = field(default_factory=list)
    ran_out: list[Lead] = field(default_factory=list)
    returned_leads: list[Lead] = field(default_factory=list)
    returned_tasks: list[Task] = field(default_factory=list)


def all_tasks() -> QuerySet[Task]:
    """Return the tasks that the actor may see, with what names them."""
    rows = Task.objects.select_related("series", "unit", "for_unit", "assignee", "done_by")
    return rows.defer("assignee__password", "done_by__password")


def work_of(officer: Officer, *, whose: str = "mine", after: UUID | None = None) -> Work:
    """Return all of it. Six queries, one more for a page that is not the first."""
    tasks, older = _page(_tasks(officer, whose), after, is_done=whose == "done")
    units = all_leads().filter(ACTIVE, unit=officer.unit_id, ended_at=None, ends_on__gte=today())
    came_back = all_tasks().filter(ACTIVE, for_unit=officer.unit_id, done_at=None, returned_at__isnull=False)
    return Work(
        tasks=tasks,
        older=older,
        leads=list(units.order_by("ends_on", "pk")[:PAGE]),
        offers=list(_offers(officer)[:PAGE]),
        ran_out=list(_ran_out(officer)[:PAGE]),
        returned_leads=list(units.filter(returned_at__isnull=False).order_by("-pk")[:PAGE]),
        returned_tasks=list(came_back.order_by("due_on", "pk")[:PAGE]),
    )


def _tasks(officer: Officer, whose: str) -> QuerySet[Task]:
    rows = all_tasks().filter(for_unit=officer.unit_id) if whose != "mine" else all_tasks().filter(assignee=officer)
    if whose == "done":
        return rows.filter(done_at__isnull=False)
    return rows.filter(ACTIVE, done_at=None)


def _page(rows: QuerySet[Task], after: UUID | None, *, is_done: bool) -> tuple[list[Task], UUID | None]:
    """Return one page and the key after which the next begins: what is due first, or what was written last."""
    if is_done:
        rows = rows.filter(pk__lt=after) if after else rows
        found = list(rows.order_by("-pk")[: PAGE + 1])
    else:
        last = Task.objects.filter(pk=after).first() if after else None
        if last is not None:
            rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk))
        found = list(rows.order_by("due_on", "pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _offers(officer: Officer) -> QuerySet[Lead]:
    rows = all_leads().filter(ACTIVE, offered_unit=officer.unit_id, ended_at=None, ends_on__gte=today())
    return rows.filter(country__is_connected=True).order_by("-pk")


def _ran_out(officer: Officer) -> QuerySet[Lead]:
    since = timezone.now() - SHOWN_ENDED
    rows = all_leads().filter(ACTIVE, unit=officer.unit_id, end_code=Lead.End.EXPIRED, ended_at__gte=since)
    return rows.order_by("-ended_at", "-pk")
