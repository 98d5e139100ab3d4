"""Asking for a crop. It is cut by a worker (``forum.tasks``), from the original."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from accounts.models import Officer
from accounts.models.marking import Handling
from accounts.models.owned import owner_fields
from forum.models import Crop, CropSource, Thread
from icse.core.errors import IcseError, NotAllowed
from icse.core.waking import wake
from series.models import Item, Permission
from series.queries.permissions import permitted

#: The task that cuts; a web process does not import it.
CUT = "forum.tasks.cut_crop"
#: So many are looked at side by side.
MOST_CROPS = 6


@dataclass(frozen=True)
class CropRequest:
    """A rectangle on an item's picture, in fractions (0 to 1) of the picture as it is displayed."""

    item: Item
    x: float
    y: float
    width: float
    height: float


def require_few(crops: Sequence[CropRequest], before: int = 0) -> None:
    """Go on only if a request shows no more than it may.

    :raises IcseError: it would.
    """
    if before + len(crops) > MOST_CROPS:
        raise IcseError(f"A request shows {MOST_CROPS} crops at most.", field="crop")


def request_crop(thread: Thread, wanted: CropRequest, by: Officer) -> Crop:
    """Write down that this is to be cut; part of opening a thread.

    :raises IcseError: there is no picture, or the rectangle does not lie in it.
    :raises NotAllowed: the picture is another country's and shown to others than the thread, and that country has not
        permitted passing it on.
    """
    _check(thread, wanted, by)
    crop = Crop(thread=thread, audience_id=thread.audience_id, **owner_fields(by))
    crop.save(force_insert=True)
    source = CropSource(
        crop=crop,
        thread_audience_id=thread.audience_id,
        item=wanted.item,
        item_audience_id=wanted.item.audience_id,
        country_id=by.country_id,
        officer_id=by.pk,
        x=wanted.x,
        y=wanted.y,
        width=wanted.width,
        height=wanted.height,
    )
    CropSource.objects.bulk_create([source])
    transaction.on_commit(partial(wake, CUT, crop.pk))
    return crop


def _check(thread: Thread, wanted: CropRequest, by: Officer) -> None:
    if not wanted.item.has_pictures or wanted.item.kind != Item.Kind.PICTURE:
        raise IcseError("This file has no picture that could be cut.", field="item")
    sides = (wanted.x, wanted.y, wanted.width, wanted.height)
    inside = all(math.isfinite(side) and 0 <= side <= 1 for side in sides)
    # A rectangle drawn to the very edge may pass it by a rounding error.
    if not inside or wanted.x + wanted.width > 1.0001 or wanted.y + wanted.height > 1.0001:
        raise IcseError("The rectangle does not lie inside the picture. Draw it again.", field="item")
    if not (wanted.width and wanted.height):
        raise IcseError("The rectangle is empty. Draw it again.", field="item")
    if wanted.item.audience_id != thread.audience_id and wanted.item.country_id != by.country_id:
        _refuse_to_pass_on(wanted.item, by)


def _refuse_to_pass_on(item: Item, by: Officer) -> None:
    """Go on only if the owner permits that others than its own audience see a part of its picture."""
    if item.pk in permitted(Permission.Purpose.DISSEMINATION, to=by.country_id, items=[item.pk]).items:
        return
    if Handling.H2 in item.handling:
        raise NotAllowed(
            f"{item.country.name} owns this picture and marked it H2: not to be passed on without its permission. "
            "Ask the audience that it is shown to, or ask that country to permit it.",
            field="item",
        )
    raise NotAllowed(
        "This picture is another country's, and the request would show a part of it to others than that country "
        "chose. Ask without it, or ask the same audience.",
        field="item",
    )
