"""Work without a mouse: merging, adding to a series, going on to the next file. Only keys are pressed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as_system
from series.models import Series
from tests.browser.desks import Desks
from tests.browser.service import Service
from tests.browser.test_pages import misfits
from tests.conftest import officer
from tests.series.grouping import make_items, make_series

pytestmark = pytest.mark.browser
#: No pictures were made of these files.
MISSING = (404,)


@dataclass(frozen=True)
class Made:
    """What there is: three series of the Netherlands with two files each, and five files in none."""

    series: dict[str, Series]
    files: list[UUID]


@pytest.fixture(scope="module")
def made(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Made]:
    """Made before the browser starts."""
    with django_db_blocker.unblock():
        nora = officer("Nora")
        with acting_as_system("tests"):
            group = Audience.objects.get(name="NL and FR")
        series = {}
        for title in ("Blue room", "Green room", "Red room"):
            items = make_items(2, by=nora, audience=group, name=title.split()[0])
            series[title] = make_series(by=nora, audience=group, title=title, items=items)
        files = make_items(5, by=nora, audience=group, name="new")
        connections.close_all()
        yield Made(series, [item.pk for item in files])


@pytest.fixture(scope="module")
def chromium(made: Made, chromium: Browser) -> Browser:
    return chromium


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    """What has the focus, in its words."""
    return str(page.evaluate("() => document.activeElement.textContent.trim()"))


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the button or link of these words has the focus; it is lost if that never happens."""
    for _ in range(40):
        if focused(page) == words:
            return
        press(page, "Tab")
    raise AssertionError(f"Tab never came to {words}.")


def test_two_series_are_merged_and_parted_again(made: Made, desks: Desks, service: Service) -> None:
    stays, goes = made.series["Blue room"], made.series["Red room"]
    nora, fleur = desks.of("Nora", forgiven=MISSING), desks.of("Fleur", forgiven=MISSING)
    page, board = nora.open_live("/"), fleur.open_live("/")
    expect(board.locator(".entry")).to_have_count(3)
    press(page, "m")
    expect(page.locator("#say")).to_have_text("Select two first.")
    press(page, "j", "x", "j", "j", "x")
    expect(page.locator("[data-select-count]")).to_have_text("2 selected")
    assert misfits(page) == []
    press(page, "m")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm: merge “Red room” into “Blue room”")
    expect(page.get_by_text("4 pictures shown to you")).to_be_visible()
    tab_to(page, "Merge")
    press(page, "Enter")
    expect(page.get_by_text(f"{goes.reference} has been merged into {stays.reference}.")).to_be_visible()
    expect(page.locator("#series-links")).to_contain_text(f"Also found by {goes.reference}")
    expect(board.locator(".entry")).to_have_count(2)
    assert service.rows("SELECT count(*) FROM series_placement WHERE series_id = %s", stays.pk) == [(4,)]

    tab_to(page, "Undo")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("/undo/$"))
    tab_to(page, "Undo")
    press(page, "Enter")
    expect(page.get_by_text("Undone.", exact=True)).to_be_visible()
    expect(board.locator(".entry")).to_have_count(3)
    assert service.rows("SELECT count(*) FROM series_placement WHERE series_id = %s", stays.pk) == [(2,)]


def test_three_series_are_not_merged_at_once(made: Made, desks: Desks) -> None:
    page = desks.of("Nora", forgiven=MISSING).open_live("/")
    press(page, "j", "a")
    expect(page.locator("[data-select-count]")).to_have_text("3 selected")
    expect(page.get_by_role("button", name="Merge…")).to_be_disabled()
    press(page, "m")
    expect(page.get_by_role("heading", level=1)).to_have_text("Board")


def test_a_range_is_added_to_a_series(made: Made, desks: Desks, service: Service) -> None:
    page = desks.of("Nora", forgiven=MISSING).open_live("/items/")
    press(page, "j", "x", "Shift+j", "Shift+ArrowRight")
    expect(page.locator("[data-select-count]").first).to_have_text("3 selected")
    press(page, "s")
    field = page.get_by_label("Reference or words of the title")
    expect(field).to_be_focused()
    found = page.locator("[data-choose-found] button")
    expect(found).to_have_count(3)
    page.keyboard.type("gren")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Green room")
    press(page, "Enter")
    green = made.series["Green room"]
    expect(page.get_by_text(f"3 files placed in {green.reference}.")).to_be_visible()
    newest = [str(key) for key in made.files[:1:-1]]
    placed = service.rows(
        "SELECT item_id FROM series_placement WHERE series_id = %s ORDER BY id DESC LIMIT 3", green.pk
    )
    assert sorted(str(key) for (key,) in placed) == sorted(newest)


def test_a_picture_of_a_series_is_added_to_another(made: Made, desks: Desks, service: Service) -> None:
    blue, red = made.series["Blue room"], made.series["Red room"]
    page = desks.of("Nora", forgiven=MISSING).open_live(f"/series/{blue.pk}/")
    press(page, "j", "x", "s")
    expect(page.get_by_label("Reference or words of the title")).to_be_focused()
    page.keyboard.type(red.reference)
    found = page.locator("[data-choose-found] button")
    expect(found).to_have_count(1)
    press(page, "ArrowDown")
    expect(found).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text(f"1 file placed in {red.reference}.")).to_be_visible()
    both = """SELECT count(*) FROM series_placement one JOIN series_placement other USING (item_id)
        WHERE one.series_id = %s AND other.series_id = %s"""
    assert service.rows(both, blue.pk, red.pk) == [(1,)]


def test_one_goes_on_to_the_next_file_of_the_list(made: Made, desks: Desks) -> None:
    page = desks.of("Nora", forgiven=MISSING).open_live("/items/")
    names = page.locator(".tile [data-row-link]").all_inner_texts()
    assert len(names) == 11
    press(page, "j", "j", "Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(names[1])
    for key, place in (("n", 2), ("n", 3), ("p", 2), ("p", 1), ("p", 0)):
        press(page, key)
        expect(heading).to_have_text(names[place])
    expect(page.locator("[data-neighbour-place]")).to_have_text("1 of 11")
    assert misfits(page) == []
    press(page, "p")
    expect(heading).to_have_text(names[0])
    other = desks.of("Fleur", forgiven=MISSING).open(f"/items/{made.files[0]}/")
    expect(other.locator("[data-neighbours]")).to_be_hidden()
