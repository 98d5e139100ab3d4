"""New material of identified children, as far as the actor sees the file and the series."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.markings import Marking, effective
from accounts.models import Officer
from series.models import NewMaterial

PAGE = 50


@dataclass(frozen=True)
class MaterialPage:
    """One page, urgent first, then newest first; ``older`` is the key after which the next one begins, or None."""

    rows: list[NewMaterial]
    older: UUID | None

    @property
    def keys(self) -> str:
        """The keys of the rows on it."""
        return " ".join(str(row.pk) for row in self.rows)

    @property
    def marked(self) -> list[tuple[NewMaterial, Marking]]:
        """The rows, each with what applies to the file in that series."""
        return [(row, effective(row.item, row.series)) for row in self.rows]


def all_material() -> QuerySet[NewMaterial]:
    """Return what the actor may see, with what names it."""
    return NewMaterial.objects.select_related(
        "item__country", "item__unit", "item__audience", "series__country", "subject", "country"
    )


def material_of_country(officer: Officer, *, after: UUID | None = None) -> MaterialPage:
    """Return one page of the new material of children whom the officer's country identified."""
    # A file may match several of a series; the first that is shown stands for all.
    earlier = NewMaterial.objects.filter(item=OuterRef("item"), subject=OuterRef("subject"), pk__lt=OuterRef("pk"))
    rows = all_material().filter(~Exists(earlier), country=officer.country_id)
    last = all_material().filter(pk=after).first() if after else None
    if last is not None:
        less = Q(is_urgent=last.is_urgent, pk__lt=last.pk)
        rows = rows.filter(less | Q(is_urgent=False) if last.is_urgent else less)
    found = list(rows.order_by("-is_urgent", "-pk")[: PAGE + 1])
    return MaterialPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
