"""What is said of subjects and of items: value by value, with who says so and how surely."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from series.models import Item, ItemStatement, SubjectStatement
from series.models.statement import Statement

#: So many are read of all the subjects of a page, the newest.
MOST_READ = 2000


@dataclass
class Value:
    """One value, and everybody who says so, the surest first. ``words`` is what pages show."""

    code: str
    words: str
    said: list[Statement] = field(default_factory=list)

    @property
    def best(self) -> str:
        """The surest evaluation, such as A1."""
        return min((one.evaluation for one in self.said), default="")

    @property
    def countries(self) -> list[str]:
        """The codes of who says so."""
        return sorted({one.country_id for one in self.said})


@dataclass
class Said:
    """All that is said of one kind. ``disagree``: only one of the values can be so."""

    kind: str
    label: str
    values: list[Value]
    disagree: bool


def said_of_subjects(subjects: Iterable[UUID]) -> dict[UUID, list[SubjectStatement]]:
    """Return all that was said of these, oldest first; what was withdrawn too. One query."""
    rows = SubjectStatement.objects.filter(subject__in=list(subjects)).select_related("country", "unit")
    found: dict[UUID, list[SubjectStatement]] = {}
    for one in reversed(rows.order_by("-pk")[:MOST_READ]):
        found.setdefault(one.subject_id, []).append(one)
    return found


def said_of_item(item: Item) -> list[ItemStatement]:
    """Return what stands of an item, oldest first. One query."""
    rows = ItemStatement.objects.filter(item=item, withdrawn_at=None).select_related("country", "unit")
    return list(reversed(rows.order_by("-pk")[:MOST_READ]))


def by_kind(statements: Sequence[SubjectStatement] | Sequence[ItemStatement]) -> list[Said]:
    """Group what stands by kind, in the order in which forms offer them; of each kind the surest value first."""
    standing = [one for one in statements if one.withdrawn_at is None]
    if not standing:
        return []
    kinds = type(standing[0]).Kind
    found = []
    for kind, label in kinds.choices:
        values: dict[str, Value] = {}
        for one in standing:
            if one.kind == kind:
                values.setdefault(one.value, Value(one.value, one.words)).said.append(one)
        if values:
            found.append(_said(kind, str(label), list(values.values()), one_value=kind in type(standing[0]).ONE_VALUE))
    return found


def _said(kind: str, label: str, values: list[Value], *, one_value: bool) -> Said:
    for value in values:
        value.said.sort(key=lambda one: (one.evaluation, one.pk))
    values.sort(key=lambda value: (value.best, -len(value.said), value.code))
    sure = [value for value in values if value.code != Statement.UNSURE]
    return Said(kind, label, values, disagree=one_value and len(sure) > 1)
