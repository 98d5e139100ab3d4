"""Named reads about audiences: which the actor holds, and who is in them, in words."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.countries import GENERAL_SECRETARIAT
from accounts.membership import GrantChange, Member
from accounts.models import Audience, Country, Officer, Unit
from accounts.visibility import contributable_audiences

_LEVELS = {"contribute": "Contributor", "view": "Viewer", "none": "Not in it"}


def audiences_to_contribute_to() -> set[int]:
    """Return the keys of the audiences into which the actor may put something."""
    return set(contributable_audiences())


def my_audiences() -> QuerySet[Audience]:
    """Return the audiences that the actor holds, widest kind first."""
    return Audience.objects.order_by("kind", "name")


def built_in_audiences() -> list[Audience]:
    """Return all members and the own country, as far as the actor holds them; the widest first."""
    return list(Audience.objects.exclude(kind=Audience.Kind.GROUP).select_related("owner").order_by("kind"))


def groups_page(after: UUID | None, limit: int) -> tuple[list[Audience], UUID | None]:
    """Return the next groups that the actor holds, by name, and the cursor of those that follow (or None).

    :param after: the key of the last one seen; one that is hidden or unknown starts from the beginning.
    """
    groups = Audience.objects.filter(kind=Audience.Kind.GROUP).select_related("owner", "unit").order_by("name", "pk")
    last = Audience.objects.filter(key=after).first() if after else None
    if last is not None:
        groups = groups.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(groups[: limit + 1])
    return found[:limit], found[limit - 1].key if len(found) > limit else None


def default_audience(officer: Officer) -> Audience | None:
    """Return what forms offer first: what the officer's country chose, if the officer holds it, else the national one.

    None where the officer holds neither.
    """
    chosen = officer.country.default_audience_id
    found = Audience.objects.filter(Q(pk=chosen) | Q(kind=Audience.Kind.NATIONAL, owner_id=officer.country_id))
    return min(found, key=lambda one: one.pk != chosen, default=None)


def connected_countries() -> QuerySet[Country]:
    """Return the countries that take part now."""
    return Country.objects.filter(is_connected=True).exclude(pk=GENERAL_SECRETARIAT)


def units_by_key(keys: Iterable[UUID]) -> dict[UUID, Unit]:
    """Return these units with their countries."""
    return Unit.objects.select_related("country").in_bulk(list(keys))


def members_in_words(members: Sequence[Member]) -> list[tuple[Member, dict[str, str]]]:
    """Return each one in an audience with what to call it: ``name``, ``country`` (its code) and ``level``."""
    names = _names({one.country for one in members}, {one.unit for one in members if one.unit})
    found = []
    for one in members:
        unit = names.get(str(one.unit), "")
        named = one.member if "@" in one.member else f"Officers named one by one: {unit}"
        words = {"country": names[one.country], "unit": unit, "officer": named}
        found.append((one, {"name": words[one.kind], "country": one.country, "level": _LEVELS[one.level]}))
    return found


def in_words(changes: Sequence[GrantChange]) -> list[tuple[str, str]]:
    """Return who is changed, and to what."""
    units = {UUID(change.member) for change in changes if change.kind == "unit"}
    names = _names({change.member for change in changes if change.kind == "country"}, units)
    return [(names.get(change.member, change.member), _LEVELS[change.level]) for change in changes]


def _names(countries: Iterable[str], units: Iterable[UUID]) -> dict[str, str]:
    found = dict(Country.objects.filter(pk__in=list(countries)).values_list("pk", "name"))
    return found | {str(key): unit.name for key, unit in units_by_key(units).items()}
