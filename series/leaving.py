"""What comes back to a unit when its officer leaves, and what ends by time. Inside a door of the system."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import Officer
from icse.core import audit
from series.actions.leads import tell_lead
from series.actions.tasks import tell_task
from series.models import Lead, Task

_AT_ONCE = 500


def return_work(officers: Collection[UUID]) -> int:
    """Give leads that stand, and tasks that are open, from these officers back to their units. Return how many.

    In the transaction of who calls it. There are no drafts that only one officer could go on with.
    """
    now, number = timezone.now(), 0
    for lead in Lead.objects.select_for_update(no_key=True).filter(keeper__in=officers, ended_at=None).order_by("pk"):
        Lead.objects.filter(pk=lead.pk).update(keeper=None, returned_at=now)
        audit.record("lead.returned", on=lead, series=str(lead.series_id), officer=str(lead.keeper_id))
        tell_lead(lead)
        number += 1
    for task in Task.objects.select_for_update(no_key=True).filter(assignee__in=officers, done_at=None).order_by("pk"):
        Task.objects.filter(pk=task.pk).update(assignee=None, returned_at=now, version=task.version + 1)
        audit.record("task.returned", on=task, series=str(task.series_id), officer=str(task.assignee_id))
        tell_task(task)
        number += 1
    return number


def return_overdue(now: datetime | None = None) -> int:
    """Give back what is in the hands of officers whose certificate has ended, or who left unnoticed."""
    day = (now or timezone.now()).date()
    gone = Officer.objects.filter(Q(is_active=False) | Q(certified_until__lt=day))
    keepers = Lead.objects.filter(keeper__in=gone, ended_at=None).values_list("keeper_id", flat=True)
    assignees = Task.objects.filter(assignee__in=gone, done_at=None).values_list("assignee_id", flat=True)
    return return_work([*keepers[:_AT_ONCE], *assignees[:_AT_ONCE]])


def end_leads(now: datetime | None = None) -> int:
    """End the leads whose last day has passed, and tell their units. Return how many."""
    moment = now or timezone.now()
    rows = Lead.objects.select_for_update(no_key=True, skip_locked=True)
    ended = list(rows.filter(ended_at=None, ends_on__lt=moment.date()).order_by("pk")[:_AT_ONCE])
    keys = [lead.pk for lead in ended]
    Lead.objects.filter(pk__in=keys).update(ended_at=moment, end_code=Lead.End.EXPIRED, offered_unit=None)
    for lead in ended:
        audit.record("lead.expired", on=lead, series=str(lead.series_id))
        tell_lead(lead)
    return len(ended)
