"""Finding something again: in another script, and with a typo, from the box on every page."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from tests.browser.desks import Desks
from tests.browser.service import Service
from tests.personas import address

pytestmark = pytest.mark.browser
TITLES = ("ورق جدران مخطط", "Striped curtain in the hallway", "条纹壁纸")


@pytest.fixture(scope="module")
def _made(database: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Three series of Nora's, for all members."""
    with django_db_blocker.unblock():
        with acting_as_system("tests"):
            nora = Officer.objects.select_related("unit", "country").get(email=address("Nora"))
            members = Audience.objects.get(kind="members")
        with acting_as(nora.pk):
            for title in TITLES:
                actions.create_series(title=title, audience=members, by=nora)


@pytest.fixture(autouse=True)
def _made_first(_made: None, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def _search(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search everything").fill(words)
    page.keyboard.press("Enter")


def test_a_series_is_found_in_arabic_and_with_a_typo(desks: Desks) -> None:
    page = desks.of("Gregor").open("/")
    _search(page, "الجدران")
    expect(page.get_by_role("link", name=TITLES[0])).to_be_visible()
    expect(page.locator("mark")).to_have_text("جدران")
    _search(page, "hallwya curtian")
    expect(page.get_by_text("Nothing has exactly these words.", exact=False)).to_be_visible()
    page.get_by_role("link", name=TITLES[1]).click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_visible()


def test_a_search_is_saved_and_asked_again(desks: Desks) -> None:
    page = desks.of("Gregor").open("/search/?words=壁纸")
    expect(page.get_by_role("link", name=TITLES[2])).to_be_visible()
    page.get_by_label("Name").fill("Wallpaper")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/search/")
    page.get_by_role("link", name="Wallpaper", exact=True).click()
    expect(page.get_by_role("link", name=TITLES[2])).to_be_visible()
