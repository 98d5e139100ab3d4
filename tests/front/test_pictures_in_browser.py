"""Concealed pictures, cropping and selecting, in Chromium."""

from io import BytesIO

import pytest
from django.template.loader import render_to_string
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.front.site import Answer, Site

pytestmark = pytest.mark.browser


def _picture(colour: str, size: tuple[int, int] = (400, 200)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def _serve_pictures(site: Site, items: str = "abc") -> None:
    for item in items:
        site.pages[f"/{item}/concealed"] = lambda asked: Answer(_picture("gray", (40, 30)), kind="image/png")
        site.pages[f"/{item}/plain"] = lambda asked: Answer(_picture("green"), kind="image/png")


def _tile(item: str, **more: str) -> str:
    context = {"item_id": item, "concealed": f"/{item}/concealed", "plain": f"/{item}/plain", "name": f"{item}.jpg"}
    return render_to_string("components/tile.html", {**context, **more})


def _tiles(**more: str) -> str:
    return "".join(_tile(item, **more) for item in "abc")


def _image(page: Page, item: str) -> Locator:
    return page.locator(f"[data-tile={item}] img")


@pytest.fixture
def three(site: Site, page: Page) -> Page:
    """A page with three concealed pictures."""
    _serve_pictures(site)
    site.page("/", f'<div class="tiles">{_tiles()}</div>')
    page.goto("/")
    return page


def _plain_requests(site: Site) -> list[str]:
    return [asked.path for asked in site.asked if asked.path.endswith("/plain")]


def test_picture_is_fetched_once_per_opening_and_never_before(three: Page, site: Site) -> None:
    three.locator("[data-tile=a] .tile-open").hover()
    assert _plain_requests(site) == []
    three.locator("[data-tile=a] .tile-open").click()
    expect(_image(three, "a")).to_have_attribute("src", f"{_blob(three, 'a')}")
    assert _blob(three, "a").startswith("blob:")
    assert _plain_requests(site) == ["/a/plain"]
    expect(three.locator("[data-tile=a] .tile-open")).to_have_attribute("aria-pressed", "true")
    expect(_image(three, "a")).to_have_attribute("alt", "Picture: a.jpg")


def _blob(page: Page, item: str) -> str:
    expect(page.locator(f"[data-tile={item}].is-open")).to_be_visible()
    return _image(page, item).get_attribute("src") or ""


def _is_held(page: Page, address: str) -> bool:
    """Return whether the browser still has the pixels behind a blob's address."""
    load = "address => { const i = new Image(); i.src = address; return i.decode().then(() => true, () => false); }"
    return bool(page.evaluate(load, address))


def test_opening_another_conceals_the_first(three: Page, site: Site) -> None:
    three.locator("[data-tile=a] .tile-open").click()
    address = _blob(three, "a")
    assert _is_held(three, address)
    three.locator("[data-tile=b] .tile-open").click()
    _blob(three, "b")
    expect(_image(three, "a")).to_have_attribute("src", "/a/concealed")
    assert three.locator(".is-open").count() == 1
    assert _plain_requests(site) == ["/a/plain", "/b/plain"]
    assert not _is_held(three, address)


@pytest.mark.parametrize("way", ["click", "Enter", "Escape"])
def test_picture_is_concealed_again(three: Page, site: Site, way: str) -> None:
    button = three.locator("[data-tile=a] .tile-open")
    button.click()
    _blob(three, "a")
    if way == "click":
        button.click()
    else:
        button.press(way)
    expect(_image(three, "a")).to_have_attribute("src", "/a/concealed")
    expect(_image(three, "a")).to_have_attribute("alt", "Concealed picture: a.jpg")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert _plain_requests(site) == ["/a/plain"]


def test_picture_that_is_gone_stays_concealed_and_says_so(three: Page, site: Site) -> None:
    site.pages["/a/plain"] = lambda asked: Answer("gone", 404)
    three.locator("[data-tile=a] .tile-open").click()
    expect(three.locator("[data-tile=a] [role=alert]")).to_have_text("This picture is no longer available to you.")
    expect(_image(three, "a")).to_have_attribute("src", "/a/concealed")


def test_signed_out_is_said_and_the_sign_in_page_is_not_fetched(three: Page, site: Site) -> None:
    site.pages["/a/plain"] = lambda asked: Answer("", 302, headers={"Location": "/sign-in"})
    three.locator("[data-tile=a] .tile-open").click()
    expect(three.locator("[data-tile=a] [role=alert]")).to_have_text("You have been signed out. Load the page again.")
    assert site.times("/sign-in") == 0


# Crop

FIELDS = "".join(f'<input type="hidden" id="{name}" name="{name}">' for name in ("x", "y", "w", "h"))


class _Field:
    """What components/crop.html reads of a bound field."""

    def __init__(self, name: str) -> None:
        self.id_for_label = name


@pytest.fixture
def cropping(site: Site, page: Page) -> Page:
    """A form with three pictures to crop from, the first one opened."""
    _serve_pictures(site)
    items = [{"item_id": i, "concealed": f"/{i}/concealed", "plain": f"/{i}/plain", "name": f"{i}.jpg"} for i in "abc"]
    fields = {"x": _Field("x"), "y": _Field("y"), "width": _Field("w"), "height": _Field("h")}
    crop = render_to_string("components/crop.html", {"items": items, "choose": "item", **fields})
    site.page("/", f"<form>{FIELDS}{crop}</form>")
    page.goto("/")
    page.locator("[data-tile=a] .tile-open").click()
    expect(page.locator("[data-crop-stage]")).to_be_visible()
    page.wait_for_function("document.querySelector('[data-crop-stage] img').complete")
    return page


def _values(page: Page) -> list[str]:
    return [page.locator(f"#{name}").input_value() for name in ("x", "y", "w", "h")]


def _drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    box = page.locator("[data-crop-stage] img").bounding_box()
    assert box
    page.mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=4)
    page.mouse.up()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((0.25, 0.25), (0.75, 0.5), [0.25, 0.25, 0.5, 0.25]),
        ((0.75, 0.5), (0.25, 0.25), [0.25, 0.25, 0.5, 0.25]),
        ((0.5, 0.5), (1.5, 2.0), [0.5, 0.5, 0.5, 0.5]),
    ],
)
def test_pointer_draws_fractions_of_the_displayed_picture(
    cropping: Page, start: tuple[float, float], end: tuple[float, float], expected: list[float]
) -> None:
    _drag(cropping, start, end)
    assert [float(value) for value in _values(cropping)] == pytest.approx(expected, abs=0.01)
    assert cropping.locator("input[name=item][value=a]").is_checked()


def test_keyboard_draws_moves_resizes_and_clears(cropping: Page) -> None:
    stage = cropping.locator("[data-crop-stage]")
    expect(stage).to_be_focused()
    stage.press("Enter")
    assert _values(cropping) == ["0.2500", "0.2500", "0.5000", "0.5000"]
    stage.press("ArrowRight")
    stage.press("ArrowUp")
    assert _values(cropping) == ["0.2600", "0.2400", "0.5000", "0.5000"]
    stage.press("Shift+ArrowLeft")
    stage.press("Shift+ArrowDown")
    assert _values(cropping) == ["0.2600", "0.2400", "0.4900", "0.5100"]
    stage.press("Delete")
    assert _values(cropping) == ["", "", "", ""]


def test_concealing_keeps_the_rectangle_and_another_picture_clears_it(cropping: Page, site: Site) -> None:
    cropping.locator("[data-crop-stage]").press("Enter")
    cropping.keyboard.press("Escape")
    expect(cropping.locator("[data-crop-stage]")).to_be_hidden()
    assert cropping.locator("[data-crop-stage] img").get_attribute("src") is None
    assert _values(cropping) == ["0.2500", "0.2500", "0.5000", "0.5000"]
    cropping.locator("[data-tile=b] .tile-open").click()
    expect(cropping.locator("input[name=item][value=b]")).to_be_checked()
    assert _values(cropping) == ["", "", "", ""]
    assert _plain_requests(site) == ["/a/plain", "/b/plain"]


# Selecting


@pytest.fixture
def selecting(site: Site, page: Page) -> Page:
    """A form with three pictures to select from."""
    _serve_pictures(site)
    button = '<button data-select-needs="2" data-select-label="Make a series of {n}">Make a series</button>'
    grid = f'<div class="tiles" data-select-grid>{_tiles(select="items")}</div>'
    site.page("/", f"<form><span data-select-count></span>{button}{grid}</form>")
    page.goto("/")
    return page


def _ticked(page: Page) -> list[str]:
    boxes = page.locator("input[data-select]:checked").all()
    return [str(box.get_attribute("value")) for box in boxes]


def test_shift_click_selects_everything_between(selecting: Page) -> None:
    expect(selecting.locator("[data-select-needs]")).to_be_disabled()
    selecting.locator("input[value=a]").click()
    expect(selecting.locator("[data-select-needs]")).to_be_disabled()
    selecting.locator("input[value=c]").click(modifiers=["Shift"])
    assert _ticked(selecting) == ["a", "b", "c"]
    expect(selecting.locator("[data-select-needs]")).to_be_enabled()
    expect(selecting.locator("[data-select-needs]")).to_have_text("Make a series of 3")
    expect(selecting.locator("[data-select-count]")).to_have_text("3 selected")


def test_control_a_selects_all_then_none(selecting: Page) -> None:
    box = selecting.locator("input[value=b]")
    box.press("Control+a")
    assert _ticked(selecting) == ["a", "b", "c"]
    box.press("Control+a")
    assert _ticked(selecting) == []
    expect(selecting.locator("[data-select-needs]")).to_have_text("Make a series")


def test_control_a_outside_the_grid_selects_nothing(selecting: Page) -> None:
    selecting.keyboard.press("Control+a")
    assert _ticked(selecting) == []


@pytest.mark.parametrize(("keys", "focused"), [(["j"], "a"), (["j", "j"], "b"), (["j", "j", "k"], "a"), (["k"], "c")])
def test_j_and_k_move_between_entries(site: Site, page: Page, keys: list[str], focused: str) -> None:
    rows = "".join(f'<li class="entry"><a data-row-link id="{i}" href="/{i}">{i}</a></li>' for i in "abc")
    site.page("/", f'<input data-search aria-label="s"><ul class="list">{rows}</ul>')
    page.goto("/")
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator(f"#{focused}")).to_be_focused()


def test_slash_searches_and_letters_are_then_only_letters(site: Site, page: Page) -> None:
    site.page("/", '<input data-search aria-label="s"><a data-row-link href="/a">a</a>')
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("[data-search]")).to_have_value("jk?")


def test_question_mark_shows_the_shortcuts_and_they_can_be_switched_off(site: Site, page: Page) -> None:
    dialog = render_to_string("components/shortcuts.html")
    site.page("/", f'<a data-row-link id="a" href="/a">a</a>{dialog}')
    page.goto("/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#a")).not_to_be_focused()
