"""Every address and method, for every persona: what ``urls.py`` says, nothing missing and nothing left over."""

from http import HTTPStatus
from uuid import UUID

import pytest

from tests.partition.routes import METHODS, Route, routes
from tests.partition.small_world import PERSONAS, SmallWorld
from tests.partition.urls import BODIES, body_of, lines

UNKNOWN = UUID("01930000-0000-7000-8000-000000000000")
LINES, ROUTES = lines(), routes()
WRITING = ("POST", "DELETE")


def address(world: SmallWorld, route: Route) -> str:
    """Return where a route leads for what the table says that it is about."""
    named = next(of for (name, _), (of, _) in LINES.items() if name == route.name)
    return route.path(*(world.keys[one] for one in named))


def test_every_address_and_method_has_a_line_and_every_line_has_an_address() -> None:
    expected = {(route.name, method) for route in ROUTES.values() for method in route.methods - {"HEAD"}}
    assert set(LINES) == expected


def test_every_body_belongs_to_a_line() -> None:
    assert set(BODIES) <= {name for name, method in LINES if method in WRITING}


def test_what_a_thing_is_asked_for_is_shown_to_somebody() -> None:
    """Or a wrong key in the table would make all of its statuses 404."""
    unseen = [line for line, (_, statuses) in LINES.items() if min(statuses["nora"], statuses["niels"]) >= 400]
    assert unseen == []


@pytest.mark.parametrize(("name", "method"), LINES, ids=lambda part: str(part))
def test_statuses(small_world: SmallWorld, name: str, method: str) -> None:
    path = address(small_world, ROUTES[name])
    found = {
        who: small_world.ask(who, method, path, body_of(small_world, name) if method in WRITING else None).status_code
        for who in PERSONAS
    }
    assert found == LINES[name, method][1]


@pytest.mark.parametrize("name", [route.name for route in ROUTES.values() if "HEAD" in route.methods])
def test_head_answers_as_get_without_a_body(small_world: SmallWorld, name: str) -> None:
    path = address(small_world, ROUTES[name])
    answers = {who: small_world.ask(who, "HEAD", path) for who in PERSONAS}
    assert {who: answer.status_code for who, answer in answers.items()} == LINES[name, "GET"][1]
    assert {answer.content for answer in answers.values()} == {b""}


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.name)
def test_other_methods_tell_nothing(small_world: SmallWorld, route: Route) -> None:
    """Refused before anything is looked up: the same for what is shown, hidden and not there."""
    known = address(small_world, route)
    unknown = route.path(*(UNKNOWN for _ in route.parameters))
    for method in sorted(set(METHODS) - route.methods):
        shown, hidden = small_world.ask("nora", method, known), small_world.ask("gregor", method, known)
        never = small_world.ask("gregor", method, unknown)
        assert {one.status_code for one in (shown, hidden, never)} == {405}, method
        assert {one.content for one in (shown, hidden, never)} == {shown.content}, method
        assert set(shown.headers["Allow"].split(", ")) - {"OPTIONS"} == route.methods - {"OPTIONS"}, method
        for who in ("anonymous", "una", "ivo"):
            stopped = small_world.ask(who, method, known).status_code
            assert stopped == _before_the_view(route, who), (method, who)


def _before_the_view(route: Route, who: str) -> int:
    """What is answered to who may not work, whatever is asked."""
    if route.name == "sign-in" and who != "una":
        return HTTPStatus.METHOD_NOT_ALLOWED
    if route.name in {"account", "sign-out"} and who == "una":
        return HTTPStatus.METHOD_NOT_ALLOWED
    if route.is_api:
        return HTTPStatus.FORBIDDEN if who == "una" else HTTPStatus.UNAUTHORIZED
    return HTTPStatus.FOUND
