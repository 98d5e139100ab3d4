"""Which proposers there are. A closed list; a classifier of the operator's own joins it by a setting."""

import functools
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from series.models import LinkReason
from series.proposing.devices import Devices
from series.proposing.names import Names
from series.proposing.pictures import Pictures
from series.proposing.places import Places
from series.proposing.proposer import Proposer

PROPOSERS: Final[tuple[Proposer, ...]] = (Pictures(), Devices(), Places(), Names())


@functools.cache
def proposers() -> tuple[Proposer, ...]:
    """Return all of them.

    :raises ImproperlyConfigured: the class that ``ICSE_PROPOSER`` names is not there, or proposes for another reason.
    """
    if not settings.OUTSIDE_PROPOSER:
        return PROPOSERS
    try:
        outside: Proposer = import_string(settings.OUTSIDE_PROPOSER)()
    except ImportError as error:
        raise ImproperlyConfigured(f"ICSE_PROPOSER names no class: {settings.OUTSIDE_PROPOSER}") from error
    if outside.reason != LinkReason.Reason.OUTSIDE:
        raise ImproperlyConfigured("A proposer from outside has the reason 'outside'.")
    return (*PROPOSERS, outside)
