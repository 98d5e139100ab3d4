"""Statements and depictions for the tests of this app, made by the same actions as the pages use."""

from uuid import UUID

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Depiction, Item, ItemStatement, Series, Subject, SubjectStatement
from series.queries.statements import Said, by_kind, said_of_item, said_of_subjects
from tests.series.grouping import add, make_items, make_series


def described(
    by: Officer, audience: Audience, *, items: int = 0, files: Audience | None = None
) -> tuple[Series, Subject, list[Item]]:
    """Return a series of the officer with a victim and so many files."""
    made = make_items(items, by=by, audience=files or audience) if items else []
    series = make_series(by=by, audience=audience, items=made)
    return series, add(series, "victim", by=by), made


def say(subject: Subject, kind: str, value: str, *, by: Officer, sure: str = "B3") -> SubjectStatement:
    """Return what the officer said of a subject."""
    with acting_as(by.pk):
        return actions.say_of_subject(
            subject=subject,
            kind=kind,
            value=value,
            source_evaluation=sure[0],
            information_evaluation=int(sure[1]),
            by=by,
        )


def say_of_item(item: Item, kind: str, value: str, *, by: Officer, sure: str = "B3") -> ItemStatement:
    """Return what the officer said of an item."""
    with acting_as(by.pk):
        return actions.say_of_item(
            item=item, kind=kind, value=value, source_evaluation=sure[0], information_evaluation=int(sure[1]), by=by
        )


def depict(subject: Subject, *items: Item, by: Officer) -> int:
    """Say as this officer that the items show the subject."""
    with acting_as(by.pk):
        return actions.depict_subject(subject=subject, items=items, by=by)


def undepict(subject: Subject, *items: Item, by: Officer) -> int:
    """Say as this officer that the items do not show the subject."""
    with acting_as(by.pk):
        return actions.undepict_subject(subject=Subject.objects.get(pk=subject.pk), items=items, by=by)


def said(subject: Subject, by: Officer) -> list[Said]:
    """Return what the officer reads of a subject."""
    with acting_as(by.pk):
        return by_kind(said_of_subjects([subject.pk]).get(subject.pk, []))


def said_of(item: Item, by: Officer) -> list[Said]:
    """Return what the officer reads of an item."""
    with acting_as(by.pk):
        return by_kind(said_of_item(item))


def depictions() -> set[tuple[UUID, UUID]]:
    """Return all there are: subject and item."""
    with acting_as_system("tests"):
        return set(Depiction.objects.values_list("subject_id", "item_id"))
