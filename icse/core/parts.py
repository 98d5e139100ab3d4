"""Small components, rendered once for each set of words: a page of fifty rows has hundreds of the same.

``{% include %}`` is Django's; for the components named here, given ``only`` plain values, what came out is kept. They
say nothing but what they are given, so that equal values always give equal text, whoever looks.
"""

from collections.abc import Hashable
from typing import Any, Final

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader_tags import IncludeNode, do_include
from django.utils.safestring import SafeString

register = template.Library()

PURE: Final = frozenset(f"components/{name}.html" for name in ("audience", "badge", "country", "icon", "marking"))
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
    if node.isolated_context and node.template.var in PURE:
        return Part(node.template, extra_context=node.extra_context, isolated_context=True)
    return node
