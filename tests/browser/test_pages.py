"""Every page in Chromium: it fits at both widths and in both directions, keys work, a refused form keeps its text."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as_system
from tests.browser.conftest import THREE
from tests.browser.desks import Desk, Desks
from tests.browser.furnished import LONG, TITLES, World, furnish
from tests.conftest import officer

pytestmark = pytest.mark.browser

WIDTHS = (1440, 800)
#: What sticks out of the page, and words in its head and its navigation that are cut off without an ellipsis.
_MISFITS = """(direction) => {
  document.documentElement.dir = direction;
  const page = document.scrollingElement, found = [];
  if (page.scrollWidth > page.clientWidth) found.push(`${page.scrollWidth} wide in ${page.clientWidth}`);
  for (const element of document.querySelectorAll(".rail *, .page-head *, .toolbar *")) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!element.checkVisibility() || element.closest(".visually-hidden, svg") || !element.textContent.trim()) continue;
    const cut = element.clientWidth && element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "visible";
    if ((cut && style.textOverflow !== "ellipsis") || box.left < -1 || box.right > page.clientWidth + 1)
      found.push(`cut: ${element.textContent.trim().slice(0, 40)}`);
  }
  document.documentElement.dir = "ltr";
  return found;
}"""


@pytest.fixture(scope="module")
def world(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made before the browser starts: after that, Django refuses this thread the database."""
    with django_db_blocker.unblock():
        with acting_as_system("tests"):
            three = Audience.objects.get(name=THREE)
        made = furnish(officer("Nora"), officer("Fleur"), three)
        connections.close_all()
        yield made


@pytest.fixture(scope="module")
def chromium(world: World, chromium: Browser) -> Browser:
    return chromium


def _pages(world: World) -> dict[str, list[str]]:
    """Every page, by who looks at it."""
    series = [f"/series/{world.series}/{part}" for part in ("", "edit/", "place/", "subjects/")]
    files = [f"/items/{world.item}/", f"/items/{world.refused}/", f"/cases/{world.case}/", f"/upload/{world.upload}/"]
    threads = ["/threads/", f"/threads/{world.thread}/", "/threads/new/", f"/threads/new/?series={world.series}"]
    lists = ["/", "/?status=solved", "/upload/", "/uploads/", "/items/", "/cases/", f"/series/new/?items={world.item}"]
    own = ["/unit/", "/account/", f"/series/{uuid4()}/"]
    return {
        "Nora": [*lists, *files, *series, *threads, *own],
        "Fleur": [f"/subjects/{world.subject}/identify/", f"/series/{world.series}/"],
        "Niels": [f"/items/{world.item}/delete/", f"/items/{world.item}/stack/"],
        "Gregor": ["/", "/threads/", "/items/", "/cases/", "/upload/"],
        "Cleo": ["/", "/progress/"],
        "Ada": ["/", "/unit/", "/upload/"],
    }


def test_every_page_fits(world: World, desks: Desks) -> None:
    found = []
    for name, paths in _pages(world).items():
        desk = desks.of(name, forgiven=(403, 404))
        page = desk.open("/")
        for path in paths:
            page.goto(path)
            found += [f"{name} {path}: {words}" for words in misfits(page)]
    assert found == []


def test_pages_of_who_is_outside_fit(world: World, desks: Desks) -> None:
    nobody = desks.nobody()
    page = nobody.open("/sign-in/")
    assert misfits(page) == []
    una = desks.of("Una").open("/account/")
    expect(una.get_by_text("Your certificate ended on 2020-01-01.")).to_be_visible()
    assert misfits(una) == []


def misfits(page: Page) -> list[str]:
    """What sticks out of the page, or is cut off, at both widths and in both directions."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for direction in ("ltr", "rtl"):
            found += [f"{width} {direction} {words}" for words in page.evaluate(_MISFITS, direction)]
    return found


def test_keys_move_about_the_board(world: World, desks: Desks) -> None:
    page = desks.of("Nora").open_live("/")
    links = page.locator("[data-row-link]")
    expect(links).to_have_count(len(TITLES))
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("j")
    expect(page.locator("[data-search]")).to_have_value("j")
    page.locator("main").focus()
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(place)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("dialog#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#shortcuts")).to_be_hidden()
    expect(links.nth(1)).to_be_focused()
    title = links.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", level=1)).to_have_text("Board")


def test_refused_form_keeps_what_was_typed(world: World, desks: Desks) -> None:
    nora = desks.of("Nora", forgiven=(400,))
    _keeps_a_series(nora, world)
    _keeps_a_question(nora, world)
    _keeps_an_answer(nora, world)


def _keeps_a_series(nora: Desk, world: World) -> None:
    page = nora.open(f"/series/new/?items={world.item}")
    page.get_by_label("Title").fill("   ")
    page.locator("[name=summary]").fill("Two rooms.")
    page.get_by_label("Audience").select_option(label=THREE)
    page.locator("[name=form-0-role]").select_option("victim")
    page.locator("[name=form-0-known]").fill("A boy.")
    page.get_by_role("button", name="Make the series").click()
    expect(page.locator("[name=title]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=summary]")).to_have_value("Two rooms.")
    expect(page.locator("[name=audience] option:checked")).to_have_text(THREE)
    expect(page.locator("[name=form-0-role]")).to_have_value("victim")
    expect(page.locator("[name=form-0-known]")).to_have_value("A boy.")
    expect(page.locator("[name=items]")).to_have_value(str(world.item))


def _keeps_a_question(nora: Desk, world: World) -> None:
    page = nora.open(f"/threads/new/?series={world.series}")
    page.get_by_label("Kind of clue").select_option(label="Wallpaper")
    page.locator("[name=question]").fill("  ")
    page.locator(f".tile[data-tile='{world.item}']").get_by_role("button").click()
    stage = page.locator("[data-crop-stage]")
    expect(stage).to_be_visible()
    stage.press("Enter")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("[name=question]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=kind] option:checked")).to_have_text("Wallpaper")
    expect(page.locator(f"[name=item][value='{world.item}']")).to_be_checked()
    for side, share in (("x", "0.2500"), ("y", "0.2500"), ("width", "0.5000"), ("height", "0.5000")):
        expect(page.locator(f"[name={side}]")).to_have_value(share)


def _keeps_an_answer(nora: Desk, world: World) -> None:
    page = nora.open(f"/threads/{world.thread}/")
    text = page.get_by_label("Your answer")
    text.evaluate("text => text.removeAttribute('maxlength')")
    text.fill(LONG * 200)
    page.get_by_role("button", name="Post the answer").click()
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(text).to_have_value(LONG * 200)
