"""Writes what units say of subjects and items, as the system, straight into the tables."""

from series.models import Depiction, ItemStatement, SubjectStatement
from tests.partition.loading import Loader
from tests.partition.world import Remark, moment

_SURE = {"source_evaluation": "A", "information_evaluation": 1}


def load_remarks(loader: Loader) -> None:
    """Write everything. Inside ``acting_as_system``, after ``load``."""
    world = loader.world
    SubjectStatement.objects.bulk_create(
        SubjectStatement(
            subject_id=one.of,
            audience_id=loader.subject_audience(one.of),
            kind="mark",
            value=one.mark,
            **_made(loader, one),
        )
        for one in world.said_of_subjects.values()
    )
    ItemStatement.objects.bulk_create(
        ItemStatement(
            item_id=one.of,
            audience_id=loader.item_audience(one.of),
            kind="authenticity",
            value="real",
            **_made(loader, one),
        )
        for one in world.said_of_items.values()
    )
    Depiction.objects.bulk_create(
        Depiction(
            subject_id=one.subject,
            subject_audience_id=loader.subject_audience(one.subject),
            item_id=one.item,
            item_audience_id=loader.item_audience(one.item),
            **loader.made(one),
        )
        for one in world.shown.values()
    )


def _made(loader: Loader, one: Remark) -> dict[str, object]:
    withdrawn = moment(one.minute) if one.withdrawn else None
    return {**_SURE, **loader.made(one), "withdrawn_at": withdrawn}
