"""Named reads of what the officer's unit is told of that in which it took part."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When

from accounts.models import Officer
from forum.models import Outcome, Thread, ThreadSeries
from series.models import Subject

PAGE = 50
MOST_COUNTED = 99


@dataclass
class Told:
    """One thing that is told: of a subject, or of a request whose series is not shown. ``ways``: how we took part."""

    state: str
    is_change: bool
    at: datetime
    is_read: bool
    subject: Subject | None = None
    thread: Thread | None = None
    ways: list[str] = field(default_factory=list)
    rows: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True)
class OutcomePage:
    """One page, newest first; ``older`` is the moment before which the next one begins."""

    told: list[Told]
    older: datetime | None


def our_outcomes(officer: Officer) -> QuerySet[Outcome]:
    """Return what the officer's unit is told, as far as the officer sees it; of a request only where no series is."""
    shown = ThreadSeries.objects.filter(thread=OuterRef("thread"))
    rows = Outcome.objects.filter(unit=officer.unit_id)
    return rows.exclude(Exists(shown), subject=None)


def unread_outcomes(officer: Officer) -> int:
    """Return how many things the officer's unit has not read."""
    rows = our_outcomes(officer).filter(read_at=None)
    alone = Case(When(subject=None, then=F("thread_id")))
    things = rows.order_by().annotate(alone=alone).values("subject", "alone", "state", "told_at").distinct()
    return things[: MOST_COUNTED + 1].count()


def outcomes(officer: Officer, *, before: datetime | None) -> OutcomePage:
    """Return one page. What is told of one subject at one moment is one thing, however we took part."""
    rows = our_outcomes(officer).select_related(
        "subject__series", "subject__status_country", "thread__kind", "subject__series__audience"
    )
    if before is not None:
        rows = rows.filter(told_at__lt=before)
    moments = list(rows.order_by("-told_at").values_list("told_at", flat=True).distinct()[: PAGE + 1])
    page = moments[:PAGE]
    if not page:
        return OutcomePage([], None)
    found = rows.filter(told_at__gte=page[-1], told_at__lte=page[0]).order_by("-told_at", "subject", "thread", "pk")
    told = [_told(list(some)) for _, some in groupby(found, key=_thing)]
    return OutcomePage(told, page[-1] if len(moments) > PAGE else None)


def _thing(row: Outcome) -> tuple[object, ...]:
    return row.told_at, row.subject_id, row.subject_id is None and row.thread_id, row.state


def _told(rows: list[Outcome]) -> Told:
    first = rows[0]
    return Told(
        state=first.state,
        is_change=any(row.is_change for row in rows),
        at=first.told_at,
        is_read=all(row.read_at is not None for row in rows),
        subject=first.subject,
        thread=None if first.subject_id else first.thread,
        ways=list(dict.fromkeys(row.get_way_display() for row in rows)),
        rows=rows,
    )
