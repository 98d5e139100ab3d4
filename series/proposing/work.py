"""Taking what changed, and comparing it. One worker at a time: what it takes and what it writes are one transaction."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import structlog
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg.errors import LockNotAvailable

from icse.core.doors import acting_as_system
from series.models import ProposalWork
from series.proposing.registry import proposers
from series.proposing.writing import settle_open, write_item_pairs, write_series_pairs

log = structlog.get_logger()

AT_ONCE: Final = 100
#: What one run takes at most; the next one goes on.
MOST_BATCHES: Final = 100
#: What fails by itself so often is set aside.
_TRIES: Final = 2
_ALONE: Final = "SELECT pg_try_advisory_xact_lock(7243029)"


def propose() -> int:
    """Compare what waits. Return how many things were looked at; what could not be is looked at again, by itself."""
    looked_at = 0
    for _ in range(MOST_BATCHES):
        try:
            number = _take_some()
        except OperationalError as error:
            log.warning("proposals.put_off", error=type(error).__name__)
            break
        looked_at += number
        if not number:
            break
    return looked_at


def _take_some() -> int:
    """Take the oldest together; where that fails, each by itself, so that one does not hold up all others."""
    try:
        with acting_as_system("proposals"):
            return _compare_taken(_waiting().select_for_update()[:AT_ONCE]) if _is_alone() else 0
    except DatabaseError as error:
        # Something went, or went to another audience, meanwhile; or one of them cannot be compared.
        log.warning("proposals.one_by_one", error=type(error).__name__)
    with acting_as_system("proposals"):
        waiting = list(_waiting()[:AT_ONCE])
    return sum(_take_one(one) for one in waiting)


def _take_one(one: ProposalWork) -> int:
    """What fails by itself, and again, is not looked at until it changes: the queue goes on behind it."""
    with acting_as_system("proposals"):
        if not _is_alone():
            return 0
        for _ in range(_TRIES):
            try:
                with transaction.atomic():
                    return _compare_taken([one])
            except DatabaseError as error:
                if isinstance(error.__cause__, LockNotAvailable):
                    # Somebody holds these rows, such as a merge: they are looked at once it is done.
                    log.warning("proposals.locked", what=one.what, key=str(one.key))
                    return 0
                log.warning("proposals.failed", what=one.what, key=str(one.key), error=type(error).__name__)
        log.error("proposals.set_aside", what=one.what, key=str(one.key))
        ProposalWork.objects.filter(pk=one.pk).delete()
    return 1


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
        return bool(cursor.fetchone()[0])


def _waiting() -> QuerySet[ProposalWork]:
    return ProposalWork.objects.order_by("pk")


def _compare_taken(entries: Iterable[ProposalWork]) -> int:
    taken = list(entries)
    compare(
        sorted({one.key for one in taken if one.what == "item"}),
        sorted({one.key for one in taken if one.what == "series"}),
    )
    ProposalWork.objects.filter(pk__in=[one.pk for one in taken]).delete()
    return len(taken)


def compare(items: list[UUID], series: list[UUID]) -> int:
    """Ask every proposer about these, and write down what it says; inside the system's door. Return how many rows."""
    made = 0
    settle_open(series, items)
    for proposer in proposers():
        if items:
            made += write_item_pairs(proposer.reason, proposer.of_items(items))
        if series:
            made += write_series_pairs(proposer.reason, proposer.of_series(series))
    return made
