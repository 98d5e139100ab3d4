"""Several series side by side, each as far as the actor sees it: for previews, and for what is linked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from series.models import Series, Subject
from series.queries.series import MarkedItem, all_series, counts_of_items, first_pictures, marked_items

#: Of one series, in a preview and among linked ones.
FEW_PICTURES, MORE_PICTURES = 4, 12
SUBJECTS = 20


@dataclass(frozen=True)
class Side:
    """One series with what this officer may see in it. ``items`` is how many; ``pictures`` are the first of them."""

    series: Series
    items: int
    pictures: list[MarkedItem]
    subjects: list[Subject]

    @property
    def is_solved(self) -> bool:
        """Its pictures are folded away then."""
        return not self.series.is_active

    @property
    def subjects_left_out(self) -> int:
        """How many more there are than shown."""
        return self.series.victims + self.series.offenders - len(self.subjects)


def sides_of(keys: Sequence[UUID], *, pictures: int = FEW_PICTURES) -> list[Side]:
    """Return these series in their order, as far as the actor sees them. Five queries, or none for none."""
    if not keys:
        return []
    series = all_series().in_bulk(list(keys))
    items, firsts = counts_of_items(series), first_pictures(list(series), at_most=pictures)
    shown = marked_items(key for found in firsts.values() for key in found)
    subjects: dict[UUID, list[Subject]] = {}
    rows = Subject.objects.filter(series__in=list(series)).select_related("status_country").order_by("pk")
    for subject in rows[: SUBJECTS * len(keys)]:
        subjects.setdefault(subject.series_id, []).append(subject)
    return [
        Side(
            series=series[key],
            items=items.get(key, 0),
            pictures=[shown[one] for one in firsts.get(key, []) if one in shown],
            subjects=subjects.get(key, [])[:SUBJECTS],
        )
        for key in keys
        if key in series
    ]
