"""Writes what followed identifications, as the system; and takes over what the database then tells units."""

from typing import Any

from forum.models import Outcome as OutcomeRow
from icse.core.doors import acting_as_system
from series.models import Reopening, SubjectFact
from tests.partition.loading import Loader
from tests.partition.world import Outcome, moment


def load_outcomes(loader: Loader) -> None:
    """Write facts and reopenings. Inside ``acting_as_system``, after ``load``."""
    world = loader.world
    SubjectFact.objects.bulk_create([_fact(loader, one) for one in world.facts.values()])
    for one in world.reopenings.values():
        _reopening(loader, one).save(force_insert=True)


def take_over_outcomes(loader: Loader) -> None:
    """Read whom the database told of what: the oracle says who of them may see it."""
    with acting_as_system("tests"):
        rows = OutcomeRow.objects.values_list("pk", "unit_id", "subject_id", "item_id", "thread_id")
        loader.world.outcomes = {row[0]: Outcome(*row) for row in rows}


def _fact(loader: Loader, one: Any) -> SubjectFact:
    return SubjectFact(
        subject_id=one.subject,
        audience_id=loader.subject_audience(one.subject),
        kind="safeguarded",
        happened_on=moment(one.minute).date(),
        withdrawn_at=moment(one.minute) if one.why else None,
        withdrawn_reason=one.why,
        **loader.made(one),
    )


def _reopening(loader: Loader, one: Any) -> Reopening:
    subject = loader.world.identifications[one.identification].subject
    who = loader.world.people[one.by]
    decided = {
        "decided_at": moment(one.minute),
        "decided_by_id": who.key,
        "decided_unit_id": who.unit,
        "decided_country_id": who.country,
    }
    return Reopening(
        identification_id=one.identification,
        audience_id=loader.subject_audience(subject),
        state=one.state,
        reason=one.reason,
        answer=one.answer,
        **({} if one.state == "proposed" else decided),
        **loader.made(one),
    )
