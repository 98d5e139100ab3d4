"""What every template has beyond Django's own: parts that are rendered once, addresses of keys, and moments.

``{% include %}`` is Django's; for the components named here, given ``only`` plain values, what came out is kept: a page
has hundreds of the same. They say nothing but what they are given, so that equal values always give equal text, whoever
looks.
"""

from collections.abc import Hashable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader_tags import IncludeNode, do_include
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

#: Of the frame, which every page has, and of entries, which a page has many of.
_OF_FRAME: Final = ("live_status", "places", "scripts", "search_box", "shortcuts", "styles")
_OF_ENTRIES: Final = ("audience", "badge", "country", "icon", "length", "marking")
#: What may be left out of components that a page has hundreds of. Django looks for a missing name in vain, each time.
OPTIONAL: Final = {
    "components/tile.html": ("select", "checked", "choose", "alt", "href", "length", "badge", "stack", "marking"),
}
PURE: Final = frozenset(f"components/{name}.html" for name in (*_OF_FRAME, *_OF_ENTRIES))
_MOST = 4096
_kept: dict[Hashable, SafeString] = {}


class Part(IncludeNode):
    """One of the pure components, with what it is given."""

    def render(self, context: Context) -> SafeString:
        """Return what is kept, or render it and keep that."""
        values = [(name, value.resolve(context)) for name, value in self.extra_context.items()]
        if not all(_is_plain(value) for _, value in values):
            return super().render(context)
        # With the types: 1 equals True, and safe text equals text that is yet to be escaped.
        key = (self.template.var, context.autoescape, *((name, type(value), value) for name, value in values))
        found = _kept.get(key)
        if found is None:
            if len(_kept) >= _MOST:
                _kept.clear()
            found = _kept[key] = super().render(context)
        return found


def _is_plain(value: Any) -> bool:
    """Tell whether a value is a word or a flag, or says itself that it is made of nothing else."""
    return value is None or isinstance(value, str | bool) or bool(getattr(value, "is_plain", False))


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """Do what Django's tag does, and less often for pure components."""
    node = do_include(parser, token)
    if node.isolated_context:
        for name in OPTIONAL.get(node.template.var, ()):
            node.extra_context.setdefault(name, parser.compile_filter("None"))
    if node.isolated_context and node.template.var in PURE:
        return Part(node.template, extra_context=node.extra_context, isolated_context=True)
    return node


@register.simple_tag
def url(name: str, *values: object, **named: object) -> str:
    """Return the address of a page, as Django's tag does; of a key, without looking for the pattern each time."""
    if len(values) == 1 and not named and type(values[0]) is UUID:
        return str(values[0]).join(_around_key(name))
    return reverse(name, args=values, kwargs=named)


@cache
def _around_key(name: str) -> list[str]:
    nobodys = UUID(int=0)
    return reverse(name, args=[nobodys]).split(str(nobodys))


@register.simple_tag
def when(at: datetime | None) -> SafeString:
    """Show a moment, as ``components/when.html`` does; nothing where there is none."""
    if not at:
        return SafeString("")
    utc = at.astimezone(UTC)
    return format_html('<time datetime="{}" data-ago>{} UTC</time>', utc.isoformat(), f"{utc:%Y-%m-%d %H:%M}")
