"""Who works on an item: a claim is a lease with an attempt number, renewed by a heartbeat and lost by silence.

Locks are always taken in this order: the content's (``blobs.lock_hashes``), the item's row, the events'.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from psycopg.types.json import Jsonb

from icse.core import audit
from icse.core.doors import acting_as_system
from icse.core.prepared import prepared_cursor
from series import blobs
from series.actions.items import tell_progress
from series.ingest.work import Duplicate, Outcome, Refused, lease
from series.models import Case, Item

log = structlog.get_logger()

OPEN_STATES = (Item.State.RECEIVED, Item.State.WORKING)
REASON = "ingest"
_EXCUSED_AFTER = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
GAVE_UP = Refused(
    "gave_up",
    "The service could not finish this file, several times over. Upload it again; if it stays so, tell your "
    "administrator.",
)


_WRITE = """
    UPDATE series_item SET {sets}
    WHERE id = %(its_id)s AND state IN ('received', 'working') AND attempt = %(its_attempt)s
"""
_ENDS = ", lease_until = NULL, settled_at = statement_timestamp()"
_ASKED = frozenset(
    {
        *("id", "country_id", "unit_id", "officer_id", "audience_id", "case_id", "upload", "state", "stage", "attempt"),
        *("reason_code", "sha256", "sha1", "md5", "size"),
    }
)
#: What the stages ask of an item, in the model's order; of its case, they ask for whom it is.
_COLUMNS = tuple(field.attname for field in Item._meta.concrete_fields if field.attname in _ASKED)
_CLAIM = f"""
    UPDATE series_item i
    SET attempt = i.attempt + 1, state = 'working', lease_until = statement_timestamp() + %(lease)s
    FROM series_case c
    WHERE c.id = i.case_id AND i.id = (
        SELECT id FROM series_item
        WHERE id = %(item)s AND state IN ('received', 'working') AND attempt - excused < %(most)s
          AND (lease_until IS NULL OR lease_until < statement_timestamp())
        FOR NO KEY UPDATE SKIP LOCKED
    )
    RETURNING {", ".join(f"i.{name}" for name in _COLUMNS)}, c.audience_id
"""  # noqa: S608 - of constants
# The content's lock first, since rows are locked after everything else was read. What follows in the transaction
# asks about one item, by indexes: whole tables are read by no statement, even if it was planned when they were empty.
_HOLD = """
    WITH locked AS MATERIALIZED (
        SELECT pg_advisory_xact_lock(%(lock)s), set_config('enable_seqscan', 'off', true),
               set_config('plan_cache_mode', 'force_generic_plan', true)
    )
    SELECT i.audience_id FROM locked CROSS JOIN series_item i
    WHERE i.id = %(item)s AND i.state IN ('received', 'working') AND i.attempt = %(attempt)s FOR NO KEY UPDATE OF i
"""


class LeaseLost(Exception):
    """Somebody else works on the item, or has finished it: nothing of this attempt may be written."""


def claimable() -> QuerySet[Item]:
    """Return the items that nobody works on and that are not finished."""
    return Item.objects.filter(state__in=OPEN_STATES).filter(Q(lease_until=None) | Q(lease_until__lt=Now()))


def lost_or_waiting(before_seconds: float) -> QuerySet[Item]:
    """Return what a dead worker or an empty broker lost, longest first: lease run out, or never claimed for so long."""
    waited = Q(lease_until=None, created_at__lt=Now() - timedelta(seconds=before_seconds))
    lost = Q(lease_until__lt=Now())
    rows = Item.objects.filter(state__in=OPEN_STATES).filter(waited | lost)
    return rows.order_by(F("lease_until").asc(nulls_last=True), "pk")


def claim(item_id: UUID) -> Item | None:
    """Take an item for one attempt, or return None: it is finished, or somebody works on it.

    After INGEST_MAX_ATTEMPTS lost attempts the item is refused instead; what was ``excused`` does not count.
    """
    values: dict[str, Any] = {"item": item_id, "most": settings.INGEST_MAX_ATTEMPTS, "lease": lease()}
    with acting_as_system(REASON), prepared_cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
        if row is None:
            _give_up(item_id)
            return None
        *found, case_audience = row
        item = Item.from_db(connection.alias, _COLUMNS, found)
        item.case = Case.from_db(connection.alias, ("id", "audience_id"), (item.case_id, case_audience))
        return item


def _give_up(item_id: UUID) -> None:
    """Refuse an item of which every attempt was lost; leave any other as it is."""
    hopeless = claimable().filter(pk=item_id, attempt__gte=settings.INGEST_MAX_ATTEMPTS + F("excused"))
    sha256 = hopeless.values_list("sha256", flat=True).first()
    if sha256 is None:
        return
    blobs.lock_hashes([sha256])
    item = hopeless.select_for_update(skip_locked=True, no_key=True).first()
    if item is not None:
        settle(item, GAVE_UP)


@contextmanager
def held(item: Item) -> Iterator[None]:
    """Open a short transaction of the system in which this attempt holds its item, for the audience that it has now.

    :raises LeaseLost: the attempt is not the item's present one.
    """
    with acting_as_system(REASON):
        with prepared_cursor() as cursor:
            cursor.execute(_HOLD, {"lock": blobs.lock_key(item.sha256), "item": item.pk, "attempt": item.attempt})
            held_row = cursor.fetchone()
        if held_row is None:
            raise LeaseLost
        item.audience_id = held_row[0]  # its country may share it at any moment, but not while the row is held
        yield


def note_stage(item: Item, stage: str, *, tell: bool = False, **columns: object) -> None:
    """Write down which stage is finished, and what was found; inside ``held``.

    The first time, ``tell`` also tells open pages.
    """
    is_first = item.stage == ""
    _write(item, {"stage": stage} | columns)
    item.stage = stage
    if tell and is_first:
        tell_progress(item)


def settle(item: Item, outcome: Outcome, **columns: object) -> None:
    """Write an item's end, what was found, its record and its event; inside ``held`` or the claim's transaction.

    Repetitions of an item that is refused are refused with it: the same bytes would fare the same.
    """
    if isinstance(outcome, Duplicate):
        _end(item, "item.duplicate", state=Item.State.DUPLICATE, duplicate_of_id=outcome.of)
    elif isinstance(outcome, Refused):
        _end(item, "item.refused", state=Item.State.REFUSED, reason_code=outcome.code, reason=outcome.reason)
        for repeated in Item.objects.select_related("case").filter(duplicate_of=item, state=Item.State.DUPLICATE):
            Item.objects.filter(pk=repeated.pk).update(state=Item.State.WORKING)
            settle(repeated, outcome)
    else:
        _end(item, "item.ready", state=Item.State.READY, stage="announce", **columns)


def excuse(item: Item) -> bool:
    """Write down that this attempt was lost for no fault of the file's, so that it does not count.

    The database itself may be what is away, so it is asked for some seconds: nothing can be done without it. Return
    whether it was written; an attempt that is the item's no more is not.
    """
    for pause in _EXCUSED_AFTER:
        time.sleep(pause)
        try:
            with acting_as_system(REASON):
                return bool(_mine(item).filter(attempt=item.attempt).update(excused=F("excused") + 1))
        except (DatabaseError, InterfaceError) as error:
            log.warning("ingest.not_excused", item=str(item.pk), error=type(error).__name__)
            connection.close()
    return False


@contextmanager
def kept_alive(item: Item) -> Iterator[None]:
    """Renew the lease from a thread of its own while the block runs. It needs a connection only if that takes long."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(item, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(item: Item, stop: threading.Event) -> None:
    try:
        while not stop.wait(settings.INGEST_LEASE_SECONDS / 3):
            with acting_as_system("heartbeat"):
                kept = Item.objects.filter(pk=item.pk, attempt=item.attempt, state=Item.State.WORKING).update(
                    lease_until=Now() + lease()
                )
            if not kept:
                return
    except (DatabaseError, InterfaceError) as error:
        log.warning("ingest.heartbeat_failed", item=str(item.pk), error=type(error).__name__)
    finally:
        connection.close()


def _end(item: Item, action: str, **columns: object) -> None:
    _write(item, columns, _ENDS)
    for name, value in columns.items():
        setattr(item, name, value)
    audit.record(action, on=item, attempt=item.attempt, code=item.reason_code)
    tell_progress(item)


def _write(item: Item, columns: Mapping[str, object], also: str = "") -> None:
    """Write columns of the item's row, and what ``also`` sets. The heartbeat alone renews the lease: indexes hold it.

    :raises LeaseLost: the attempt is not the item's present one.
    """
    sets = ", ".join(f"{name} = %({name})s" for name in columns) + also
    values: dict[str, Any] = {name: _as_sent(value) for name, value in columns.items()}
    with prepared_cursor() as cursor:
        cursor.execute(_WRITE.format(sets=sets), values | {"its_id": item.pk, "its_attempt": item.attempt})
        if not cursor.rowcount:
            raise LeaseLost


def _as_sent(value: object) -> object:
    """Return a column's value as the driver takes it."""
    if isinstance(value, dict | list):
        return Jsonb(value)
    return value.value if isinstance(value, Enum) else value


def _mine(item: Item) -> QuerySet[Item]:
    return Item.objects.filter(pk=item.pk, state__in=OPEN_STATES)
