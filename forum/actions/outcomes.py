"""Reading what a unit is told."""

from django.utils import timezone

from accounts.models import Officer
from forum.models import Outcome
from icse.core import audit
from icse.core.doors import action


@action
def read_outcomes(*, by: Officer) -> int:
    """Say, for the officer's unit, that what it is told has been read. Return how many rows that were."""
    number = Outcome.objects.filter(unit=by.unit_id, read_at=None).update(read_at=timezone.now())
    audit.record("outcome.read", number=number)
    return number
