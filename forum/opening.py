"""How an owner lets somebody in who asked, and who gains and loses sight by it, before it is done."""

import hashlib
import json
from collections import defaultdict
from dataclasses import astuple, dataclass
from typing import Literal

from django.db.models import Count

from accounts.access import as_uuid
from accounts.actions import change_audience, make_audience, preview_changes
from accounts.markings import Marking
from accounts.membership import GrantChange, Moved
from accounts.models import Audience, Officer
from accounts.sharing import Plan, Told
from accounts.visibility import contributable_audiences, owned_audiences
from forum.actions.sharing import share_series_and_threads, share_thread
from forum.models import Request, Thread
from forum.sharing import plan_items, plan_series, plan_thread
from icse.core.doors import rehearse
from icse.core.errors import Conflict, IcseError
from series.actions import record_permission, share_item
from series.models import Item, Placement, Series
from series.queries.sharing import own_items_of

Thing = Series | Item | Thread
How = Literal["add", "make", "permit"]


@dataclass(frozen=True)
class Opening:
    """What is opened, to whom of the asking country, and in which way.

    ``add``: into the group audience that it has; ``make``: it goes to a new one; ``permit``: nobody's sight changes.
    ``with_items``: the own country's files in a series go with it to the new one.
    """

    thing: Thing
    how: How
    who: Literal["unit", "country"] = "unit"
    level: Literal["view", "contribute"] = "view"
    name: str = ""
    with_items: bool = False
    note: str = ""

    def change(self, request: Request) -> GrantChange:
        """Return what the asker is to have."""
        member = str(request.unit_id) if self.who == "unit" else request.country_id
        return GrantChange(self.who, member, self.level)


@dataclass(frozen=True)
class Also:
    """What else of one country an audience shows: whoever is added to it sees that too."""

    country: str
    series: int = 0
    files: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Effect:
    """Whose sight an opening changes: by a group that grows, or by what goes to a new group."""

    moved: tuple[Moved, ...] = ()
    plan: Plan | None = None
    also: tuple[Also, ...] = ()


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
    goes = audience.pk in contributable_audiences()
    found: list[How] = [*(["add"] if grows else []), *(["make"] if goes else [])]  # type: ignore[list-item]
    # What opens nothing of other countries is offered first.
    others = len(found) > 1 and any(one.country != thing.country_id for one in also_shown(thing))
    return found[::-1] if others else found


def also_shown(thing: Thing) -> tuple[Also, ...]:
    """Return what else is shown to the audience that a thing has, by country; three queries."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for name, model in (("series", Series), ("files", Item), ("requests", Thread)):
        rows = model._default_manager.filter(audience_id=thing.audience_id)
        if isinstance(thing, model):
            rows = rows.exclude(pk=thing.pk)
        for country, number in rows.order_by("country").values_list("country").annotate(Count("pk")):
            counts[country][name] = number
    return tuple(Also(country, **found) for country, found in sorted(counts.items()))


def preview(request: Request, opening: Opening, by: Officer) -> Effect:
    """Return whose sight the opening would change, by doing it and undoing it.

    :raises IcseError: it cannot be opened so.
    """
    check(request, opening, by)
    if opening.how == "add":
        moved = preview_changes(audience=opening.thing.audience, changes=[opening.change(request)], by=by)
        return Effect(moved=tuple(moved), also=also_shown(opening.thing))
    plans: list[Plan] = []
    rehearse(lambda: plans.extend(open_thing(request, opening, by)))
    return Effect(plan=plans[0] if plans else None)


def open_thing(request: Request, opening: Opening, by: Officer) -> list[Plan]:
    """Let the asker in, or record the permission. Return what went to a new group, if anything did.

    :raises IcseError: it cannot be done so; as the actions that do it.
    """
    thing, country = opening.thing, request.country
    if opening.how == "add":
        change_audience(audience=thing.audience, changes=[opening.change(request)], by=by)
    elif opening.how == "make":
        return [_show_to_new_group(request, opening, by)]
    elif isinstance(thing, Series):
        record_permission(series=thing, to_country=country, purpose=request.purpose, note=opening.note, by=by)
    elif isinstance(thing, Item):
        record_permission(item=thing, to_country=country, purpose=request.purpose, note=opening.note, by=by)
    return []


def _show_to_new_group(request: Request, opening: Opening, by: Officer) -> Plan:
    thing, marking = opening.thing, Marking.of(opening.thing)
    group = make_audience(name=opening.name, by=by)
    change_audience(audience=group, changes=[opening.change(request)], by=by)
    if isinstance(thing, Series):
        items = own_items_of(thing) if opening.with_items else []
        plan = plan_series(thing, group, marking, items)
        share_series_and_threads(series=thing, audience=group, marking=marking, items=items, by=by)
    elif isinstance(thing, Thread):
        plan = plan_thread(thing, group, marking)
        share_thread(thread=thing, audience=group, marking=marking, by=by)
    else:
        plan = plan_items([thing], group, marking)
        share_item(item=thing, audience=group, marking=marking, by=by)
    return plan


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


def digest(opening: Opening, effect: Effect) -> str:
    """Return what stands for exactly this opening and what it does: what is confirmed is what was shown."""
    said = [opening.how, opening.who, opening.level, opening.name, opening.with_items, opening.note]
    steps = [_said_of(told) for told in effect.plan.steps] if effect.plan else []
    remarks = effect.plan.remarks if effect.plan else ()
    where = [str(opening.thing.pk), opening.thing.audience_id]
    also = [astuple(one) for one in effect.also]
    shown = [where, said, [astuple(one) for one in effect.moved], steps, remarks, also]
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()


def _said_of(told: Told) -> list[object]:
    """Return a step without the new group's number, which is another one each time."""
    sights = [[astuple(one) for one in some] for some in (told.sights, told.at_most)]
    return [told.step.keys, told.step.before.pk, told.step.remarked, sights, told.before_unlisted, told.after_unlisted]


def chosen(request: Request, key: str, by: Officer) -> Thing:
    """Return the one of the things that may be opened.

    :raises IcseError: it is none of them.
    """
    for thing in openable(request, by):
        if thing.pk == as_uuid(key):
            return thing
    raise IcseError("Choose what to open.", field="thing")
