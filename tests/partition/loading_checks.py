"""Writes what second officers are asked to look at, as the system, straight into the table."""

from forum.models import ThreadCheck
from tests.partition.loading import Loader
from tests.partition.world import Check, moment


def load_checks(loader: Loader) -> None:
    """Write everything. Inside ``acting_as_system``, after ``load``."""
    ThreadCheck.objects.bulk_create([_check(loader, one) for one in loader.world.checks.values()])


def _check(loader: Loader, one: Check) -> ThreadCheck:
    return ThreadCheck(
        thread_id=one.thread,
        audience_id=loader.audiences[f"national {loader.world.people[one.by].country}"],
        thread_audience_id=loader.thread_audience(one.thread),
        wanted_id=loader.audiences[one.wanted],
        outcome="confirmed" if one.second else "",
        decided_by_id=one.second,
        decided_at=moment(one.minute) if one.second else None,
        **loader.made(one),
    )
