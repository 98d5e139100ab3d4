"""Background work: attempts at items, re-sending what was lost, removing what nobody names."""

import functools
import sys
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from celery import shared_task
from celery.signals import worker_init, worker_process_shutdown, worker_shutdown
from django.conf import settings
from django.utils import timezone

from icse.core import waking
from icse.core.doors import acting_as_system
from icse.core.ids import first_uuid7
from series import blobs, leaving
from series.actions.hash_lists import CLEAR, IMPORT
from series.actions.items import INGEST
from series.actions.lookups import ANSWER
from series.actions.referrals import PACK
from series.actions.uploads import EXPAND, SETTLE
from series.checks import required_confinement
from series.ingest import archives, leases, upkeep
from series.ingest.decoder.exiftool import ExifTool
from series.ingest.decoders import new_decoder
from series.ingest.pipeline import ingest
from series.ingest.turns import Turns
from series.ingest.work import Tools
from series.matching import floods, lookups
from series.matching.blind import forget_old_probes
from series.matching.index import keeping
from series.matching.index.files import NoFolder, remove_old
from series.matching.lists.clearing import clear_list, ended_lists
from series.matching.lists.importing import import_list, waiting_lists
from series.matching.tail import Matcher
from series.models import Item
from series.proposing import work as proposing
from series.referring import escalation, packing
from series.removal import remove_if_orphan

log = structlog.get_logger()

#: One file takes half a minute at the very most; a worker that hangs for longer is killed, and its lease runs out.
_HANGS_AFTER = 600
_WAITS_AFTER = 5.0
_SWEPT_AT_ONCE = 200
_TRIES = 3
_LOOKED_UP_AT_ONCE = 1000
_DAY = 24 * 3600.0
#: Longer than the task's own interval: after a pause the newest placements are still looked at.
_PLACED_SINCE = 600.0
_WEIGHED_AT_ONCE = 500


@functools.cache
def _tools() -> Tools:
    """What this worker process keeps. The decoder starts its child, and the index is read, with the first file."""
    return Tools(new_decoder(), Matcher(), ExifTool(settings.EXIFTOOL))


@worker_init.connect
def refuse_to_start(**_: Any) -> None:
    """End the worker at once where its decoders would not be confined as is required.

    :raises SystemExit: with the sentence that says so.
    """
    if found := required_confinement():
        sys.exit(found[0].msg)


@worker_process_shutdown.connect
@worker_shutdown.connect
def close_tools(**_: Any) -> None:
    """End the decoder's child with the worker."""
    if _tools.cache_info().currsize:
        _tools().decoder.close()
        if exiftool := _tools().exiftool:
            exiftool.close()
        _tools.cache_clear()


@functools.cache
def _turns() -> Turns:
    return Turns()


@shared_task(time_limit=_HANGS_AFTER)
def wake(item_id: str) -> None:
    """Make one attempt at the item whose country's turn it is. The key says only that there is work.

    Where another worker was faster, the next one is tried; there are as many messages as items.
    """
    for _ in range(_TRIES):
        chosen = _turns().next_item()
        if chosen is None or ingest(chosen, _tools()) is not None:
            return


@shared_task
def sweep() -> int:
    """Wake workers for what a dead worker or an empty broker lost. Return how many were sent."""
    with acting_as_system("sweep"):
        waiting = list(leases.lost_or_waiting(_WAITS_AFTER).values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    # While the broker is away, the first failure speaks for all.
    sent = 0
    for item_id in waiting:
        if not waking.wake(INGEST, item_id):
            break
        sent += 1
    return sent


@shared_task(time_limit=_HANGS_AFTER)
def answer_lookup(lookup_id: str) -> None:
    """Answer one look-up, unless that is done."""
    lookups.answer(UUID(lookup_id), _tools())


@shared_task
def sweep_lookups() -> int:
    """Wake workers for look-ups that still wait; remove what is kept for a day or two. Return how many were sent."""
    lookups.forget_old()
    with acting_as_system("retention"):
        forget_old_probes()
    sent = 0
    for key in lookups.waiting():
        if not waking.wake(ANSWER, key):
            break
        sent += 1
    return sent


@shared_task
def expand(archive_id: str) -> bool:
    """Make one attempt at an archive."""
    return archives.expand(UUID(archive_id))


@shared_task
def settle_upload(upload_id: str) -> int:
    """Carry out a cancellation, or try again what failed."""
    number = upkeep.settle(UUID(upload_id))
    upkeep.wake_ingest(UUID(upload_id))
    return number


@shared_task
def sweep_uploads() -> int:
    """Wake workers for archives and uploads whose message was lost; forget transfers past their end; add up."""
    upkeep.forget_old()
    upkeep.forget_archives()
    upkeep.merge_holdings()
    with acting_as_system("sweep"):
        lost, unsettled = archives.lost_or_waiting(_WAITS_AFTER), upkeep.to_settle()
    return upkeep.wake_all(EXPAND, lost) + upkeep.wake_all(SETTLE, unsettled)


@shared_task
def refresh_index() -> bool:
    """Build a new generation of the near-duplicate index when one is due. Return whether one was built.

    Due is one when there is no usable file (what is damaged was removed by who found it), or a long tail.
    """
    with acting_as_system("index"):
        matcher = _tools().matcher
        matcher.take_in_what_is_settled()
        if matcher.file is not None:
            remove_old(matcher.file.header.generation)
        if not keeping.is_due(matcher.file):
            return False
        try:
            header = keeping.rebuild()
        except keeping.Busy:
            return False
        except (NoFolder, OSError) as error:
            log.warning("index.not_built", error=type(error).__name__)
            return False
        log.info("index.built", generation=header.generation, count=header.count)
        return True


@shared_task
def remove_orphans() -> int:
    """Remove blobs and previews older than a day that no item names. Return how many contents went."""
    blobs.remove_leftovers(_DAY)
    stored = blobs.stored_hashes(_DAY)
    packing.remove_unnamed(_DAY)
    removed = 0
    while some := set(islice(stored, _LOOKED_UP_AT_ONCE)):
        with acting_as_system("orphans"):
            named = set(Item.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        removed += sum(_remove(sha256) for sha256 in some - named)
    return removed


def _remove(sha256: str) -> bool:
    with acting_as_system("orphans"):
        return remove_if_orphan(sha256)


@shared_task
def import_hash_list(list_id: str) -> None:
    """Make one attempt at a list of hashes, and take back what it replaces."""
    path = blobs.list_path(UUID(list_id))
    if import_list(UUID(list_id), lambda: path.open("rb")):
        with acting_as_system("hash list"):
            waits = waiting_lists().filter(pk=list_id).exists()
            ended = list(ended_lists().values_list("pk", flat=True))
        if not waits:
            path.unlink(missing_ok=True)
        for one in ended:
            clear_list(one, _tools())


@shared_task
def clear_hash_list(list_id: str) -> None:
    """Take back what a list said that was removed."""
    clear_list(UUID(list_id), _tools())
    blobs.list_path(UUID(list_id)).unlink(missing_ok=True)


@shared_task
def sweep_hash_lists() -> int:
    """Wake workers for lists that a dead worker or an empty broker lost. Return how many were sent."""
    with acting_as_system("sweep"):
        waited = timezone.now() - timedelta(seconds=_WAITS_AFTER)
        waiting = list(waiting_lists().filter(created_at__lt=waited).values_list("pk", flat=True))
        ended = list(ended_lists().values_list("pk", flat=True))
    sent = [waking.wake(task, key) for task, keys in ((IMPORT, waiting), (CLEAR, ended)) for key in keys]
    return sum(sent)


@shared_task
def set_aside_floods() -> int:
    """Set aside what matches too many series since others were put into series. Return how many contents."""
    with acting_as_system("flood guard"):
        first = first_uuid7(timezone.now() - timedelta(seconds=2 * _PLACED_SINCE))
        items = iter(floods.matching_newly_placed(first, _PLACED_SINCE))
    count = 0
    while some := list(islice(items, _WEIGHED_AT_ONCE)):
        with acting_as_system("flood guard"):
            count += floods.set_aside(some)
    return count


@shared_task(time_limit=_HANGS_AFTER)
def propose_links() -> int:
    """Compare what became ready, was put into a series or was written of one. Return how many things."""
    return proposing.propose()


@shared_task
def pack_referral(referral_id: str) -> bool:
    """Pack what goes with one referral, unless that is done."""
    return packing.pack(UUID(referral_id))


@shared_task
def sweep_referrals() -> int:
    """Wake workers for packages that still wait, and tell on what was not acknowledged in time. Return how many."""
    with acting_as_system("sweep"):
        keys = list(packing.to_pack().order_by("pk").values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    sent = 0
    for key in keys:
        if not waking.wake(PACK, key):
            break  # the broker is away: the first failure speaks for all
        sent += 1
    return sent + escalation.escalate_referrals()


@shared_task
def escalate_alerts() -> int:
    """Tell again on flags that no unit has answered. Return how many."""
    return escalation.escalate_alerts()


@shared_task
def sweep_leads() -> int:
    """End leads whose last day has passed; give back what is in the hands of who left. Return how many."""
    with acting_as_system("leads"):
        ended = leaving.end_leads()
    with acting_as_system("leaving"):
        return ended + leaving.return_overdue()
