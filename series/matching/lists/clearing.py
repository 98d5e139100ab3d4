"""Taking back what a list said that does not count any more: removed, replaced, or refused."""

from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from icse.core.doors import acting_as_system
from series import blobs
from series.ingest.decoder.recordings import Recording
from series.ingest.recording import record_aside
from series.ingest.work import Tools
from series.matching.blind import write_blind_hits
from series.matching.fingerprints import HASH_BYTES, MIN_QUALITY
from series.matching.hits import write_near_hits, write_video_hits
from series.matching.lists.importing import REASON, forget_hashes, tell
from series.matching.lists.marking import harmless_for_all
from series.matching.videos import compare
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


def clear_list(list_id: UUID, tools: Tools) -> bool:
    """Take the marks of a list away, and its hashes unless it stays for the record. Return whether it had ended.

    Pages do not show the marks of a list that does not count, so that the order of things here is seen by nobody.
    """
    with acting_as_system(REASON):
        listed = ended_lists().filter(pk=list_id).first()
    if listed is None:
        return False
    while _clear_some(listed, tools):
        pass
    is_gone = listed.removed_at is not None
    if is_gone or listed.state == HashList.State.REFUSED:
        forget_hashes(listed.pk)
    with acting_as_system(REASON):
        state = HashList.State.REMOVED if is_gone else listed.state
        HashList.objects.filter(pk=listed.pk).update(state=state, cleared_at=Now())
        tell(listed)
    return True


def _clear_some(listed: HashList, tools: Tools) -> bool:
    """First what is to be made up for, then the marks: after a crash both are done again."""
    with acting_as_system(REASON):
        marks = Listing.objects.filter(hash_list=listed.pk).order_by("pk")
        items = dict(marks.values_list("pk", "item_id")[:_AT_ONCE])
    if not items:
        return False
    # A country's own list spared nothing. Working here for others' items would tell by the time that there are some.
    if listed.kind == HashList.Kind.HARMLESS and listed.for_all:
        _match(list(items.values()), tools)
    with acting_as_system(REASON):
        Listing.objects.filter(pk__in=list(items)).delete()
    return True


def _match(items: list[UUID], tools: Tools) -> None:
    """Find what resembles those that were not matched while everybody knew them to be harmless."""
    with acting_as_system(REASON):
        with connection.cursor() as cursor:
            cursor.execute(_TO_MATCH, [items])
            wanted = [row[0] for row in cursor.fetchall()]
        videos = {one.pk: one for one in Item.objects.filter(pk__in=wanted, kind=Item.Kind.VIDEO)}
    for item_id in wanted:
        if item_id in videos:
            _match_video(videos[item_id], tools)
        else:
            _match_picture(item_id, tools)


def _match_picture(item_id: UUID, tools: Tools) -> None:
    with acting_as_system(REASON):
        item = _held(item_id)
        prints = Fingerprint.objects.filter(media=item.media_id).first() if item else None
        if item is None or prints is None or prints.quality < MIN_QUALITY:
            return
        bits = np.frombuffer(bytes(prints.orientations), dtype=np.uint8).reshape(-1, HASH_BYTES)
        write_near_hits(item.pk, [near for near in tools.matcher.near(bits) if near.media_id != item.media_id])
        write_blind_hits(item.pk)


def _match_video(video: Item, tools: Tools) -> None:
    """Its turned forms are not stored, so it is decoded once more; nothing is held meanwhile."""
    path = blobs.blob_path(video.sha256)
    found = record_aside(tools.decoder, path, video.media_type) if path.exists() else None  # deleted meanwhile
    if not isinstance(found, Recording) or not found.frames:
        return
    with acting_as_system(REASON):
        alike = [one for one in compare(tools.matcher, found.frames) if one.is_match]
    with acting_as_system(REASON):
        if (item := _held(video.pk)) is None:
            return
        others = [one for one in alike if one.near.media_id != item.media_id]
        write_near_hits(item.pk, [one.near for one in others if not one.is_video])
        write_video_hits(item.pk, [one.as_match for one in others if one.is_video])
        write_blind_hits(item.pk)


def _held(item_id: UUID) -> Item | None:
    """Return it held, so that it does not go to another audience while its matches are written."""
    return Item.objects.filter(pk=item_id).select_for_update(no_key=True).first()
