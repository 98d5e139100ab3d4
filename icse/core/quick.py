"""Templates as Django writes them, with less work for each value: a page of fifty rows has thousands.

Only how a parsed template is written out differs, in what most values are: plain attributes, words, numbers and keys.
Everything else is left to Django's own nodes, and so is every error: what goes wrong here is done again there.
"""

from functools import lru_cache
from html import escape
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Origin
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    Template,
    Token,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import BaseContext, Context
from django.template.defaulttags import IfNode, URLNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString

#: What a look-up raises that Django's own way then looks at: it may still find an index, or say that nothing is there.
_MISSED: Final = (AttributeError, KeyError, IndexError, TypeError, ValueError, ObjectDoesNotExist, VariableDoesNotExist)
#: Stands for a key while the parts of an address are looked for.
_SOME: Final = (UUID(int=0xA1), UUID(int=0xB2), UUID(int=0xC3))
_PLACE: Final = "icse.core.quick"
_NOWHERE: Final = "Failed lookup for key [%s] in %r"


class Loader(cached.Loader):
    """Django's, which keeps what it has parsed; what it hands out is written more quickly."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """Return a template; parsed once more the first time, since only the parser knows what is what."""
        template: Template = super().get_template(template_name, skip)
        if not isinstance(template, QuickTemplate) and not template.engine.debug:
            template.__class__ = QuickTemplate
            template.nodelist = template.compile_nodelist()
        return template


class QuickTemplate(Template):
    """A template of quick nodes."""

    def compile_nodelist(self) -> NodeList:
        """Parse as Django does."""
        engine = self.engine
        tokens = Lexer(self.source).tokenize()
        parser = QuickParser(tokens, engine.template_libraries, engine.template_builtins, self.origin)
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class QuickParser(Parser):
    """Puts quick nodes where Django has its own; nodes of a kind of their own stay as they are."""

    def compile_filter(self, token: str) -> FilterExpression:
        """Return what a value comes from."""
        return QuickExpression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        """Add a node."""
        quick = _QUICK.get(type(node))
        if quick is not None:
            node.__class__ = quick
        super().extend_nodelist(nodelist, node, token)


class QuickVariable(Variable):
    """A name with attributes. Django asks each thing for an item first, and an error says that it has none."""

    __slots__ = ()

    def _resolve_lookup(self, context: Any) -> Any:
        try:
            found = context
            for bit in self.lookups or ():
                found = found[bit] if hasattr(type(found), "__getitem__") else getattr(found, bit)
                if callable(found):
                    return super()._resolve_lookup(context)  # type: ignore[misc]
        except _MISSED:
            if self._is_nowhere(context):
                raise VariableDoesNotExist(_NOWHERE, (self.var, context)) from None
            return super()._resolve_lookup(context)  # type: ignore[misc]
        return found

    def _is_nowhere(self, context: Any) -> bool:
        """Tell whether nobody gave the name at all: what a component may be given, it is mostly not."""
        name = self.lookups[0] if self.lookups else ""
        return isinstance(context, BaseContext) and name not in context and not hasattr(context, name)


class QuickExpression(FilterExpression):
    """A value, and filters."""

    __slots__ = ("is_bare",)

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        inner = [value for _, arguments in self.filters for is_name, value in arguments if is_name]
        for one in (self.var, *inner):
            if isinstance(one, Variable) and one.lookups is not None and not one.translate:
                one.__class__ = QuickVariable
        self.is_bare = isinstance(self.var, QuickVariable) and not self.filters

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """Return the value; without filters there is nothing else to do."""
        if self.is_bare:
            try:
                return self.var._resolve_lookup(context)
            except VariableDoesNotExist:
                if ignore_failures:
                    return None
        return super().resolve(context, ignore_failures)


class QuickVariableNode(VariableNode):
    """A value on the page. Words, numbers and keys are most of them."""

    def render(self, context: Context) -> str:
        """Return it as text, escaped where that is asked for."""
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return SafeString("")
        kind = type(value)
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is str and context.autoescape:
            return SafeString(escape(value))
        if kind is UUID or (kind is int and not settings.USE_THOUSAND_SEPARATOR):
            return SafeString(value)
        return render_value_in_context(value, context)

    render_annotated = render


class QuickURLNode(URLNode):
    """An address of a page. Those that hold nothing but keys are put together from their parts."""

    def render(self, context: Context) -> SafeString:
        """Return the address, or keep it under its name."""
        name = self.view_name.resolve(context)
        keys = [one.resolve(context) for one in self.args]
        if self.kwargs or not isinstance(name, str) or not all(type(one) is UUID for one in keys):
            return SafeString(super().render(context))
        parts = _parts(*_prefix(context), name, len(keys))
        if parts is None:
            return SafeString(super().render(context))
        address = "".join(part for pair in zip(parts, [*map(str, keys), ""], strict=True) for part in pair)
        if self.asvar:
            context[self.asvar] = address
            return SafeString("")
        return SafeString(escape(address) if context.autoescape else address)

    render_annotated = render


class QuickIncludeNode(IncludeNode):
    """A component. With ``only``, what it is given is its whole context: there is nothing to copy."""

    def render(self, context: Context) -> SafeString:
        """Return the component, rendered in the values that it is given."""
        if not self.isolated_context or self.template.is_var or self.template.filters:
            return super().render(context)
        engine = context.template.engine  # type: ignore[union-attr]
        template = engine.get_template(self.template.var)
        inner = _only(context, {name: value.resolve(context) for name, value in self.extra_context.items()})
        state = context.render_context
        outer, state.template = state.template, template
        state.dicts.append({})
        try:
            return template.nodelist.render(inner)
        finally:
            state.dicts.pop()
            state.template = outer

    render_annotated = render


class QuickIfNode(IfNode):
    """A choice. Many are between a text and nothing."""

    def render(self, context: Context) -> str:
        """Return what the first condition that holds stands before."""
        for condition, nodes in self.conditions_nodelists:
            try:
                holds = condition is None or condition.eval(context)  # type: ignore[arg-type]
            except VariableDoesNotExist:
                continue
            if holds:
                return str(nodes[0].render_annotated(context)) if len(nodes) == 1 else nodes.render(context)
        return ""

    render_annotated = render


_QUICK: Final[dict[type[Node], type[Node]]] = {
    VariableNode: QuickVariableNode,
    URLNode: QuickURLNode,
    IncludeNode: QuickIncludeNode,
    IfNode: QuickIfNode,
}


def _only(context: Context, values: dict[str, Any]) -> Context:
    """Return what ``context.new(values)`` does. What is rendering is shared: all that is put there is taken away."""
    inner: Context = object.__new__(type(context))
    inner.__dict__.update(context.__dict__)
    inner.__dict__.pop("_processors_index", None)
    inner.dicts = [context.dicts[0], values]
    return inner


def _prefix(context: Context) -> tuple[str | None, str]:
    """Return where this service is mounted, asked once for a page."""
    kept: dict[Any, Any] = context.render_context.dicts[0]
    if _PLACE not in kept:
        kept[_PLACE] = get_urlconf(), get_script_prefix()
    found: tuple[str | None, str] = kept[_PLACE]
    return found


@lru_cache(maxsize=1024)
def _parts(addresses: str | None, mount: str, name: str, keys: int) -> tuple[str, ...] | None:
    """Return an address in parts between which its keys stand; None where it is not made of keys in that way."""
    if ":" in name or keys > len(_SOME):
        return None
    some = _SOME[:keys]
    try:
        address = reverse(name, urlconf=addresses, args=some)
    except NoReverseMatch:
        return None
    parts = []
    for one in map(str, some):
        before, found, address = address.partition(one)
        if not found:
            return None
        parts.append(before)
    return (*parts, address)
