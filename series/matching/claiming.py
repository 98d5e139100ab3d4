"""Who answers a look-up: a claim is a lease, renewed by a heartbeat and lost by silence, as with items.

The sweep sends what waits again and again. Without a claim one slow file would take every worker.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from icse.core.doors import acting_as_system
from series.models import Lookup

log = structlog.get_logger()

#: A worker that says nothing for so long is dead. After so many of them the look-up is given up.
LEASE: Final = timedelta(minutes=1)
MOST_ATTEMPTS: Final = 2
_REASON: Final = "lookup"
#: Puts those who claim look-ups of one country in order, until their transactions end.
_LOCK: Final = "SELECT pg_advisory_xact_lock(7243009, hashtext(%s))"


def claim(key: UUID) -> Lookup | None:
    """Take a look-up for one attempt, or return None: it is answered, or a worker is at it.

    One file of a country at a time, so that who looks up many leaves workers to the others.
    """
    with acting_as_system(_REASON):
        lookup = free().filter(pk=key).first()
        if lookup is None or (lookup.has_file and _is_busy(lookup.country_id)):
            return None
        if not free().filter(pk=key).update(attempt=F("attempt") + 1, lease_until=Now() + LEASE):
            return None
        lookup.attempt += 1
        return lookup


def is_hopeless(lookup: Lookup) -> bool:
    """Tell whether every attempt so far ended with its worker."""
    return lookup.attempt > MOST_ATTEMPTS


def give_back(lookup: Lookup) -> None:
    """Let others try: the attempt was lost for no fault of the file's, and does not count."""
    with acting_as_system(_REASON):
        Lookup.objects.filter(pk=lookup.pk).update(attempt=F("attempt") - 1, lease_until=None)


def free() -> QuerySet[Lookup]:
    """Return the look-ups that are not answered and that no worker is at; inside the system's door."""
    return Lookup.objects.filter(state=Lookup.State.WAITING).filter(Q(lease_until=None) | Q(lease_until__lt=Now()))


def next_of(lookup: Lookup) -> list[UUID]:
    """Return the next file of the same country that waits, if this look-up was of a file."""
    if not lookup.has_file:
        return []
    with acting_as_system(_REASON):
        rows = free().filter(country=lookup.country_id, has_file=True).exclude(pk=lookup.pk).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:1])


@contextmanager
def kept_alive(lookup: Lookup) -> Iterator[None]:
    """Renew the lease from a thread of its own while the block runs. It needs a connection only if that takes long."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(lookup.pk, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _is_busy(country: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [country])
    held = Lookup.objects.filter(country=country, has_file=True, state=Lookup.State.WAITING, lease_until__gte=Now())
    return held.exists()


def _beat(key: UUID, stop: threading.Event) -> None:
    try:
        while not stop.wait(LEASE.total_seconds() / 3):
            with acting_as_system("heartbeat"):
                Lookup.objects.filter(pk=key, state=Lookup.State.WAITING).update(lease_until=Now() + LEASE)
    except (DatabaseError, InterfaceError) as error:
        log.warning("lookup.heartbeat_failed", lookup=str(key), error=type(error).__name__)
    finally:
        connection.close()
