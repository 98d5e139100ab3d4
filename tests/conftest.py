"""Fixtures of every test: the personas, their browsers' clients, and databases that really commit."""

import os
import secrets
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from axes.handlers.proxy import AxesProxyHandler
from django.conf import LazySettings
from django.db import connections
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from tests.personas import GROUP_AUDIENCE, PEOPLE, address
from tests.servers import fresh_database


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Nothing to do: the plugin has copied the template already."""


def _copy_the_template_again(case: TransactionTestCase) -> None:
    """Instead of TRUNCATE, which the application's role must not have."""
    connections.close_all()
    fresh_database(os.environ["ICSE_TEST_DATABASE"])


@pytest.fixture(scope="session", autouse=True)
def _databases_that_commit() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", _copy_the_template_again)
    yield
    patch.undo()


def officer(name: str) -> Officer:
    """Return a persona, read by the system."""
    with acting_as_system("tests"):
        return Officer.objects.select_related("unit", "country").get(email=address(name))


def _persona(name: str) -> Callable[[object], Officer]:
    @pytest.fixture(name=name.lower())
    def fixture(db: object) -> Officer:
        return officer(name)

    return fixture


for _name, *_ in PEOPLE:
    globals()[_name.lower()] = _persona(_name)


@pytest.fixture
def audiences(db: object) -> dict[str, Audience]:
    """The audiences by a short name: members, NL, FR, DE, BE (national), group (NL and FR)."""
    with acting_as_system("tests"):
        found = {a.owner_id if a.kind == "national" else a.kind: a for a in Audience.objects.all()}
        assert found["group"].name == GROUP_AUDIENCE
        return {str(key): value for key, value in found.items()}


@cache
def _the_stack() -> ClientHandler:
    """Return the one handler of all browsers: putting the middleware together takes as long as many a page."""
    return Client().handler


@pytest.fixture
def client_of() -> Callable[[Officer], Client]:
    """A browser in which this officer is signed in."""

    def make(who: Officer) -> Client:
        client = Client(raise_request_exception=True)
        client.handler = _the_stack()
        client.force_login(who, backend="accounts.sign_in.OfficerBackend")
        return client

    return make


@pytest.fixture
def own_cache(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of this test's own: attempts and throttles are not counted together with other workers' tests."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": secrets.token_hex(8)}}
    monkeypatch.setattr(AxesProxyHandler, "implementation", None)  # it holds the cache that it was made with
