"""Keys in Chromium: what the list under ? names is what is bound; moving, opening, selecting, typing, composing."""

import string
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.front.site import Answer, Site

pytestmark = pytest.mark.browser

#: Says which keys some module of the page has taken: keys that nothing is bound to stay the browser's.
_TAKEN = """(name) => {
  const [shiftKey, key] = [name.startsWith("Shift+"), name.replace("Shift+", "")];
  const event = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  const taken = !(document.activeElement ?? document.body).dispatchEvent(event);
  document.querySelector("dialog[open]")?.close();
  return taken;
}"""
_NAMES = {"↓": "ArrowDown", "↑": "ArrowUp", "←": "ArrowLeft", "→": "ArrowRight", "Esc": "Escape", "Space": " "}
_SPECIAL = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Enter", "Escape", "Home", "End", "PageDown", "Tab"]


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "gray").save(out, "PNG")
    return out.getvalue()


def _tile(item: str, **more: str) -> str:
    context = {"item_id": item, "concealed": f"/{item}/concealed", "plain": f"/{item}/plain", "name": f"{item}.jpg"}
    return render_to_string("components/tile.html", {**context, "href": f"#{item}", **more})


def _grid(site: Site, items: str = "abcdef", **more: str) -> str:
    for item in items:
        for kind in ("concealed", "plain"):
            site.pages[f"/{item}/{kind}"] = lambda asked: Answer(_picture(), kind="image/png")
    tiles = "".join(_tile(item, select="items", **more) for item in items)
    return f'<form><div class="tiles" data-select-grid>{tiles}</div></form>'


def _rows() -> str:
    rows = "".join(f'<li class="entry"><a data-row-link id="{i}" href="#{i}">{i}</a></li>' for i in "abc")
    return f'<ul class="list">{rows}</ul>'


def _page(site: Site, page: Page, body: str, *, rtl: bool = False) -> None:
    places = '<nav><a href="#b" data-go="b">Board</a><a href="#u" data-go="u">Upload</a></nav>'
    acts = '<button type="button" data-key="n" data-key-words="New series">New</button>'
    help_ = render_to_string("components/shortcuts.html")
    direction = '<div dir="rtl">' if rtl else "<div>"
    site.page("/", f'{places}{acts}<input data-search aria-label="s"><main id="main" tabindex="-1">'
                   f"{direction}{body}</div></main>{help_}")  # fmt: skip
    page.goto("/")
    # Narrow enough for three tiles in a row, whatever the width of the window.
    page.locator("body").evaluate("body => body.style.setProperty('--tile', '28%')")


def _listed(page: Page) -> list[list[str]]:
    """Every key of the list under ?, in its parts."""
    page.keyboard.press("?")
    terms = page.locator("[data-shortcuts] dt").all()
    found = [part.split() for term in terms for part in _parts(term)]
    page.keyboard.press("Escape")
    return found


def _key(shown: str) -> str:
    """The name of a key in events, from its sign in the list."""
    *shift, sign = shown.split("+")
    return "+".join([*shift, _NAMES.get(sign, sign)])


def _parts(term: Locator) -> list[str]:
    text = term.inner_text().replace(" then ", ">").replace(" + ", "+")
    return [one.replace(">", " ") for one in text.split()]


@pytest.mark.parametrize("kind", ["list", "pictures", "neither"])
def test_the_list_names_what_is_bound_and_nothing_else(site: Site, page: Page, kind: str) -> None:
    body = {"list": _rows(), "pictures": _grid(site), "neither": "<p>Nothing</p>"}[kind]
    _page(site, page, body)
    listed = _listed(page)
    single = {_key(one[0]) for one in listed if len(one) == 1}
    sequences = {tuple(one) for one in listed if len(one) == 2}
    assert sequences == {("g", "b"), ("g", "u")}
    taken = set()
    shifted = [f"Shift+{key}" for key in [*string.ascii_lowercase, *_SPECIAL]]
    for key in [*string.printable[:94], " ", *_SPECIAL, *shifted]:
        page.evaluate("() => { document.activeElement?.blur(); document.querySelector('[data-row-link]')?.focus(); }")
        if key == "Escape" and kind == "pictures":
            expect(page.locator(".tile.is-open")).to_have_count(1)  # by Space, before
        if page.evaluate(_TAKEN, key):
            taken.add(key)
        if key == "g":
            assert page.evaluate(_TAKEN, "b")
    # Capital letters of Caps Lock are the same keys.
    assert {one.lower() if len(one) == 1 else one for one in taken} == single | {"g"}
    assert {"j", "k"} <= single or kind == "neither"
    assert ("x" in single) == ("Shift+ArrowLeft" in single) == (kind == "pictures")


def test_moving_over_rows_of_pictures(site: Site, page: Page) -> None:
    _page(site, page, _grid(site))
    link = {one: page.locator(f"[data-tile={one}] [data-row-link]") for one in "abcdef"}
    steps = [("j", "a"), ("ArrowRight", "b"), ("ArrowDown", "e"), ("ArrowLeft", "d"), ("ArrowUp", "a"), ("k", "a")]
    for key, there in steps:
        page.keyboard.press(key)
        expect(link[there]).to_be_focused()
        outline = page.locator(f"[data-tile={there}]").evaluate("tile => getComputedStyle(tile).outlineStyle")
        assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.url.endswith("#a")


def test_arrows_follow_the_direction_of_writing(site: Site, page: Page) -> None:
    _page(site, page, _grid(site), rtl=True)
    page.keyboard.press("j")
    for key, there in (("ArrowLeft", "b"), ("ArrowDown", "e"), ("ArrowRight", "d")):
        page.keyboard.press(key)
        expect(page.locator(f"[data-tile={there}] [data-row-link]")).to_be_focused()


def test_arrows_scroll_until_an_entry_has_the_focus(site: Site, page: Page) -> None:
    _page(site, page, _rows())
    assert page.evaluate(_TAKEN, "ArrowDown") is False
    page.locator("#a").focus()
    assert page.evaluate(_TAKEN, "ArrowDown") is True
    expect(page.locator("#b")).to_be_focused()


_WHERE = "() => document.activeElement.closest('.tile')?.dataset.tile ?? document.activeElement.id"


def test_tab_stops_once_in_a_grid_and_goes_on(site: Site, page: Page) -> None:
    _page(site, page, _grid(site) + '<a id="after" href="#">after</a>')
    page.locator("[data-search]").focus()
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(_WHERE))
    assert seen == ["a", "a", "a", "after"]
    page.locator("[data-tile=c] [data-row-link]").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#after")).to_be_focused()


def test_space_opens_and_conceals_the_picture_of_the_entry(site: Site, page: Page) -> None:
    _page(site, page, _grid(site))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator(".tile.is-open")).to_have_attribute("data-tile", "b")
    assert site.times("/b/plain") == 1
    page.keyboard.press("Space")
    expect(page.locator(".tile.is-open")).to_have_count(0)
    assert [site.times(f"/{one}/plain") for one in "abcdef"] == [0, 1, 0, 0, 0, 0]


def test_space_opens_the_only_picture_of_a_page(site: Site, page: Page) -> None:
    _page(site, page, _grid(site, "a"))
    page.keyboard.press("Space")
    expect(page.locator(".tile.is-open")).to_have_attribute("data-tile", "a")
    page.keyboard.press("Escape")
    expect(page.locator(".tile.is-open")).to_have_count(0)


def _ticked(page: Page) -> str:
    return "".join(str(box.get_attribute("value")) for box in page.locator("input[data-select]:checked").all())


def test_selecting_one_a_range_and_all(site: Site, page: Page) -> None:
    _page(site, page, _grid(site))
    say = page.locator("#say")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert _ticked(page) == "a"
    expect(say).to_have_text("1 selected")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    for key, chosen in (("ArrowRight", "acd"), ("j", "acde"), ("k", "acd"), ("ArrowUp", "abc")):
        page.keyboard.press(f"Shift+{key}")
        assert _ticked(page) == chosen
    expect(say).to_have_text("3 selected")
    page.keyboard.press("a")
    assert _ticked(page) == "abcdef"
    page.keyboard.press("a")
    assert _ticked(page) == ""
    expect(say).to_have_text("0 selected")


@pytest.mark.parametrize("field", ["<textarea id=f></textarea>", "<input id=f>", "<div id=f contenteditable>x</div>"])
def test_nothing_acts_while_typing(site: Site, page: Page, field: str) -> None:
    _page(site, page, _rows() + field)
    page.locator("#f").focus()
    for key in ("j", "?", "g", "b", "n", " ", "/"):
        assert page.evaluate(_TAKEN, key) is False
    expect(page.locator("#f")).to_be_focused()
    expect(page.locator("#shortcuts")).to_be_hidden()


@pytest.mark.parametrize("more", ["isComposing: true", "ctrlKey: true", "altKey: true", "metaKey: true"])
def test_nothing_acts_while_composing_or_with_another_key_held(site: Site, page: Page, more: str) -> None:
    _page(site, page, _rows())
    sent = f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'j', bubbles: true, {more} }}))"
    page.evaluate(sent)
    expect(page.locator("#a")).not_to_be_focused()
    page.evaluate(sent.replace(more, "repeat: false"))
    expect(page.locator("#a")).to_be_focused()


@pytest.mark.parametrize(
    ("pressed", "focused"),
    [
        ("key: 'о', code: 'KeyJ'", "a"),  # a Cyrillic keyboard: the key that is j on a Latin one
        ("key: 'j', code: 'KeyC'", "a"),  # a Latin one with its letters elsewhere
        ("key: 'J', code: 'KeyJ'", "a"),  # Caps Lock
        ("key: 'ĵ', code: 'KeyJ', ctrlKey: true, altKey: true, modifierAltGraph: true", None),  # AltGr makes characters
    ],
)
def test_other_keyboards(site: Site, page: Page, pressed: str, focused: str | None) -> None:
    _page(site, page, _rows())
    page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ {pressed}, bubbles: true }}))")
    there = page.evaluate("() => document.activeElement.id || null")
    assert there == focused


def test_a_dialog_keeps_its_keys(site: Site, page: Page) -> None:
    _page(site, page, _rows())
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(page.locator("#a")).not_to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#a")).to_be_focused()


def test_a_button_that_cannot_be_used_says_why(site: Site, page: Page) -> None:
    button = '<button type="button" data-select-needs="1" data-key="s" data-key-words="Add">Add</button>'
    _page(site, page, _grid(site).replace("<form>", f"<form>{button}"))
    page.keyboard.press("s")
    expect(page.locator("#say")).to_have_text("Select something first.")
