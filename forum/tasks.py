"""Background work: cutting crops, and sending again what was lost."""

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from accounts.interest import forget_old
from forum import crops
from forum.actions.crops import CUT
from forum.actions.news import announce
from forum.models import Crop, CropSource, ThreadInterest
from icse.core import audit
from icse.core.doors import acting_as_system
from icse.core.waking import wake
from series.ingest.decoder import DecoderUnavailableError
from series.ingest.recognition import Refusal
from series.models import SeriesInterest

_HANGS_AFTER = 300
_WAITS_AFTER = timedelta(seconds=10)
_GIVEN_UP_AFTER = timedelta(hours=1)
_SWEPT_AT_ONCE = 100
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
def forget_old_interest() -> int:
    """Forget what was opened long ago. Return how many rows said nothing more and went."""
    with acting_as_system("retention"):
        return sum(forget_old(rows) for rows in (SeriesInterest, ThreadInterest))


def _waiting() -> QuerySet[Crop]:
    return Crop.objects.filter(state=Crop.State.WAITING, created_at__lt=timezone.now() - _WAITS_AFTER).order_by("pk")


def _settle(crop: Crop, outcome: crops.Cut | Refusal) -> None:
    """Write what became of the crop, if nobody has; only then is it told."""
    waiting = Crop.objects.filter(pk=crop.pk, state=Crop.State.WAITING)
    if isinstance(outcome, Refusal):
        action, settled = "crop.refused", waiting.update(state=Crop.State.REFUSED, reason=outcome.sentence)
    else:
        action, settled = "crop.cut", waiting.update(state=Crop.State.READY, **asdict(outcome))
    if settled:
        audit.record(action, on=crop)
        announce(crop.thread, "thread.changed", crop)
