"""Named reads of requests that a second officer has to look at before more see them."""

from typing import Final

from django.db.models import Prefetch, QuerySet

from accounts.models import Officer
from forum.models import Crop, Thread, ThreadCheck

MOST: Final = 100


def all_checks() -> QuerySet[ThreadCheck]:
    """Return the checks that the actor may see, with what names them."""
    return ThreadCheck.objects.select_related("thread__kind", "thread__audience", "wanted", "unit", "country")


def checks_to_do() -> list[ThreadCheck]:
    """Return the undecided ones, the oldest first, each with the crops of its request as ``thread.to_look_at``."""
    crops = Prefetch("thread__crops", Crop.objects.order_by("pk"), to_attr="to_look_at")
    waiting = all_checks().filter(outcome="", thread__status=Thread.Status.OPEN)
    return list(waiting.prefetch_related(crops).order_by("pk")[:MOST])


def waiting_for(officer: Officer) -> int:
    """Return how many wait for this officer: not those that the officer asked."""
    open_ones = ThreadCheck.objects.filter(outcome="", thread__status=Thread.Status.OPEN)
    return open_ones.exclude(officer=officer).count()
