"""Not yours looks exactly like not there: status, headers, body, and the statements that the database was asked.

The statements stand for time, which ``python -m benchmarks hidden`` compares. The unknown key differs from the hidden
one in its last bit, so that nothing that is shown lies between them.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django import forms

from tests.api.schema import published
from tests.partition.answers import KEY, answer
from tests.partition.inputs import INPUTS
from tests.partition.routes import Route, routes
from tests.partition.small_world import SmallWorld
from tests.partition.urls import body_of

UNKNOWN = UUID("01930000-0000-7000-8000-000000000000")
IDENTIFYING = [route for route in routes().values() if route.parameters]
MALFORMED = ("0", "not-a-key", "01930000-0000-7000-8000-00000000000", "01930000-0000-7000-8000-00000000000G", "%00")


def beside(hidden: object) -> object:
    """Return what nobody ever made, of the same form."""
    if isinstance(hidden, UUID):
        return UUID(int=hidden.int ^ 1)
    text = str(hidden)
    return text[:-1] + ("2" if text[-1] != "2" else "3")


@pytest.mark.parametrize("route", IDENTIFYING, ids=lambda route: route.name)
def test_addresses(small_world: SmallWorld, route: Route) -> None:
    """Every key that is hidden from Gregor, at every address that takes one, whatever it is the key of."""
    for method in sorted(route.methods):
        sent = body_of(small_world, route.name) if method == "POST" else None
        never = answer(small_world, UNKNOWN, "gregor", method, route.path(*(UNKNOWN for _ in route.parameters)), sent)
        assert never.status == 404, method
        for name, key in small_world.keys.items():
            found = answer(small_world, key, "gregor", method, route.path(*(key for _ in route.parameters)), sent)
            assert found == never, (method, name)


@pytest.mark.parametrize("name", INPUTS)
def test_inputs(small_world: SmallWorld, name: str) -> None:
    """The same for keys that are typed in bodies, and behind the question mark."""
    words, asked = small_world.words(), INPUTS[name]
    text = words[asked.hidden]
    hidden = UUID(text) if KEY.fullmatch(text) else text
    found, never = (answer(small_world, key, *asked.sent(small_world, key)) for key in (hidden, beside(hidden)))
    assert found == never


@pytest.mark.parametrize("route", IDENTIFYING, ids=lambda route: route.name)
def test_what_is_no_key_is_not_there(small_world: SmallWorld, route: Route) -> None:
    for method in sorted(route.methods):
        path = route.path(*(UNKNOWN for _ in route.parameters))
        never = answer(small_world, UNKNOWN, "nora", method, path)
        for malformed in MALFORMED:
            found = small_world.ask("nora", method, path.replace(str(UNKNOWN), malformed))
            assert (found.status_code, found.content.decode()) == (404, never.body), (method, malformed)


def test_every_key_of_a_form_is_tried() -> None:
    """Derived from the forms: a choice of rows that somebody may not see, or a bare key."""
    open_to_all = {"Country", "Unit", "ClueKind"}
    found = set()
    for form in _forms(forms.BaseForm):
        for name, field in form.base_fields.items():
            chosen = getattr(field, "queryset", None)
            of = chosen.model.__name__ if chosen is not None else ""
            if isinstance(field, forms.UUIDField) or (of and of not in open_to_all):
                found.add(f"{form.__name__}.{name}")
    assert found == {name for name in INPUTS if "." in name}


def test_every_key_of_the_api_is_tried() -> None:
    """Derived from the published schema: keys in bodies and behind the question mark."""
    found = set()
    for operations in published()["paths"].values():
        for operation in operations.values():
            called = operation["operationId"]
            asked = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
            found |= {f"{called} ?{one['name']}" for one in asked if one["schema"].get("format") == "uuid"}
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found |= {f"{called} {name}" for name in _keys_in(content["schema"])}
    assert found == {name for name in INPUTS if re.match(r"[a-z]+_", name)}


def _forms(form: type[forms.BaseForm]) -> Iterator[Any]:
    for one in form.__subclasses__():
        if one.__module__.split(".")[0] in {"accounts", "series", "forum", "icse"}:
            yield one
        yield from _forms(one)


def _keys_in(schema: dict[str, Any]) -> set[str]:
    """Return the names of fields that hold a key, at any depth."""
    if "$ref" in schema:
        return _keys_in(published()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    return {name for name, one in schema.get("properties", {}).items() if _is_key(one)}


def _is_key(schema: dict[str, Any]) -> bool:
    inner = schema.get("items", schema)
    return inner.get("format") == "uuid" or bool(_keys_in(inner))
