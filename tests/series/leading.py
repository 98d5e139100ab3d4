"""Leads, notes and tasks for the tests of this app, made by the same actions as the pages use."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Lead, Note, Series, Task
from series.queries.leads import today

PLAN = "Comparing the wallpaper with catalogues of shops."


def day(days: int) -> date:
    """Return the day so many days from now."""
    return today() + timedelta(days=days)


def lead(series: Series, *, by: Officer, **more: Any) -> Lead:
    """Return a lead that the officer began."""
    said: dict[str, Any] = {"kind": "product", "plan": PLAN, "ends_on": day(10), "seen": ()}
    with acting_as(by.pk):
        return actions.begin_lead(series=series, **{**said, **more}, by=by)


def note(series: Series, text: str, *, by: Officer, only_country: bool = False) -> Note:
    """Return a note that the officer wrote."""
    with acting_as(by.pk):
        return actions.write_note(series=series, text=text, only_country=only_country, by=by)


def task(series: Series, title: str = "Ask the maker", *, by: Officer, due: int = 5, **more: Any) -> Task:
    """Return a task that the officer wrote down."""
    with acting_as(by.pk):
        return actions.give_task(series=series, title=title, due_on=day(due), **more, by=by)


def fresh_lead(lead: Lead) -> Lead:
    """Return the lead as it stands, read by the system."""
    with acting_as_system("tests"):
        return Lead.objects.get(pk=lead.pk)


def date_back(lead: Lead, *, ends: int) -> None:
    """Let a lead end so many days from now, whatever was said."""
    with acting_as_system("tests"):
        Lead.objects.filter(pk=lead.pk).update(ends_on=day(ends))
