"""Background work: cutting crops, and sending again what was lost."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from itertools import islice
from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.interest import forget_old
from forum import crops, digests
from forum.actions.crops import CUT
from forum.actions.news import announce
from forum.actions.translations import TRANSLATE
from forum.models import Crop, CropSource, ThreadInterest
from forum.removal import remove_all, remove_crop_if_orphan
from forum.telling import forget_old as forget_old_told
from forum.telling import tell, untold
from forum.translating import outcome_of, settle, still_waiting, undone
from icse.core import audit
from icse.core.doors import acting_as_system
from icse.core.waking import wake
from series import blobs
from series.ingest.decoder import DecoderUnavailableError
from series.ingest.recognition import Refusal
from series.models import SeriesInterest
from series.removal import remove_if_orphan, unfinished

_HANGS_AFTER = 300
_WAITS_AFTER = timedelta(seconds=10)
_GIVEN_UP_AFTER = timedelta(hours=1)
_SWEPT_AT_ONCE = 100
_LOOKED_UP_AT_ONCE = 1000
_DAY = 24 * 3600.0
_NOT_CUT = "The picture could not be cut. Ask again, with another picture if it is refused again."
_log = structlog.get_logger("icse.crops")


@shared_task(time_limit=_HANGS_AFTER)
def cut_crop(crop_id: str) -> None:
    """Cut one crop, unless that is done. Two workers may both cut; the first that is finished counts."""
    with acting_as_system("crop"):
        source = CropSource.objects.select_related("item", "crop").filter(crop=UUID(crop_id)).first()
    if source is None or source.crop.state != Crop.State.WAITING:
        return
    try:
        outcome = crops.cut(source.item.sha256, (source.x, source.y, source.width, source.height))
    except DecoderUnavailableError as error:
        _log.warning("crop.not_cut", crop=crop_id, error=type(error).__name__)
        if source.crop.created_at > timezone.now() - _GIVEN_UP_AFTER:
            return  # the sweep tries again
        outcome = Refusal("not_cut", _NOT_CUT)
    with acting_as_system("crop"):
        _settle(source.crop, outcome)


@shared_task
def sweep_crops() -> int:
    """Wake workers for crops that still wait. Return how many were sent."""
    with acting_as_system("sweep"):
        keys = list(_waiting().values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    sent = 0
    for key in keys:
        if not wake(CUT, key):
            break  # the broker is away: the first failure speaks for all
        sent += 1
    return sent


@shared_task
def remove_deleted(stone_id: str) -> None:
    """Carry out one deletion, unless that is done."""
    _carry_out(UUID(stone_id))


@shared_task
def sweep_deleted() -> int:
    """Carry out deletions whose wake-up was lost. Return how many."""
    with acting_as_system("sweep"):
        keys = list(unfinished().values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    return sum(_carry_out(key) for key in keys)


@shared_task
def remove_orphan_crops() -> int:
    """Remove files of crops older than a day that no crop names. Return how many went."""
    stored = crops.stored_crops(_DAY)
    removed = 0
    while some := set(islice(stored, _LOOKED_UP_AT_ONCE)):
        with acting_as_system("orphans"):
            named = set(Crop.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        removed += sum(_if_orphan(remove_crop_if_orphan, sha256) for sha256 in some - named)
    return removed


@shared_task
def forget_old_interest() -> int:
    """Forget what was opened long ago. Return how many rows said nothing more and went."""
    with acting_as_system("retention"):
        return sum(forget_old(rows) for rows in (SeriesInterest, ThreadInterest))


@shared_task(time_limit=_HANGS_AFTER)
def translate_post(translation_id: str) -> None:
    """Translate one answer, unless that is done."""
    with acting_as_system("translation"):
        row = undone(UUID(translation_id))
    if row is None:
        return
    outcome = outcome_of(row)
    with acting_as_system("translation"):
        settle(row, outcome)


@shared_task
def sweep_translations() -> int:
    """Wake workers for translations whose message was lost. Return how many were sent."""
    with acting_as_system("sweep"):
        keys = list(still_waiting().values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    return sum(wake(TRANSLATE, key) for key in keys)


def _carry_out(stone_id: UUID) -> bool:
    """Remove the rows, and then the files; what a crash leaves between, the daily sweeps find."""
    with acting_as_system("deletion"):
        left = remove_all(stone_id)
    if left is None:
        return False
    for sha256 in sorted(left.contents):
        _if_orphan(remove_if_orphan, sha256)
    for sha256 in sorted(left.crops):
        _if_orphan(remove_crop_if_orphan, sha256)
    return True


def _if_orphan(remove: Callable[[str], bool], sha256: str) -> bool:
    """Decide about one file in a transaction of its own, which holds its lock."""
    with acting_as_system("orphans"):
        return remove(sha256)


def _waiting() -> QuerySet[Crop]:
    return Crop.objects.filter(state=Crop.State.WAITING, created_at__lt=timezone.now() - _WAITS_AFTER).order_by("pk")


def _settle(crop: Crop, outcome: crops.Cut | Refusal) -> None:
    """Write what became of the crop, if nobody has; only then is it told.

    Where the same crop was deleted elsewhere since, the file may be gone: then it waits to be cut again.
    """
    if isinstance(outcome, crops.Cut):
        blobs.lock_hashes([outcome.sha256])
        if not crops.crop_path(outcome.sha256).is_file():
            return
    waiting = Crop.objects.filter(pk=crop.pk, state=Crop.State.WAITING)
    if isinstance(outcome, Refusal):
        action, settled = "crop.refused", waiting.update(state=Crop.State.REFUSED, reason=outcome.sentence)
    else:
        action, settled = "crop.cut", waiting.update(state=Crop.State.READY, **asdict(outcome))
    if settled:
        audit.record(action, on=crop)
        announce(crop.thread, "thread.changed", crop)


# What officers are told of clue requests


@shared_task
def tell_news(news_id: str) -> None:
    """Tell officers of one thing that happened, unless that is done or being done."""
    with acting_as_system("telling"):
        tell(UUID(news_id))


@shared_task
def sweep_news() -> int:
    """Tell what a dead worker or an empty broker lost. Return how many things were told."""
    with acting_as_system("sweep"):
        waiting = untold(timezone.now() - _WAITS_AFTER, _SWEPT_AT_ONCE)
    told = 0
    for key in waiting:
        with acting_as_system("telling"):
            told += tell(key) is not None
    return told


@shared_task
def send_digests() -> int:
    """Mail the counts that are due. Return how many mails were sent."""
    return digests.send_due(timezone.now())


@shared_task
def forget_old_notifications() -> int:
    """Remove what was told long ago."""
    with acting_as_system("retention"):
        return forget_old_told(timezone.now(), settings.NOTIFICATION_RETENTION_DAYS)
