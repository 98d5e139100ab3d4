"""How templates show the marking of a request in a list."""

from django import template

from accounts.markings import Marking
from forum.models import Thread
from forum.queries import marking_of_listed

register = template.Library()


@register.inclusion_tag("components/marking.html")
def listed_marking(thread: Thread) -> dict[str, Marking]:
    """Show what applies to it, with its series and pictures as far as the reader may see them."""
    return {"marking": marking_of_listed(thread)}
