"""Items that the tests start from, received as officers send them and ingested as workers do."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.actions.items import receive_item
from series.ingest.pipeline import ingest
from series.ingest.work import Tools
from series.models import Item
from series.uploads import receive_bytes


def receive(
    by: Officer,
    audience: Audience,
    content: bytes,
    *,
    name: str = "picture.jpg",
    case: str = "C-1",
    upload: UUID | None = None,
) -> Item:
    """Return the item of a file that the officer sent, not yet ingested."""
    received = receive_bytes(content, name)
    with acting_as(by.pk):
        of = actions.open_case(national_reference=case, by=by)
        return receive_item(received=received, case=of, audience=audience, name=name, upload=upload, by=by)


def ingested(tools: Tools, *items: Item) -> list[Item]:
    """Make one attempt at each of these items, in this order, and return them as they are then."""
    for item in items:
        ingest(item.pk, tools)
    return [fresh(item) for item in items]


def fresh(item: Item) -> Item:
    """Return the item as it stands in the database now."""
    with acting_as_system("tests"):
        return Item.objects.get(pk=item.pk)


def statements_of(queries: Iterable[dict[str, Any]]) -> Counter[str]:
    """Return the beginnings of statements without their values, and how often each was made.

    Without those that keep the index's memory (``Matcher.take_in_what_is_settled``): whether there is something to take
    in depends on what other sessions of the cluster have ended meanwhile.
    """
    asked = [str(one["sql"]) for one in queries]
    others = [one for one in asked if not one.startswith("COPY (") and not one.endswith(") counted")]
    return Counter(re.sub(r"'[^']*'|-?\d+", "?", one)[:60] for one in others)
