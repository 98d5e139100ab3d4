"""What owners permitted although a handling code forbids it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from accounts.markings import Marking, most_restrictive
from accounts.models import Officer
from accounts.models.marking import Handling
from series.models import Item, Permission, Placement, Series


@dataclass(frozen=True)
class Permitted:
    """The keys of those series and items that their owners permit one country to use for one purpose."""

    series: frozenset[UUID] = frozenset()
    items: frozenset[UUID] = frozenset()


def permitted(purpose: str, *, to: str, series: Iterable[UUID] = (), items: Iterable[UUID] = ()) -> Permitted:
    """Return which of these are permitted to a country now, as far as the actor may see it. Three queries at most.

    A permission on a series covers the owner's own items that the owner put in it. Own things need none, and are not
    named.

    :param purpose: one of ``Permission.Purpose``.
    :param to: the code of the country that asks.
    """
    wanted_series, wanted_items = list(series), list(items)
    given = Permission.objects.filter(purpose=purpose, to_country=to, withdrawn_at=None)
    of_series, of_items = set[UUID | None](), set[UUID | None]()
    if wanted_series:
        of_series = set(given.filter(series__in=wanted_series).values_list("series_id", flat=True))
    if wanted_items:
        of_items = set(given.filter(item__in=wanted_items).values_list("item_id", flat=True))
        covered = placed_by_owner(wanted_items)
        of_items |= set(covered.filter(series__permissions__in=given).values_list("item_id", flat=True))
    return Permitted(frozenset(filter(None, of_series)), frozenset(filter(None, of_items)))


def permissions_on(thing: Series | Item) -> QuerySet[Permission]:
    """Return the permissions on this very thing that hold now: all to its owner, to others their own country's."""
    about = {"series": thing.pk} if isinstance(thing, Series) else {"item": thing.pk}
    rows = Permission.objects.filter(withdrawn_at=None, **about)
    return rows.select_related("country", "unit", "to_country").order_by("to_country", "purpose")


def placed_by_owner(items: Iterable[UUID]) -> QuerySet[Placement]:
    """Return where the owner of an item put it in a series of its own: what others place says nothing in its name."""
    return Placement.objects.filter(
        item__in=list(items), item__country=F("series__country"), country=F("series__country")
    )


def owners_words(items: Iterable[Item]) -> dict[UUID, Marking]:
    """Return what each item's owner says of it: its own marking, with those of its own series that it put it in.

    As far as the actor may see them. One query.
    """
    found = {item.pk: [Marking.of(item)] for item in items}
    placed = placed_by_owner(found)
    for key, tlp, codes, note in placed.values_list(
        "item_id", "series__tlp", "series__handling", "series__handling_note"
    ):
        found[key].append(Marking(tlp, tuple(codes), note))
    return {key: most_restrictive(markings) for key, markings in found.items()}


def why_no_original(item: Item, officer: Officer) -> str:
    """Say why the officer may not download the original of an item, or nothing: H2 is not to be passed on.

    H2 on a series of the item's owner holds for the item too.
    """
    if item.country_id == officer.country_id or not owners_words([item])[item.pk].forbids(Handling.H2):
        return ""
    if item.pk in permitted(Permission.Purpose.DISSEMINATION, to=officer.country_id, items=[item.pk]).items:
        return ""
    return (
        f"{item.country.name} owns this file and marked it H2: not to be passed on without its permission. "
        f"To get the original, ask {item.country.name} to permit passing it on."
    )
