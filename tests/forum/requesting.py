"""Requests to owners for the tests of this app, made by the same actions as the pages use."""

from uuid import UUID

from accounts.actions import change_audience, make_audience
from accounts.membership import GrantChange
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum import actions
from forum.models import Request, RequestWord
from icse.core.doors import acting_as, acting_as_system
from series.actions.cases import open_case
from series.matching.blind import write_blind_hits
from series.models import Hit, Item
from series.queries.blind import BlindLine, blind_lines

WHY = "We have a seizure with the same wallpaper."


def group_of(by: Officer, *countries: str, name: str = "Wallpapers") -> Audience:
    """A group that the officer's unit made, with these countries as viewers."""
    with acting_as(by.pk):
        made = make_audience(name=name, by=by)
        change_audience(audience=made, changes=[GrantChange("country", code, "view") for code in countries], by=by)
    return made


def ask(by: Officer, reference: str = "", blind: UUID | None = None, purpose: str = "sight", why: str = WHY) -> Request:
    """Return the sent copy."""
    with acting_as(by.pk):
        return actions.ask_owner(purpose=purpose, reference=reference, blind=blind, reason=why, by=by)


def received_copy(sent: Request) -> Request:
    """Return the other side's copy, read by the system."""
    with acting_as_system("tests"):
        return Request.objects.get(pk=sent.twin)


def fresh_copy(request: Request) -> Request:
    """Return a copy as it is now."""
    with acting_as_system("tests"):
        return Request.objects.get(pk=request.pk)


def said(request: Request) -> list[tuple[bool, str]]:
    """Return what stands in one copy: by whom, and the words."""
    with acting_as_system("tests"):
        return list(RequestWord.objects.filter(request=request).order_by("created_at").values_list("by_owner", "body"))


def seen_requests(officer: Officer) -> set[UUID]:
    """Return the keys of the copies that the officer sees at all."""
    with acting_as(officer.pk):
        return set(Request.objects.values_list("pk", flat=True))


def matching(one: Officer, shown_to: Audience, other: Officer, others_shown_to: Audience) -> tuple[Item, Item]:
    """Two items that show the same, as ingest leaves them."""
    items = []
    for by, audience in ((one, shown_to), (other, others_shown_to)):
        with acting_as(by.pk):
            case = open_case(national_reference=f"{by.country_id}-1", by=by)
        with acting_as_system("tests"):
            digests = {"sha256": "ab" * 32, "sha1": "0" * 40, "md5": "0" * 32}
            items.append(
                Item.objects.create(
                    audience=audience, case=case, name="room.jpg", size=1, state="ready", **digests, **owner_fields(by)
                )
            )
    hit(*items)
    return items[0], items[1]


def hit(earlier: Item, later: Item) -> None:
    """Write the match of two items and what follows from it."""
    with acting_as_system("tests"):
        Hit.objects.create(
            kind="exact",
            item=later,
            item_audience_id=later.audience_id,
            other=earlier,
            other_audience_id=earlier.audience_id,
        )
        write_blind_hits(later.pk)


def lines(officer: Officer, item: Item) -> list[BlindLine]:
    """Return what the officer is told of the item's hidden matches."""
    with acting_as(officer.pk):
        return blind_lines([item.pk])[item.pk]
