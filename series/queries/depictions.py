"""Which files of a series show whom, and which files are of what kind: what the files of a series are narrowed by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from series.models import Depiction, Item, ItemStatement, Placement, Subject


@dataclass(frozen=True)
class Narrowing:
    """Only files that show this subject, and of which this is said (kind to value). Empty: all files."""

    subject: Subject | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.subject is not None or bool(self.said)

    def of(self, placements: QuerySet[Placement]) -> QuerySet[Placement]:
        """Return those of these placements."""
        if self.subject is not None:
            shown = Depiction.objects.filter(subject=self.subject, item=OuterRef("item"))
            placements = placements.filter(Exists(shown))
        for kind, value in self.said.items():
            placements = placements.filter(_is_said(kind, value))
        return placements


def _is_said(kind: str, value: str) -> Q:
    standing = ItemStatement.objects.filter(item=OuterRef("item"), kind=kind, value=value, withdrawn_at=None)
    said = Q(Exists(standing))
    # At upload it was said whether a file is content or context; no unit needs to say that again.
    return said | Q(item__nature=value) if kind == ItemStatement.Kind.NATURE else said


def shown_in(item: Item) -> list[Depiction]:
    """Return whom an item shows, in the series that it is in, as far as the actor sees them."""
    placed = Placement.objects.filter(item=item, series=OuterRef("subject__series"))
    rows = Depiction.objects.filter(Exists(placed), item=item)
    return list(rows.select_related("subject__series", "country", "unit").order_by("subject__series", "pk"))


def depicted(subject: Subject, items: Iterable[UUID]) -> set[UUID]:
    """Return which of these items are said to show a subject."""
    return set(Depiction.objects.filter(subject=subject, item__in=list(items)).values_list("item_id", flat=True))


def files_of(subject: Subject) -> QuerySet[Placement]:
    """Return the placements in the subject's series of the files that show the subject."""
    return Narrowing(subject).of(Placement.objects.filter(series=subject.series_id))
