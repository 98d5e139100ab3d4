"""Marked things of several countries, for the tests of what markings do."""

from typing import Any

from accounts.actions import change_audience, make_audience
from accounts.markings import UNMARKED, Marking
from accounts.membership import GrantChange
from accounts.models import Audience, Country, Officer
from forum import actions as forum_actions
from forum.models import ClueKind, Thread
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Item, Permission, Series
from tests.series.grouping import make_items

H1, H2 = Marking(handling=("H1",)), Marking(handling=("H2",))
BOTH = Marking(handling=("H1", "H2"))
RED = Marking("red")


def mark(thing: Item | Series | Thread, marking: Marking) -> None:
    """Mark it, as its owner would have."""
    with acting_as_system("tests"):
        type(thing).objects.filter(pk=thing.pk).update(**marking.columns)


def make_item(by: Officer, audience: Audience, marking: Marking = UNMARKED) -> Item:
    """Return a ready item of the officer's country."""
    [item] = make_items(1, by=by, audience=audience)
    mark(item, marking)
    with acting_as_system("tests"):
        return Item.objects.select_related("country").get(pk=item.pk)


def make_series(by: Officer, audience: Audience, marking: Marking = UNMARKED, *items: Item) -> Series:
    """Return a series of the officer with these items, which the officer sees."""
    with acting_as(by.pk):
        return actions.create_series(title="Green room", audience=audience, items=items, marking=marking, by=by)


def place(series: Series, item: Item, by: Officer) -> None:
    """Put an item in a series."""
    with acting_as(by.pk):
        actions.place_items(series=series, items=[item], by=by)


def ask(by: Officer, audience: Audience, **more: Any) -> Thread:
    """Return a request of the officer."""
    with acting_as(by.pk):
        kind = ClueKind.objects.get(pk="wallpaper")
        return forum_actions.open_thread(kind=kind, question="Who sells it?", audience=audience, by=by, **more)


def crop(item: Item) -> forum_actions.CropRequest:
    """Return a wish for all of a picture."""
    return forum_actions.CropRequest(item=item, x=0, y=0, width=1, height=1)


def permit(by: Officer, to: str, purpose: str, **thing: Any) -> Permission:
    """Return a permission of the officer's country."""
    with acting_as_system("tests"):
        country = Country.objects.get(pk=to)
    with acting_as(by.pk):
        return actions.record_permission(to_country=country, purpose=purpose, by=by, **thing)


def named_audience(by: Officer, *others: Officer) -> Audience:
    """Return an audience of single officers, all of whom contribute."""
    with acting_as(by.pk):
        audience = make_audience(name="Named", named_only=True, by=by)
        changes = [GrantChange("officer", other.email, "contribute") for other in others]
        change_audience(audience=audience, changes=changes, by=by)
        return Audience.objects.get(pk=audience.pk)
