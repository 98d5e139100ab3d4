"""Background work: attempts at items, re-sending what was lost, removing what nobody names."""

import functools
import sys
from itertools import islice
from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_init, worker_process_shutdown, worker_shutdown

from icse.core import audit, waking
from icse.core.doors import acting_as_system
from series import blobs
from series.actions.items import INGEST
from series.checks import required_confinement
from series.ingest import leases
from series.ingest.decoders import new_decoder
from series.ingest.pipeline import ingest
from series.ingest.turns import Turns
from series.ingest.work import Tools
from series.matching.index import keeping
from series.matching.index.files import NoFolder, remove_old
from series.matching.tail import Matcher
from series.models import Item

log = structlog.get_logger()

#: One file takes half a minute at the very most; a worker that hangs for longer is killed, and its lease runs out.
_HANGS_AFTER = 600
_WAITS_AFTER = 5.0
_SWEPT_AT_ONCE = 200
_TRIES = 3
_LOOKED_UP_AT_ONCE = 1000
_DAY = 24 * 3600.0


@functools.cache
def _tools() -> Tools:
    """What this worker process keeps. The decoder starts its child, and the index is read, with the first file."""
    return Tools(new_decoder(), Matcher())


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
    removed = 0
    while some := set(islice(stored, _LOOKED_UP_AT_ONCE)):
        with acting_as_system("orphans"):
            named = set(Item.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        removed += sum(_remove_if_orphan(sha256) for sha256 in some - named)
    return removed


def _remove_if_orphan(sha256: str) -> bool:
    """Under the content's lock: a request that is just taking the same content comes before or after, not between."""
    with acting_as_system("orphans"):
        blobs.lock_hashes([sha256])
        if Item.objects.filter(sha256=sha256).exists():
            return False
        blobs.remove(sha256)
        audit.record("blob.removed")
        return True
