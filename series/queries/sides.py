"""Several series side by side, each as far as the actor sees it: for previews, and for what is linked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from series.models import Item, Series, Subject
from series.queries.depictions import files_of
from series.queries.series import MarkedItem, all_series, counts_of_items, first_pictures, marked_items
from series.queries.statements import Said, by_kind, said_of_subjects

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


@dataclass(frozen=True)
class Face:
    """One subject: what units say, and the first of the files that are said to show the person."""

    subject: Subject
    said: list[Said]
    pictures: list[MarkedItem]

    @property
    def is_solved(self) -> bool:
        """Its pictures are folded away then."""
        return not self.subject.series.is_active


def faces_of(subjects: Sequence[Subject]) -> list[Face]:
    """Return these, which bring their series. Two queries, and one for each subject."""
    said = said_of_subjects(one.pk for one in subjects)
    shown = {one.pk: _pictures_of(one) for one in subjects}
    items = marked_items(key for keys in shown.values() for key in keys)
    return [
        Face(one, by_kind(said.get(one.pk, [])), [items[key] for key in shown[one.pk] if key in items])
        for one in subjects
    ]


def _pictures_of(subject: Subject) -> list[UUID]:
    rows = files_of(subject).filter(item__state=Item.State.READY).exclude(item__kind=Item.Kind.OTHER)
    return list(rows.order_by("pk").values_list("item_id", flat=True)[:MORE_PICTURES])


def beside_faces(sides: Sequence[Side], faces: Sequence[Face]) -> list[Side]:
    """Return the sides without their first pictures where better ones are shown: of the person."""
    of_person = {one.subject.series_id for one in faces if one.pictures}
    return [replace(side, pictures=[]) if side.series.pk in of_person else side for side in sides]


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
