"""What was selected on a page."""

from collections.abc import Sequence

from django.http import Http404

from accounts.access import as_uuid
from series.models import Item
from series.queries.series import items_by_key
from series.queries.stacks import selected


def items_or_404(keys: Sequence[str]) -> list[Item]:
    """Return these items; one that is hidden, or that was never there, makes the whole request "not there"."""
    wanted = [as_uuid(key) for key in dict.fromkeys(selected(keys))]
    items = items_by_key([key for key in wanted if key is not None])
    if len(items) != len(wanted):
        raise Http404
    return items
