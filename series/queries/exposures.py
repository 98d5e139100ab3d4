"""What an officer has opened already of what a picture shows: told before it is opened again."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import Officer
from icse.core.models import AuditEntry
from series.models import Hit, Item

#: Of a picture that has more visible matches, the nearest are asked about.
_MOST: Final = 2000
#: How the record tells playing from looking at a picture.
PLAYING: Final = "playing"
_EXPOSED: Final = Q(action="media.exposed")
_SAME: Final = "the same file elsewhere"
_ALIKE: Final = "a near-duplicate"
_WORDS: Final[dict[str, str]] = {Item.Kind.PICTURE: "picture", Item.Kind.VIDEO: "video", Item.Kind.SOUND: "sound"}


def earlier_looks(item: Item, officer: Officer) -> str:
    """Say when this officer opened this picture, the same file elsewhere or a near-duplicate; empty when never.

    Playing counts as opening. From the officer's own entries, and hits and items that the officer sees now. Three
    queries.
    """
    return _told(item, AuditEntry.objects.filter(_EXPOSED, officer_id=officer.pk))


def earlier_plays(item: Item, officer: Officer, besides: timedelta) -> str:
    """Say the same to who wants to play it. That its storyboard was opened is not told: playing shows more.

    :param besides: what was begun so shortly ago is this very playing, which asks for piece after piece.
    """
    mine = Q(object_id=str(item.pk))
    plays = mine & Q(facts__list=PLAYING, at__lt=timezone.now() - besides)
    return _told(item, AuditEntry.objects.filter(_EXPOSED, plays | ~mine, officer_id=officer.pk))


def _told(item: Item, entries: QuerySet[AuditEntry]) -> str:
    shown = {str(key): _SAME for key in _same(item)}
    shown |= {str(key): _ALIKE for key in _near(item) if str(key) not in shown}
    shown[str(item.pk)] = this = f"this {_WORDS.get(item.kind, 'file')}"
    latest: dict[str, datetime] = {}
    found = entries.filter(object_id__in=list(shown))
    for key, at in found.values_list("object_id").annotate(last=Max("at")).order_by():
        what = shown[key]
        latest[what] = max(at, latest.get(what, at))
    parts = [f"{what} on {_moment(latest[what])}" for what in (this, _SAME, _ALIKE) if what in latest]
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
