"""Saying what is known of a subject or of an item, each unit in its own name; others may say otherwise."""

import re

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Officer
from accounts.models.owned import owner_fields
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.indications import hold
from series.actions.rights import require_contribution, require_own
from series.actions.subjects import in_turn, refuse_identified
from series.actions.words import typed_reason
from series.models import Identification, Item, ItemStatement, Subject, SubjectStatement
from series.models.statement import LONGEST_VALUE, Statement

#: A country's of one subject or item: so many at a time, and so many with those that it withdrew.
MOST_STANDING, MOST_STATEMENTS = 50, 200
SHORTEST_VALUE = 3
#: BCP 47: a language, with a script or a region where that matters.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}")


@action
def say_of_subject(
    *, subject: Subject, kind: str, value: str, source_evaluation: str, information_evaluation: int, by: Officer
) -> SubjectStatement:
    """Say what a victim or an offender is like. What the unit said before of the same thing, this replaces.

    :raises NotAllowed: the series may not be contributed to.
    :raises IcseError: the kind, the value or an evaluation is not one.
    :raises Conflict: the subject is identified, the unit says so already, or the country has said as much as it may.
    """
    require(by, "statement.make")
    require_contribution(subject.audience_id)
    _check_sure(source_evaluation, information_evaluation)
    made = SubjectStatement(subject=subject, audience_id=subject.audience_id, kind=kind)
    made.value = _checked(made, value)
    made.source_evaluation, made.information_evaluation = source_evaluation, information_evaluation
    in_turn(subject)
    refuse_identified(subject)
    _save(made, SubjectStatement.objects.filter(subject=subject), by)
    audit.record("subject_statement.made", on=subject, statement=str(made.pk), kind=kind)
    events.publish("series.changed", objects=[subject.series_id, subject.pk], audiences=[subject.audience_id])
    return made


@action
def say_of_item(
    *, item: Item, kind: str, value: str, source_evaluation: str, information_evaluation: int, by: Officer
) -> ItemStatement:
    """Say what an item is. What the unit said before of the same thing, this replaces.

    :raises NotAllowed: its audience may not be contributed to.
    :raises IcseError: the kind, the value or an evaluation is not one.
    :raises Conflict: the unit says so already, or the country has said as much as it may.
    """
    require(by, "statement.make")
    require_contribution(item.audience_id)
    _check_sure(source_evaluation, information_evaluation)
    made = ItemStatement(item=item, audience_id=item.audience_id, kind=kind)
    made.value = _checked(made, value)
    made.source_evaluation, made.information_evaluation = source_evaluation, information_evaluation
    hold(f"statements of {item.pk}")
    _save(made, ItemStatement.objects.filter(item=item), by)
    audit.record("item_statement.made", on=item, statement=str(made.pk), kind=kind)
    events.publish("item.changed", objects=[item.pk], audiences=[item.audience_id])
    return made


@action
def withdraw_subject_statement(*, statement: SubjectStatement, by: Officer) -> None:
    """Take a statement of the own country back; that it was made stays known.

    :raises NotAllowed: another country made it, or the series may not be contributed to.
    :raises Conflict: it was withdrawn already.
    """
    _withdraw(statement, SubjectStatement.objects.filter(pk=statement.pk), by)
    subject = statement.subject
    audit.record("subject_statement.withdrawn", on=subject, statement=str(statement.pk))
    events.publish("series.changed", objects=[subject.series_id, subject.pk], audiences=[statement.audience_id])


@action
def withdraw_item_statement(*, statement: ItemStatement, by: Officer) -> None:
    """Take a statement of the own country back; that it was made stays known.

    :raises NotAllowed: another country made it, or its audience may not be contributed to.
    :raises Conflict: it was withdrawn already.
    """
    _withdraw(statement, ItemStatement.objects.filter(pk=statement.pk), by)
    audit.record("item_statement.withdrawn", on=statement.item, statement=str(statement.pk))
    events.publish("item.changed", objects=[statement.item_id], audiences=[statement.audience_id])


def _withdraw(statement: Statement, row: QuerySet[SubjectStatement] | QuerySet[ItemStatement], by: Officer) -> None:
    require(by, "statement.make")
    require_own(statement, by, "Only the country that says this may withdraw it.")
    require_contribution(statement.audience_id)  # type: ignore[attr-defined]
    if not row.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Conflict("This has been withdrawn already.")


def _save(
    made: SubjectStatement | ItemStatement, said: QuerySet[SubjectStatement] | QuerySet[ItemStatement], by: Officer
) -> None:
    """Write it in the place of what the unit said before; inside the lock of what it is said of."""
    _replace(made, said, by)
    own = list(said.filter(country=by.country_id).values_list("withdrawn_at", flat=True))
    if own.count(None) >= MOST_STANDING or len(own) >= MOST_STATEMENTS:
        raise Conflict(f"Your country has said {min(len(own), MOST_STATEMENTS)} things here, as much as it may.")
    for column, value in owner_fields(by).items():
        setattr(made, column, value)
    made.save(force_insert=True)


def _replace(
    made: SubjectStatement | ItemStatement, said: QuerySet[SubjectStatement] | QuerySet[ItemStatement], by: Officer
) -> None:
    before = said.filter(unit=by.unit_id, kind=made.kind, withdrawn_at=None)
    if made.kind not in made.ONE_VALUE:
        before = before.filter(value=made.value)
    if any((one.value, one.evaluation) == (made.value, made.evaluation) for one in before):
        raise Conflict("Your unit says this already.")
    before.update(withdrawn_at=timezone.now())


def _checked(made: SubjectStatement | ItemStatement, value: str) -> str:
    """Return the value as it is kept."""
    if made.kind not in made.Kind.values:
        raise IcseError("Choose what you say.", field="kind")
    if made.kind in made.CODES:
        if value not in made.CODES[made.kind]:
            raise IcseError("Choose one of the values.", field="value")
        return value
    if made.kind == SubjectStatement.Kind.LANGUAGE:
        return _checked_language(value)
    return " ".join(typed_reason(value, least=SHORTEST_VALUE, most=LONGEST_VALUE, field="value").split())


def _checked_language(value: str) -> str:
    tag = value.strip().lower()
    if not _LANGUAGE.fullmatch(tag):
        raise IcseError("Write a language tag, for example en, fr or pt-br.", field="value")
    return tag


def _check_sure(source: str, information: int) -> None:
    if source not in Identification.SourceEvaluation.values:
        raise IcseError("Choose how reliable the source is.", field="source_evaluation")
    if information not in Identification.InformationEvaluation.values:
        raise IcseError("Choose how sure the information is.", field="information_evaluation")
