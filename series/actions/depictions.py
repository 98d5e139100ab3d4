"""Saying which subjects an item shows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from accounts.models import Officer
from accounts.models.owned import owner_fields
from accounts.permissions import require
from accounts.visibility import contributable_audiences
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import IcseError, NotAllowed
from icse.core.ids import uuid7
from series.actions.rights import require_contribution
from series.models import Depiction, Item, Placement, Subject

NOT_PLACED = "Only files of the series can show its people. Add the files to the series first."


@action
def depict_subject(*, subject: Subject, items: Iterable[Item], by: Officer) -> int:
    """Say that these items show a subject; what is said already stays once. Return how many are new.

    :raises NotAllowed: the series may not be contributed to.
    :raises IcseError: one of them is not in the subject's series.
    """
    require(by, "depiction.make")
    require_contribution(subject.audience_id)
    wanted = {item.pk: item for item in items}
    placed = Placement.objects.filter(series=subject.series_id, item__in=list(wanted))
    if set(placed.values_list("item_id", flat=True)) != wanted.keys():
        raise IcseError(NOT_PLACED, field="items")
    known = Depiction.objects.filter(subject=subject, item__in=list(wanted)).values_list("item_id", flat=True)
    new = [item for key, item in wanted.items() if key not in set(known)]
    Depiction.objects.bulk_create([_depiction(subject, item, by) for item in new], ignore_conflicts=True)
    if new:
        audit.record("depiction.added", on=subject, items=" ".join(str(item.pk) for item in new))
        _announce(subject, [(item.pk, item.audience_id) for item in new])
    return len(new)


@action
def undepict_subject(*, subject: Subject, items: Sequence[Item], by: Officer) -> int:
    """Say that these items do not show a subject. Return of how many that was said.

    :raises NotAllowed: item, series and word are other countries'.
    """
    require(by, "depiction.make")
    contributes = subject.audience_id in contributable_audiences()
    said = Depiction.objects.filter(subject=subject, item__in=[item.pk for item in items])
    for one in said.select_related("item"):
        if one.item.country_id == by.country_id:
            continue
        if not contributes or by.country_id not in {one.country_id, subject.series.country_id}:
            raise NotAllowed("Only the country of the file, of the series, or that said so may take this back.")
    gone = list(said.values_list("item_id", "item_audience_id"))
    said.delete()
    if gone:
        audit.record("depiction.removed", on=subject, items=" ".join(str(key) for key, _ in gone))
        _announce(subject, gone)
    return len(gone)


def forget_depictions(*, series: UUID, item: UUID) -> None:
    """Take back what is said of an item with a series that it leaves; a part of taking it out."""
    Depiction.objects.filter(item=item, subject__series=series).delete()


def _depiction(subject: Subject, item: Item, by: Officer) -> Depiction:
    audiences = {"subject_audience_id": subject.audience_id, "item_audience_id": item.audience_id}
    return Depiction(id=uuid7(), subject=subject, item=item, **audiences, **owner_fields(by))


def _announce(subject: Subject, items: Iterable[tuple[UUID, int]]) -> None:
    """Whoever may not see an item hears nothing, not even that something was said."""
    by_audience: dict[int, list[UUID]] = defaultdict(list)
    for key, audience in items:
        by_audience[audience].append(key)
    for audience, keys in by_audience.items():
        objects = [subject.series_id, subject.pk, *keys]
        events.publish("series.changed", objects=objects, audiences=[subject.audience_id, audience])
