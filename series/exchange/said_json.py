"""What units say of subjects and items, and whom items show, as parts of a document."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from series.models import Depiction, ItemStatement, SubjectStatement

#: Who says so is told beside it, or not: then only the word of one country goes.
Spoken = dict[UUID, list[dict[str, Any]]]


def said_of_people(subjects: Collection[UUID], *, by: str | None = None) -> Spoken:
    """Return what stands of each subject, oldest first.

    :param by: only what this country says, without saying that it does.
    """
    rows = SubjectStatement.objects.filter(subject__in=subjects, withdrawn_at=None).select_related("unit")
    return _spoken(((one.subject_id, one) for one in (rows.filter(country=by) if by else rows).order_by("pk")), by)


def said_of_files(items: Collection[UUID], *, by: str | None = None) -> Spoken:
    """Return what stands of each item, oldest first; as ``said_of_people``."""
    rows = ItemStatement.objects.filter(item__in=items, withdrawn_at=None).select_related("unit")
    return _spoken(((one.item_id, one) for one in (rows.filter(country=by) if by else rows).order_by("pk")), by)


def people_in_files(subjects: Collection[UUID], items: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return the keys of the subjects that each item shows."""
    rows = Depiction.objects.filter(subject__in=subjects, item__in=items)
    found: dict[UUID, list[str]] = {}
    for item, subject in rows.order_by("subject").values_list("item_id", "subject_id"):
        found.setdefault(item, []).append(str(subject))
    return found


def _spoken(rows: Iterable[tuple[UUID, SubjectStatement | ItemStatement]], by: str | None) -> Spoken:
    found: Spoken = {}
    for key, one in rows:
        said: dict[str, Any] = {
            "kind": one.kind,
            "value": one.value,
            "source_evaluation": one.source_evaluation,
            "information_evaluation": one.information_evaluation,
        }
        found.setdefault(key, []).append(said if by else {**said, "country": one.country_id, "unit": one.unit.name})
    return found
