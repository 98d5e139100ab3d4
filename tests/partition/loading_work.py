"""Writes leads, notes and tasks, as the system, straight into the tables."""

from datetime import date
from typing import Any

from series.models import Lead, Note, NoteText, Task
from tests.partition.dealing_work import ENDED, PASSED
from tests.partition.loading import Loader
from tests.partition.world import moment

FAR, GONE = date(2099, 1, 1), date(2020, 1, 1)


def load_work(loader: Loader) -> None:
    """Write everything. Inside ``acting_as_system``, after ``load``."""
    world = loader.world
    Lead.objects.bulk_create([_lead(loader, one) for one in world.leads.values()])
    Note.objects.bulk_create([_note(loader, one) for one in world.notes.values()])
    NoteText.objects.bulk_create([_text(loader, one) for one in world.notes.values()])
    Task.objects.bulk_create([_task(loader, one) for one in world.tasks.values()])


def _about(loader: Loader, one: Any) -> dict[str, Any]:
    return {"series_id": one.series, "audience_id": loader.series_audience(one.series), **loader.made(one)}


def _national(loader: Loader, one: Any) -> int:
    return loader.audiences[f"national {loader.world.people[one.by].country}"]


def _lead(loader: Loader, one: Any) -> Lead:
    return Lead(
        kind="place",
        plan=one.plan,
        ends_on=GONE if one.state == PASSED else FAR,
        keeper_id=one.keeper,
        offered_unit_id=one.offered,
        ended_at=moment(one.minute) if one.state == ENDED else None,
        end_code="done" if one.state == ENDED else "",
        **_about(loader, one),
    )


def _note(loader: Loader, one: Any) -> Note:
    own = _national(loader, one) if one.only_country else None
    return Note(text=one.text, country_audience_id=own, **_about(loader, one))


def _text(loader: Loader, one: Any) -> NoteText:
    about = {**_about(loader, one), "id": one.text_key}
    del about["series_id"]
    own = _national(loader, one) if one.only_country else None
    return NoteText(note_id=one.key, version=1, text=one.text, country_audience_id=own, **about)


def _task(loader: Loader, one: Any) -> Task:
    who = loader.world.people[one.by]
    return Task(
        title=one.title,
        due_on=FAR,
        for_unit_id=who.unit,
        assignee_id=who.key if one.for_me else None,
        done_at=moment(one.minute) if one.done else None,
        done_by_id=who.key if one.done else None,
        country_audience_id=_national(loader, one),
        **_about(loader, one),
    )
