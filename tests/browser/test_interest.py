"""Two countries look at one series: a unit switches its presence on, the other sees it come, and go."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as_system
from tests.browser.conftest import THREE
from tests.browser.desks import Desks, mark, was_never_reloaded
from tests.conftest import officer
from tests.series.grouping import make_series

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def series(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    """Made before the browser starts: after that, Django refuses this thread the database."""
    with django_db_blocker.unblock():
        with acting_as_system("tests"):
            three = Audience.objects.get(name=THREE)
        made = make_series(by=officer("Nora"), audience=three).pk
        connections.close_all()
        yield made


@pytest.fixture(scope="module")
def chromium(series: UUID, chromium: Browser) -> Browser:
    return chromium


def switch(page: Page, *labels: str) -> None:
    page.goto("/unit/")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    for label in labels:
        page.get_by_label(label).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What your unit shows is saved.")).to_be_visible()


def test_presence_appears_and_vanishes(series: UUID, desks: Desks) -> None:
    niels, fleur = desks.of("Niels"), desks.of("Fleur")
    settings = niels.open("/unit/")
    switch(settings, "Show what we have open now")
    hers = fleur.open("/")
    hers.clock.install()
    hers.goto(f"/series/{series}/")
    expect(hers.locator("[data-live-status]")).to_have_attribute("data-live-status", "connected")
    part = hers.locator("#series-interest")
    expect(part).to_have_count(1)
    expect(part).to_be_hidden()
    mark(hers)
    his = niels.open(f"/series/{series}/")
    expect(his.locator("#series-interest")).to_have_count(1)
    hers.clock.fast_forward(46_000)
    expect(part.get_by_role("heading", name="Here now")).to_be_visible()
    expect(part).to_contain_text("Unit NL")
    assert "Niels" not in hers.content()
    switch(settings)  # with the event, not with the next beat
    expect(part).to_be_hidden()
    assert "Unit NL" not in part.inner_text()
    assert was_never_reloaded(hers)


def test_work_appears_at_once_and_is_taken_back(series: UUID, desks: Desks) -> None:
    niels, nora, fleur = desks.of("Niels"), desks.of("Nora"), desks.of("Fleur")
    switch(niels.open("/unit/"), "Show what we are working on")
    theirs, hers = fleur.open_live(f"/series/{series}/"), nora.open_live(f"/series/{series}/")
    hers.get_by_role("button", name="I am working on it").click()
    part = theirs.locator("#series-interest")
    expect(part.get_by_role("heading", name="Working on it")).to_be_visible()
    expect(part).to_contain_text("Unit NL")
    assert "Nora" not in part.inner_text()
    inside = niels.open(f"/series/{series}/")
    expect(inside.locator("#series-interest")).to_contain_text("Nora, Unit NL")
    hers.get_by_role("button", name="I no longer work on it").click()
    expect(part).to_be_hidden()
    expect(inside.locator("#series-interest")).not_to_contain_text("Nora")
    assert was_never_reloaded(hers)
    assert was_never_reloaded(theirs)
