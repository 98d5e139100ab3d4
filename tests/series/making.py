"""Items that the tests start from, received as officers send them and ingested as workers do."""

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
