"""Several rectangles, one after the other, in Chromium."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.front.site import Site
from tests.front.test_pictures_in_browser import FIELDS, _drag, _Field, _serve_pictures, _values

pytestmark = pytest.mark.browser


@pytest.fixture
def several(site: Site, page: Page) -> Page:
    """A form with three pictures to crop from, the first one opened; one crop came back with the form."""
    _serve_pictures(site)
    items = [{"item_id": i, "concealed": f"/{i}/concealed", "plain": f"/{i}/plain", "name": f"{i}.jpg"} for i in "abc"]
    fields = {"x": _Field("x"), "y": _Field("y"), "width": _Field("w"), "height": _Field("h")}
    kept = {"keep": "crop", "kept": [{"text": "c 0 0 1 1", "name": "c.jpg"}]}
    crop = render_to_string("components/crop.html", {"items": items, "choose": "item", **fields, **kept})
    site.page("/", f"<form>{FIELDS}{crop}</form>")
    page.goto("/")
    page.locator("[data-tile=a] .tile-open").click()
    expect(page.locator("[data-crop-stage]")).to_be_visible()
    page.wait_for_function("document.querySelector('[data-crop-stage] img').complete")
    return page


def _kept(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator("[data-kept-crops] input[name=crop]").all()]


def test_the_keyboard_puts_aside_and_goes_on(several: Page) -> None:
    stage = several.locator("[data-crop-stage]")
    for _ in range(2):
        stage.press("Enter")
    assert _kept(several) == ["c 0 0 1 1", "a 0.2500 0.2500 0.5000 0.5000"]
    assert _values(several) == ["", "", "", ""]
    expect(several.locator("[data-crop-words]")).to_have_text("Crop 2 is put aside. Draw another, or go on.")
    expect(several.locator("[data-kept-crops] canvas")).to_have_count(1)
    stage.press("ArrowRight")
    assert _values(several) == ["0.2500", "0.2500", "0.5000", "0.5000"]


def test_another_picture_puts_aside_what_was_drawn(several: Page) -> None:
    _drag(several, (0.25, 0.25), (0.75, 0.5))
    several.get_by_role("button", name="Put it aside and draw another").click()
    _drag(several, (0.0, 0.0), (0.5, 0.5))
    several.locator("[data-tile=b] .tile-open").click()
    expect(several.locator("input[name=item][value=b]")).to_be_checked()
    assert [text.split()[0] for text in _kept(several)] == ["c", "a", "a"]
    assert _values(several) == ["", "", "", ""]


def test_one_is_taken_away(several: Page) -> None:
    several.get_by_role("button", name="Take away the crop of c.jpg").click()
    assert _kept(several) == []
    expect(several.locator("[data-crop-stage]")).to_be_focused()


def test_there_are_six_at_most(several: Page) -> None:
    stage = several.locator("[data-crop-stage]")
    for _ in range(14):
        stage.press("Enter")
    assert len(_kept(several)) == 6
    expect(several.locator("[data-crop-words]")).to_contain_text("6 crops at most")
