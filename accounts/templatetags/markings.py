"""How templates show a marking: ``{% marking item series %}`` is that of an item seen in a series."""

import functools

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.markings import HasMarking, Marking, effective, most_restrictive

register = template.Library()


@register.simple_tag(name="effective")
def effective_marking(thing: HasMarking | Marking, *around: HasMarking | Marking | None) -> Marking:
    """Return what applies to a thing where it is seen. An empty variable counts for nothing, as what is hidden does."""
    rows = [one for one in (thing, *around) if one]
    return most_restrictive(one if isinstance(one, Marking) else effective(one) for one in rows)


@register.simple_tag
def marking(thing: HasMarking | Marking, *around: HasMarking | Marking | None) -> SafeString:
    """Show it."""
    return as_shown(effective_marking(thing, *around))


def as_shown(marking: Marking) -> SafeString:
    """Return a marking as pages show it."""
    return _plain(marking) if marking.is_plain else _rendered(marking)


def _rendered(marking: Marking) -> SafeString:
    return render_to_string("components/marking.html", {"marking": marking})


#: There are few without a note, and each is shown hundreds of times.
_plain = functools.lru_cache(maxsize=256)(_rendered)
