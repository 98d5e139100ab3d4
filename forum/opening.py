"""How an owner lets somebody in who asked, and who gains and loses sight by it, before it is done."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Literal

from accounts.access import as_uuid
from accounts.actions import preview_changes
from accounts.membership import GrantChange, Moved
from accounts.models import Audience, Officer
from accounts.visibility import owned_audiences
from forum.models import Request, Thread
from icse.core.errors import Conflict, IcseError
from series.models import Item, Placement, Series

Thing = Series | Item | Thread
How = Literal["add", "make", "permit"]


@dataclass(frozen=True)
class Opening:
    """What is opened, to whom of the asking country, and in which way.

    ``add``: into the group audience that it has; ``make``: it goes to a new one; ``permit``: nobody's sight changes.
    """

    thing: Thing
    how: How
    who: Literal["unit", "country"] = "unit"
    level: Literal["view", "contribute"] = "view"
    name: str = ""
    note: str = ""

    def change(self, request: Request) -> GrantChange:
        """Return what the asker is to have."""
        member = str(request.unit_id) if self.who == "unit" else request.country_id
        return GrantChange(self.who, member, self.level)


def thing_of(request: Request) -> Thing:
    """Return what a received request is about.

    :raises IcseError: the request is a sent one.
    """
    thing = request.series or request.item or request.thread
    if thing is None:
        raise IcseError("This request is yours. Its owner decides.")
    return thing


def openable(request: Request, by: Officer) -> list[Thing]:
    """Return what may be opened for a request: what it is about, and for a file the own series that hold it."""
    thing = thing_of(request)
    if not isinstance(thing, Item):
        return [thing]
    placed = Placement.objects.filter(item=thing, series__country=by.country_id).select_related("series__audience")
    return [thing, *(placement.series for placement in placed.order_by("pk")[:20])]


def ways(request: Request, thing: Thing) -> list[How]:
    """Return how this may be opened for a request."""
    if request.purpose != Request.Purpose.SIGHT:
        return ["permit"]
    audience = thing.audience
    grows = audience.kind == Audience.Kind.GROUP and not audience.named_only and audience.pk in owned_audiences()
    return ["add"] if grows else []


def preview(request: Request, opening: Opening, by: Officer) -> list[Moved]:
    """Return whose sight the opening would change, by doing it and undoing it.

    :raises IcseError: it cannot be opened so.
    """
    check(request, opening, by)
    if opening.how == "add":
        return preview_changes(audience=opening.thing.audience, changes=[opening.change(request)], by=by)
    return []


def check(request: Request, opening: Opening, by: Officer) -> None:
    """Go on only if this request may be accepted so.

    :raises IcseError: the way or the thing is not one of those that are offered.
    :raises Conflict: the request is decided or withdrawn.
    """
    if not request.is_open:
        raise Conflict("This request has been decided or withdrawn already.")
    if opening.thing.pk not in {thing.pk for thing in openable(request, by)}:
        raise IcseError("Choose what to open.", field="thing")
    if opening.how not in ways(request, opening.thing):
        raise IcseError("Choose how to open it.", field="how")


def digest(opening: Opening, moved: Sequence[Moved]) -> str:
    """Return what stands for exactly this opening and what it does: what is confirmed is what was shown."""
    said = [opening.how, opening.who, opening.level, opening.name, opening.note, str(opening.thing.audience_id)]
    shown = [str(opening.thing.pk), said, [astuple(one) for one in moved]]
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()


def chosen(request: Request, key: str, by: Officer) -> Thing:
    """Return the one of the things that may be opened.

    :raises IcseError: it is none of them.
    """
    for thing in openable(request, by):
        if thing.pk == as_uuid(key):
            return thing
    raise IcseError("Choose what to open.", field="thing")
