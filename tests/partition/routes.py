"""Every address of the service and the methods that it takes, read from the resolver and from the views."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

#: Everything that a browser or a program might send.
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Route:
    """One address: its name, its parameters in order, and the methods that its view takes."""

    name: str
    parameters: tuple[str, ...]
    methods: frozenset[str]

    @property
    def is_api(self) -> bool:
        """True for what programs ask."""
        return self.name.startswith("api-")

    def path(self, *keys: object) -> str:
        """Return the address of these things."""
        return reverse(self.name, kwargs=dict(zip(self.parameters, map(str, keys), strict=True)))


def routes() -> dict[str, Route]:
    """Return all of them by name.

    :raises AssertionError: two have one name, or one has none, so that a table of names would miss it.
    """
    found: dict[str, Route] = {}
    for pattern in _walk(get_resolver().url_patterns):
        name = pattern.name
        assert name, f"{pattern} needs a name"
        assert name not in found, f"{name} is the name of two addresses"
        found[name] = Route(name, tuple(pattern.pattern.converters), _methods(pattern.callback))
    return found


def _walk(patterns: Iterable[URLPattern | URLResolver], before: Sequence[str] = ()) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLPattern):
            assert not before, f"{one}: parameters of an include are not understood here; teach this walk"
            yield one
        else:
            yield from _walk(one.url_patterns, [*before, *one.pattern.converters])


def _methods(view: Callable[..., Any]) -> frozenset[str]:
    """Return what a view takes; every view must say it, so an undeclared one takes everything."""
    of_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if of_class is None:
        return _declared(view)
    actions = getattr(view, "actions", None)
    named = set(actions) if actions else {name for name in of_class.http_method_names if hasattr(of_class, name)}
    named |= {"head"} if "get" in named and "head" in of_class.http_method_names else set()
    return frozenset(name.upper() for name in named)


def _declared(view: Callable[..., Any] | None) -> frozenset[str]:
    """Look for Django's ``require_http_methods`` in what is wrapped round the function."""
    while view is not None:
        if inspect.isfunction(view) and view.__closure__:
            listed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
            if listed is not None:
                return frozenset(listed)
        view = getattr(view, "__wrapped__", None)
    return frozenset(METHODS)
