"""How templates show the marking of a request in a list."""

from django import template
from django.utils.safestring import SafeString

from accounts.templatetags.markings import as_shown
from forum.models import Thread
from forum.queries import marking_of_listed

register = template.Library()


@register.simple_tag
def listed_marking(thread: Thread) -> SafeString:
    """Show what applies to it, with its series and pictures as far as the reader may see them."""
    return as_shown(marking_of_listed(thread))
