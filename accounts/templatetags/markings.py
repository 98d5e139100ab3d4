"""How templates show a marking: ``{% marking item series %}`` is that of an item seen in a series."""

from typing import Any

from django import template

from accounts.markings import HasMarking, Marking, effective, most_restrictive

register = template.Library()


@register.simple_tag(name="effective")
def effective_marking(thing: HasMarking | Marking, *around: HasMarking | Marking | None) -> Marking:
    """Return what applies to a thing where it is seen. An empty variable counts for nothing, as what is hidden does."""
    rows = [one for one in (thing, *around) if one]
    return most_restrictive(one if isinstance(one, Marking) else effective(one) for one in rows)


@register.inclusion_tag("components/marking.html")
def marking(thing: HasMarking | Marking, *around: HasMarking | Marking | None) -> dict[str, Any]:
    """Show it."""
    return {"marking": effective_marking(thing, *around)}
