"""Taking a received file: the blob, then the row that is also the work to be done."""

from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.markings import UNMARKED, Marking, check_marking, marking_fits
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import IcseError
from icse.core.waking import wake
from series import blobs
from series.actions.limits import require_share
from series.actions.rights import require_contribution
from series.models import Case, Item
from series.uploads import ReceivedFile, clean_name, clean_path

#: The task that makes one attempt; a web process, which never decodes or matches, need not import it.
INGEST = "series.tasks.wake"


@action
def receive_item(
    *,
    received: ReceivedFile,
    case: Case,
    audience: Audience,
    name: str,
    upload: UUID | None = None,
    path: str = "",
    nature: str = Item.Nature.CONTENT,
    marking: Marking = UNMARKED,
    by: Officer,
) -> Item:
    """Keep a file and write down that it is to be ingested. An empty or broken file too: its refusal is then seen.

    The content is safely on the disk before its row exists, and a worker is woken once the row is committed.

    :raises NotAllowed: the audience may not be contributed to.
    :raises IcseError: the case is another country's, the nature is unknown, or the marking does not fit.
    :raises OverShare: the country would hold more than its share.
    """
    require_contribution(audience.pk)
    if case.country_id != by.country_id:
        raise IcseError("Name a case of your own country.", field="national_reference")
    if nature not in Item.Nature.values:
        raise IcseError("Choose content or context.", field="nature")
    check_marking(marking, audience)
    item = Item(
        audience=audience,
        case=case,
        upload=upload,
        name=clean_name(name),
        path=clean_path(path),
        nature=nature,
        **marking.columns,
        **owner_fields(by),
    )
    keep_item(item, received)
    return item


def keep_item(item: Item, received: ReceivedFile, freed: int = 0) -> None:
    """Write the row of a new item and put the content in its place; a worker is woken once it is committed.

    :param freed: so many bytes of the country go in the same transaction.
    :raises IcseError: the marking does not fit the audience.
    :raises OverShare: the country would hold more than its share.
    """
    digests = received.digests
    blobs.lock_hashes([digests.sha256])
    item.sha256, item.sha1, item.md5, item.size = digests.sha256, digests.sha1, digests.md5, digests.size
    with marking_fits():
        item.save(force_insert=True)
    require_share(item.country_id, item=item, freed=freed)
    # Last of what may fail: bytes do not go when the transaction is undone. The row is not there before it is ended.
    blobs.put(received.path, digests.sha256)
    audit.record("item.received", on=item, size=item.size)
    tell_progress(item)
    # Whatever becomes of the wake-up, the row stands; the sweeper sends it again.
    transaction.on_commit(partial(wake, INGEST, item.pk))


def tell_progress(item: Item) -> None:
    """Tell the pages of the uploader's country: both the item's audience and the national one are needed."""
    about = [item.pk] if item.upload is None else [item.pk, item.upload]
    events.publish("item.progressed", objects=about, audiences=[item.audience_id, item.case.audience_id])
