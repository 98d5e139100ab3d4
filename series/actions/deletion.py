"""Deleting an item: the order is laid down as a stone; a worker carries it out (``forum.removal``)."""

from functools import partial

from django.db import IntegrityError, transaction

from accounts.models import Officer
from accounts.models.owned import owner_fields
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from icse.core.waking import wake
from series.actions.rights import require_contribution, require_own
from series.models import Item, Stone

#: The task that carries it out; a web process does not import it.
REMOVE = "forum.tasks.remove_deleted"
LONGEST_NOTE = 500
_BEING_READ = (Item.State.RECEIVED, Item.State.WORKING)
_ONCE = "This file is being deleted already."


@action
def delete_item(*, item: Item, reason: str, note: str = "", by: Officer) -> Stone:
    """Lay a stone on an own item. Nothing is removed here, so the time tells nothing of who else holds the content.

    :raises NotAllowed: the item is another country's, or its audience may only be looked at.
    :raises IcseError: there is no such reason, or another reason without a note.
    :raises Conflict: the file is still being read, or is being deleted already.
    """
    require_own(item, by, "Only officers of the country that uploaded this file may delete it.")
    require_contribution(item.audience_id)
    note = note.strip()
    _check(reason, note)
    if item.state in _BEING_READ:
        raise Conflict("This file is still being read. Delete it when that has ended.")
    stone = Stone(
        audience_id=item.case.audience_id,
        case_id=item.case_id,
        item_key=item.pk,
        reason=reason,
        note=note,
        **owner_fields(by),
    )
    try:
        with transaction.atomic():
            stone.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_ONCE) from error
    audit.record("item.deleted", on=item, reason=reason, case=str(item.case_id))
    # Whatever becomes of the wake-up, the stone stands; the sweeper sends it again.
    transaction.on_commit(partial(wake, REMOVE, stone.pk))
    return stone


def _check(reason: str, note: str) -> None:
    if reason not in Stone.Reason.values:
        raise IcseError("Choose a reason.", field="reason")
    if reason == Stone.Reason.OTHER and not note:
        raise IcseError("Say which other reason.", field="note")
    if len(note) > LONGEST_NOTE:
        raise IcseError(f"Write {LONGEST_NOTE} characters at most.", field="note")
