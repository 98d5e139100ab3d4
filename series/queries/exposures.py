"""What an officer has opened already of what a picture shows: told before it is opened again."""

from datetime import UTC, datetime
from typing import Final

from django.db.models import Max, Q

from accounts.models import Officer
from icse.core.models import AuditEntry
from series.models import Hit, Item

#: Of a picture that has more visible matches, the nearest are asked about.
_MOST: Final = 2000


def earlier_looks(item: Item, officer: Officer) -> str:
    """Say when this officer opened this picture, the same file elsewhere or a near-duplicate; empty when never.

    From the officer's own entries, and hits and items that the officer sees now. Three queries.
    """
    shown = {str(key): "the same file elsewhere" for key in _same(item)}
    shown |= {str(key): "a near-duplicate" for key in _near(item) if str(key) not in shown}
    shown[str(item.pk)] = "this picture"
    entries = AuditEntry.objects.filter(officer_id=officer.pk, action="media.exposed", object_id__in=list(shown))
    latest: dict[str, datetime] = {}
    for key, at in entries.values_list("object_id").annotate(last=Max("at")).order_by():
        what = shown[key]
        latest[what] = max(at, latest.get(what, at))
    order = ("this picture", "the same file elsewhere", "a near-duplicate")
    parts = [f"{what} on {_moment(latest[what])}" for what in order if what in latest]
    return f"You opened {'; '.join(parts)}." if parts else ""


def _same(item: Item) -> list[object]:
    return list(Item.objects.filter(sha256=item.sha256).values_list("pk", flat=True)[:_MOST])


def _near(item: Item) -> list[object]:
    """Return the other side of each hit that the officer sees."""
    hits = Hit.objects.filter(Q(item=item) | Q(other=item)).order_by("distance", "pk")
    pairs = hits.values_list("item_id", "other_id")[:_MOST]
    return [other if one == item.pk else one for one, other in pairs]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%-d %b %Y, %H:%M} UTC"
