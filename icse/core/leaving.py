"""What is done when an officer may work no more. The settings name it, since accounts knows none of the other apps."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


def leave(officers: Collection[UUID]) -> int:
    """Take from these officers what goes back to their units, in this transaction, as the system.

    :return: how many things went. Who calls it twice for one officer takes nothing the second time.
    """
    return sum(import_string(taker)(officers) for taker in settings.LEAVING)
