"""Asking more officers than see the series, at three desks: said first, checked by a colleague, then live abroad."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from tests.browser.conftest import THREE
from tests.browser.desks import Desk, Desks
from tests.browser.furnished import World, furnish
from tests.browser.test_pages import misfits
from tests.conftest import officer

pytestmark = pytest.mark.browser
_BLOB = re.compile("^blob:")


@pytest.fixture(scope="module")
def world(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        with acting_as_system("tests"):
            three = Audience.objects.get(name=THREE)
        made = furnish(officer("Nora"), officer("Fleur"), three)
        with acting_as_system("tests"):
            Officer.objects.filter(name="Gregor").update(languages=["de", "ar"])
        connections.close_all()
        yield made


@pytest.fixture(scope="module")
def chromium(world: World, chromium: Browser) -> Browser:
    return chromium


def test_a_wide_request_goes_from_desk_to_desk(world: World, desks: Desks) -> None:
    nora, niels, gregor = (desks.of(name) for name in ("Nora", "Niels", "Gregor"))
    queue, abroad = niels.open_live("/checks/"), gregor.open_live("/threads/")
    expect(queue.get_by_text("Nothing waits for a second look.")).to_be_visible()
    asked = _ask(nora, world)
    expect(asked.get_by_text("A second officer of your country has to look at this")).to_be_visible()
    expect(asked.locator(".crops .tile")).to_have_count(2)
    expect(asked.locator(".crops .tile img[src*='concealed']")).to_have_count(2)
    shot(asked, "waiting")
    _check(niels, queue)
    link = abroad.get_by_role("link", name="Which stripes are these?")
    expect(link).to_be_visible()
    link.click()
    expect(abroad.locator(".crops img")).to_have_count(2)
    request = abroad.get_by_role("region", name="Request and answers")
    expect(request.get_by_text("Belgium")).to_be_visible()
    expect(abroad.get_by_text("About")).to_have_count(0)
    assert misfits(abroad) == []
    shot(abroad, "abroad")


def _ask(nora: Desk, world: World) -> Page:
    page = nora.open(f"/threads/new/?series={world.series}")
    page.get_by_label("Kind of clue").select_option(label="Wallpaper")
    expect(page.get_by_label("Pattern")).to_be_visible()
    page.get_by_label("Pattern").fill("Stripes")
    page.get_by_label("Country you think of").select_option(label="Belgium")
    page.locator("[name=question]").fill("Which stripes are these?")
    page.get_by_label("Urgency").select_option(label="Urgent")
    page.get_by_label("Languages hoped for").fill("Arabic")
    page.get_by_label("Who may see it").or_(page.get_by_label("Audience")).first.select_option(label="All members")
    expect(page.get_by_text("They do not see: the series")).to_be_visible()
    page.get_by_role("button", name="Hope for Germany").click()
    expect(page.get_by_label("Countries hoped for")).to_have_value("DE")
    page.locator(f".tile[data-tile='{world.item}']").get_by_role("button").first.click()
    stage = page.locator("[data-crop-stage]")
    expect(stage).to_be_visible()
    for key in ("Enter", "Enter", "Enter", "Shift+ArrowLeft"):
        stage.press(key)
    expect(page.locator("[data-kept-crops] li")).to_have_count(1)
    shot(page, "asking")
    assert misfits(page) == []
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Nothing is asked yet.")).to_be_visible()
    expect(page.locator("[data-kept-crops] li")).to_have_count(1)
    shot(page, "said first")
    page.get_by_label("I know that, and ask them").check()
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("has been asked. A second officer")).to_be_visible()
    return page


def _check(niels: Desk, queue: Page) -> None:
    expect(queue.locator("#checks-waiting")).to_have_text("1 waiting")
    confirm = queue.get_by_role("button", name="Show it to All members")
    expect(confirm).to_be_visible()
    for number in (1, 2):
        queue.locator(".tile-open").nth(number - 1).click()
        expect(queue.locator(".tile.is-open img")).to_have_attribute("src", _BLOB)
        queue.get_by_label(f"No person is visible on crop {number}").check()
    shot(queue, "checking")
    assert misfits(queue) == []
    confirm.click()
    expect(queue.get_by_text("is shown to All members now.")).to_be_visible()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("ASKING_SHOTS"):
        for width in (1440, 800):
            page.set_viewport_size({"width": width, "height": 1000})
            page.screenshot(path=Path(folder) / f"{name} {width}.png", full_page=True)
