"""The service, Chromium and the officers' desks, one of each for the tests of a module."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Country
from accounts.reference import give
from icse.core.doors import acting_as_system
from tests.browser.desks import SLOWLY, Desks
from tests.browser.service import Service, serving
from tests.chromium import launched
from tests.servers import fresh_database

#: An audience with a third country in it: whoever was not asked hears who identified somebody.
THREE = "NL, FR and BE"


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this module's own, for real commits; a fresh one follows it."""
    with django_db_blocker.unblock(), _copied_again():
        with acting_as_system("tests"):
            three = Audience.objects.create(kind="group", name=THREE, owner_id="NL")
            for code in ("NL", "FR", "BE"):
                give(three, Country.objects.get(pk=code).group)
        yield


@pytest.fixture(scope="module")
def service(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The web and a worker. A failing test finds what they complained about in its output."""
    with serving(tmp_path_factory.mktemp("service")) as running:
        yield running
        print(running.logs())  # noqa: T201 - pytest shows it with a failure


# The browser comes after everything that Django reads in this process, and goes before it: see `launched`.
@pytest.fixture(scope="module")
def chromium(service: Service) -> Iterator[Browser]:
    expect.set_options(timeout=SLOWLY)
    with launched() as browser:
        yield browser
    expect.set_options(timeout=None)


@pytest.fixture
def desks(chromium: Browser, service: Service) -> Iterator[Desks]:
    """Officers' browsers. Afterwards nothing may have gone wrong in any of them."""
    all_desks = Desks(chromium, service.address)
    yield all_desks
    complaints = all_desks.close()
    assert complaints == []


@contextmanager
def _copied_again() -> Iterator[None]:
    name = os.environ["ICSE_TEST_DATABASE"]
    connections.close_all()
    fresh_database(name)
    yield
    connections.close_all()
    fresh_database(name)
