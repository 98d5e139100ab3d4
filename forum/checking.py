"""Named reads of requests that a second officer has to look at before more see them."""

from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Officer
from forum.models import Crop, Thread, ThreadCheck

MOST: Final = 100
#: Nobody has decided, and an answer is still wanted.
_OPEN = Q(outcome="", thread__status=Thread.Status.OPEN, thread__is_active=True)


def all_checks() -> QuerySet[ThreadCheck]:
    """Return the checks that the actor may see, with what names them."""
    return ThreadCheck.objects.select_related("thread__kind", "thread__audience", "wanted", "unit", "country")


def checks_to_do() -> list[ThreadCheck]:
    """Return the undecided ones, the oldest first, each with the crops of its request as ``thread.to_look_at``."""
    crops = Prefetch("thread__crops", Crop.objects.order_by("pk"), to_attr="to_look_at")
    return list(all_checks().filter(_OPEN).prefetch_related(crops).order_by("pk")[:MOST])


def waiting_for(officer: Officer) -> int:
    """Return how many wait for this officer: not those that the officer asked."""
    return ThreadCheck.objects.filter(_OPEN).exclude(officer=officer).count()
