"""Taking back what a list said that does not count any more: removed, replaced, or refused."""

from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from icse.core.doors import acting_as_system
from series.matching.blind import write_blind_hits
from series.matching.fingerprints import HASH_BYTES, MIN_QUALITY
from series.matching.hits import write_near_hits
from series.matching.lists.importing import REASON, forget_hashes, tell
from series.matching.lists.marking import harmless_for_all
from series.matching.tail import Matcher
from series.models import Fingerprint, HashList, Item, Listing

_AT_ONCE: Final = 200
#: Nobody else says that they are harmless: what was spared for them is made up for.
_TO_MATCH: Final = f"""
    SELECT i.id FROM series_item i
    WHERE i.id = ANY(%s::uuid[]) AND i.state = 'ready' AND i.media_id IS NOT NULL AND NOT {harmless_for_all("i.id")}
"""  # noqa: S608 - of constants


def ended_lists() -> QuerySet[HashList]:
    """Return the lists that do not count and whose marks may still be there."""
    over = Q(state__in=(HashList.State.SUPERSEDED, HashList.State.REFUSED)) | ~Q(removed_at=None)
    return HashList.objects.filter(over, cleared_at=None) | HashList.objects.filter(removed_at__isnull=False).exclude(
        state=HashList.State.REMOVED
    )


def clear_list(list_id: UUID, matcher: Matcher) -> bool:
    """Take the marks of a list away, and its hashes unless it stays for the record. Return whether it had ended.

    Pages do not show the marks of a list that does not count, so that the order of things here is seen by nobody.
    """
    with acting_as_system(REASON):
        listed = ended_lists().filter(pk=list_id).first()
    if listed is None:
        return False
    while _clear_some(listed, matcher):
        pass
    is_gone = listed.removed_at is not None
    if is_gone or listed.state == HashList.State.REFUSED:
        forget_hashes(listed.pk)
    with acting_as_system(REASON):
        state = HashList.State.REMOVED if is_gone else listed.state
        HashList.objects.filter(pk=listed.pk).update(state=state, cleared_at=Now())
        tell(listed)
    return True


def _clear_some(listed: HashList, matcher: Matcher) -> bool:
    """First what is to be made up for, then the marks: after a crash both are done again."""
    with acting_as_system(REASON):
        marks = Listing.objects.filter(hash_list=listed.pk).order_by("pk")
        items = dict(marks.values_list("pk", "item_id")[:_AT_ONCE])
    if not items:
        return False
    if listed.kind == HashList.Kind.HARMLESS:
        _match(list(items.values()), matcher)
    with acting_as_system(REASON):
        Listing.objects.filter(pk__in=list(items)).delete()
    return True


def _match(items: list[UUID], matcher: Matcher) -> None:
    """Find the near-duplicates of those that were not matched while everybody knew them to be harmless."""
    with acting_as_system(REASON), connection.cursor() as cursor:
        cursor.execute(_TO_MATCH, [items])
        wanted = [row[0] for row in cursor.fetchall()]
    for item_id in wanted:
        with acting_as_system(REASON):
            # Held, so that it does not go to another audience while its matches are written.
            item = Item.objects.filter(pk=item_id).select_for_update(no_key=True).first()
            prints = Fingerprint.objects.filter(media=item.media_id).first() if item else None
            if item is None or prints is None or prints.quality < MIN_QUALITY:
                continue
            bits = np.frombuffer(bytes(prints.orientations), dtype=np.uint8).reshape(-1, HASH_BYTES)
            write_near_hits(item.pk, [near for near in matcher.near(bits) if near.media_id != item.media_id])
            write_blind_hits(item.pk)
