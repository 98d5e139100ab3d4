"""Taking what changed, and comparing it. One worker at a time: what it takes and what it writes are one transaction."""

from typing import Final
from uuid import UUID

import structlog
from django.db import DatabaseError, connection

from icse.core.doors import acting_as_system
from series.models import ProposalWork
from series.proposing.registry import proposers
from series.proposing.writing import write_item_pairs, write_series_pairs

log = structlog.get_logger()

AT_ONCE: Final = 100
#: What one run takes at most; the next one goes on.
MOST_BATCHES: Final = 100
_ALONE: Final = "SELECT pg_try_advisory_xact_lock(7243029)"


def propose() -> int:
    """Compare what waits. Return how many things were looked at; what could not be is looked at again."""
    looked_at = 0
    for _ in range(MOST_BATCHES):
        try:
            with acting_as_system("proposals"):
                number = _take_some()
        except DatabaseError as error:
            # Something went, or went to another audience, meanwhile.
            log.warning("proposals.put_off", error=type(error).__name__)
            return looked_at
        looked_at += number
        if not number:
            break
    return looked_at


def _take_some() -> int:
    """Inside the system's door."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
        if not cursor.fetchone()[0]:
            return 0
    taken = list(ProposalWork.objects.select_for_update().order_by("pk")[:AT_ONCE])
    items = sorted({one.key for one in taken if one.what == "item"})
    series = sorted({one.key for one in taken if one.what == "series"})
    compare(items, series)
    ProposalWork.objects.filter(pk__in=[one.pk for one in taken]).delete()
    return len(taken)


def compare(items: list[UUID], series: list[UUID]) -> int:
    """Ask every proposer about these, and write down what it says; inside the system's door. Return how many rows."""
    made = 0
    for proposer in proposers():
        if items:
            made += write_item_pairs(proposer.reason, proposer.of_items(items))
        if series:
            made += write_series_pairs(proposer.reason, proposer.of_series(series))
    return made
