"""The live page in Chromium, against a real event stream."""

import threading
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.front.site import Answer, Asked, Site

pytestmark = pytest.mark.browser

THREAD = "0198c0de-0000-7000-8000-000000000001"
OTHER = "0198c0de-0000-7000-8000-000000000002"
LIVE = 'data-live="/events" data-live-cursor="start"'


class Part:
    """A live part whose content the test changes."""

    def __init__(self, name: str, content: str = "first", attributes: str = "") -> None:
        self.name, self.content, self.attributes = name, content, attributes

    def html(self) -> str:
        """Return the element as the page and its fragment show it."""
        attributes = f'id="{self.name}" data-live-url="/{self.name}" {self.attributes}'
        return f"<section {attributes}>{self.content}</section>"

    def serve(self, site: Site) -> None:
        """Serve the fragment."""
        site.part(f"/{self.name}", self.html)


@pytest.fixture
def posts(site: Site, page: Page) -> Part:
    """A thread's posts on an open page with a connected stream."""
    types = f'data-live-types="thread. series.solved" data-live-object="{THREAD}"'
    part = Part("posts", attributes=f'{types} data-live-say="New post" data-live-gone="/board"')
    part.serve(site)
    content = f'<main id="main">{part.html()}</main>'
    site.page("/", render_to_string("components/live_status.html") + content, attributes=LIVE)
    page.goto("/")
    expect(page.locator("[data-live-status=connected]")).to_have_text("Live")
    return part


def test_page_opens_the_stream_at_its_cursor_and_fetches_nothing(posts: Part, site: Site) -> None:
    assert site.times("/posts") == 0
    assert len(site.streams) == 1


def test_event_refreshes_the_part_and_says_so(posts: Part, site: Site, page: Page) -> None:
    posts.content = "second"
    site.send("change", {"type": "thread.posted", "objects": [OTHER, THREAD]})
    expect(page.locator("#posts")).to_have_text("second")
    expect(page.locator("#say")).to_have_text("New post")
    assert [asked.headers["X-Requested-With"] for asked in site.asked if asked.path == "/posts"] == ["live"]


@pytest.mark.parametrize(
    ("kind", "objects", "times"),
    [
        ("thread.posted", [THREAD], 1),
        ("series.solved", [THREAD], 1),
        ("series.solvedly", [THREAD], 0),
        ("series.made", [THREAD], 0),
        ("threads", [THREAD], 0),
        ("thread.posted", [OTHER], 0),
        ("thread.posted", [], 0),
    ],
)
def test_only_events_of_its_types_and_object_refresh_a_part(
    posts: Part, site: Site, page: Page, kind: str, objects: list[str], times: int
) -> None:
    probe = Part("probe", attributes='data-live-types="probe"')
    probe.serve(site)
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", probe.html())
    site.send("change", {"type": kind, "objects": objects})
    # Every part waits equally long, so the probe, touched later, is asked for after whatever the first event caused.
    site.send("change", {"type": "probe"})
    _until(page, site, "/probe", 1)
    _until(page, site, "/posts", times)  # both were sent; which arrives first is the network's choice
    assert site.times("/posts") == times


def _until(page: Page, site: Site, path: str, times: int) -> None:
    """Let the browser go on until it has asked so often."""
    for _ in range(1000):
        if site.times(path) >= times:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{path} was asked for {site.times(path)} times")


@pytest.fixture
def gate(site: Site) -> Iterator[threading.Event]:
    """Holds a slow fragment's answer back until the test sets it."""
    event = threading.Event()
    yield event
    event.set()


def test_events_during_a_refresh_cause_one_more(posts: Part, site: Site, page: Page, gate: threading.Event) -> None:
    def slowly(asked: Asked) -> Answer:
        gate.wait()
        return Answer(posts.html())

    site.pages["/posts"] = slowly
    site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    _until(page, site, "/posts", 1)
    posts.content = "newest"
    for _ in range(10):
        site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert site.times("/posts") == 1
    gate.set()
    _until(page, site, "/posts", 2)
    expect(page.locator("#posts")).to_have_text("newest")
    assert site.times("/posts") == 2


def test_typed_words_ticks_focus_and_details_live_on(site: Site, page: Page) -> None:
    fields = (
        '<form><textarea name="answer" aria-label="a"></textarea>'
        '<input type="checkbox" name="items" value="7"><input type="checkbox" name="items" value="8"></form>'
        '<details id="more"><summary>m</summary>x</details>'
    )
    part = Part("form", f"<p>first</p>{fields}", 'data-live-types="a."')
    part.serve(site)
    site.page("/", part.html(), attributes=LIVE)
    page.goto("/")
    page.locator("summary").click()
    page.locator("[value='7']").check()
    page.locator("textarea").press_sequentially("half a sentence")
    page.keyboard.press("ArrowLeft")
    part.content = f"<p>second</p>{fields}"
    site.send("change", {"type": "a.b", "objects": []})
    expect(page.locator("#form p")).to_have_text("second")
    page.keyboard.type("!")
    expect(page.locator("textarea")).to_have_value("half a sentenc!e")
    assert page.locator("[value='7']").is_checked()
    assert not page.locator("[value='8']").is_checked()
    assert page.locator("details").evaluate("element => element.open")


ERROR = '<div class="flash flash-error">Choose a country.</div>'
ASKED = '<input name="why" aria-label="w" value="{}">'


@pytest.mark.parametrize("marks", ['id="say" action="/say"', 'action="/say"'])
def test_a_refused_form_stays_with_its_errors_and_what_was_typed(site: Site, page: Page, marks: str) -> None:
    part = Part("part", f"<p>first</p><form {marks}>{ERROR}{ASKED.format('typed')}</form>", 'data-live-types="a."')
    part.serve(site)
    shown = part.html()
    part.content = f"<p>first</p><form {marks}>{ASKED.format('')}</form>"
    site.page("/", shown, attributes='data-live="/events"')
    page.goto("/")
    _until(page, site, "/part", 1)
    for content in ("second", "third"):
        part.content = f"<p>{content}</p><form {marks}>{ASKED.format('')}</form>"
        site.send("change", {"type": "a.b", "objects": []})
        expect(page.locator("#part p")).to_have_text(content)
        expect(page.locator("form .flash-error")).to_have_text("Choose a country.")
        expect(page.locator("[name=why]")).to_have_value("typed")


def test_a_refused_form_stays_where_it_is_offered_no_more(site: Site, page: Page) -> None:
    refused = f'<form id="say" action="/say">{ERROR}{ASKED.format("typed")}</form>'
    other = '<form id="other" action="/other"></form>'
    part = Part("part", f"<p>first</p>{refused}{other}", 'data-live-types="a."')
    part.serve(site)
    site.page("/", part.html(), attributes=LIVE)
    page.goto("/")
    for content in ("second", "third"):
        part.content = f"<p>{content}</p>"
        site.send("change", {"type": "a.b", "objects": []})
        expect(page.locator("#part p")).to_have_text(content)
        expect(page.locator("#part form")).to_have_count(1)
        expect(page.locator("#say .flash-error")).to_have_text("Choose a country.")
        expect(page.locator("[name=why]")).to_have_value("typed")


def test_opened_picture_stays_open_and_is_not_fetched_again(site: Site, page: Page) -> None:
    pixel = (
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
        b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    )
    for name in ("concealed", "plain"):
        site.pages[f"/{name}"] = lambda asked: Answer(pixel, kind="image/gif")
    context = {"item_id": "a", "concealed": "/concealed", "plain": "/plain", "name": "a.jpg"}
    tile = render_to_string("components/tile.html", context)
    part = Part("grid", f"<p>first</p>{tile}", 'data-live-types="a."')
    part.serve(site)
    site.page("/", part.html(), attributes=LIVE)
    page.goto("/")
    page.locator("button[data-plain]").click()
    expect(page.locator(".tile.is-open")).to_be_visible()
    part.content = f"<p>second</p>{tile}"
    site.send("change", {"type": "a.b"})
    expect(page.locator("#grid p")).to_have_text("second")
    assert (page.locator(".tile img").get_attribute("src") or "").startswith("blob:")
    part.content = "<p>third</p>"
    site.send("change", {"type": "a.b"})
    expect(page.locator(".tile")).to_have_count(0)
    assert site.times("/plain") == 1


def test_same_content_is_left_alone_and_nothing_is_said(posts: Part, site: Site, page: Page) -> None:
    page.evaluate("window.before = document.getElementById('posts')")
    site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    _until(page, site, "/posts", 1)
    site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    _until(page, site, "/posts", 2)
    assert page.evaluate("window.before === document.getElementById('posts')")
    assert page.locator("#say").inner_text() == ""


def test_part_that_is_gone_says_so_with_a_way_on(posts: Part, site: Site, page: Page) -> None:
    del site.pages["/posts"]
    site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    expect(page.locator("#posts")).to_contain_text("no longer available")
    assert page.locator("#posts a").get_attribute("href") == "/board"
    assert "first" not in page.locator("#posts").inner_text()


def test_part_without_a_way_on_disappears(site: Site, page: Page) -> None:
    part = Part("row", attributes='data-live-types="a."')
    site.page("/", part.html(), attributes=LIVE)
    page.goto("/")
    _until(page, site, "/events", 1)
    site.send("change", {"type": "a.b"})
    expect(page.locator("#row")).to_have_count(0)


def test_sign_in_page_never_takes_a_parts_place(posts: Part, site: Site, page: Page) -> None:
    site.pages["/posts"] = lambda asked: Answer("", 302, headers={"Location": "/sign-in"})
    site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    expect(page.locator("[data-live-words]")).to_have_text("Signed out")
    expect(page.locator("#posts")).to_be_hidden()  # and not removed: what somebody typed is not lost
    expect(page.locator("#posts")).to_have_text("first")
    expect(page.get_by_role("link", name="You have been signed out")).to_be_visible()
    assert site.times("/sign-in") == 0


def test_reload_refreshes_every_part(site: Site, page: Page) -> None:
    parts = [Part("one", attributes='data-live-types="a."'), Part("two", attributes='data-live-types="b."')]
    for part in parts:
        part.serve(site)
    site.page("/", "".join(part.html() for part in parts), attributes=LIVE)
    page.goto("/")
    _until(page, site, "/events", 1)
    for part in parts:
        part.content = "anew"
    site.send("reload")
    for part in parts:
        expect(page.locator(f"#{part.name}")).to_have_text("anew")


def test_page_without_a_cursor_catches_up_once(site: Site, page: Page) -> None:
    part = Part("one", attributes='data-live-types="a."')
    shown = part.html()
    part.content = "written in between"
    part.serve(site)
    site.page("/", shown, attributes='data-live="/events"')
    page.goto("/")
    expect(page.locator("#one")).to_have_text("written in between")
    assert site.times("/one") == 1


def test_lost_stream_resumes_where_it_was(posts: Part, site: Site, page: Page) -> None:
    site.send("hello")
    site.hang_up()
    _until(page, site, "/events", 2)
    expect(page.locator("[data-live-status=connected]")).to_be_visible()
    resumed = [asked.headers["Last-Event-ID"] for asked in site.asked if asked.path == "/events"]
    assert resumed[0] is None
    assert resumed[1].startswith("c")
    posts.content = "afterwards"
    site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    expect(page.locator("#posts")).to_have_text("afterwards")


def test_refused_stream_is_shown_as_lost_in_words(posts: Part, site: Site, page: Page) -> None:
    site.refuse_streams = True
    site.hang_up()
    expect(page.locator("[data-live-status=lost]")).to_have_text("Connection lost")
    expect(page.locator("#say")).to_have_text("Connection lost")


@pytest.fixture
def lone(site: Site, page: Page) -> str:
    """An open page without any live part, with a connected stream."""
    content = '<main id="main" tabindex="-1"><h1>A room</h1></main>'
    site.page("/room", render_to_string("components/live_status.html") + content, attributes=LIVE)
    page.goto("/room")
    expect(page.locator("[data-live-status=connected]")).to_have_text("Live")
    return "/room"


def test_changed_sight_refreshes_every_part(posts: Part, site: Site, page: Page) -> None:
    posts.content = "second"
    site.send("change", {"type": "sight.changed", "objects": []})
    expect(page.locator("#posts")).to_have_text("second")


def test_a_page_that_is_gone_is_taken_away(lone: str, site: Site, page: Page) -> None:
    site.send("change", {"type": "thread.posted", "objects": [THREAD]})
    site.send("change", {"type": "sight.changed", "objects": []})
    page.wait_for_function("() => performance.getEntriesByType('resource').some((e) => e.name.endsWith('/room'))")
    expect(page.locator("h1")).to_have_text("A room")
    site.pages[lone] = lambda asked: Answer("", status=404)
    site.send("change", {"type": "sight.changed", "objects": []})
    expect(page.locator("#main")).to_have_text("This is no longer available to you.")
    assert site.times(lone) == 3


def test_a_type_that_touches_it_whatever_it_names(site: Site, page: Page) -> None:
    attributes = f'data-live-types="a." data-live-object="{THREAD}" data-live-also="b.c d.e"'
    part = Part("part", attributes=attributes)
    part.serve(site)
    site.page("/", part.html(), attributes=LIVE)
    page.goto("/")
    _until(page, site, "/events", 1)
    part.content = "second"
    site.send("change", {"type": "b.other", "objects": [OTHER]})
    site.send("change", {"type": "d.e", "objects": [OTHER]})
    expect(page.locator("#part")).to_have_text("second")
    assert site.times("/part") == 1


def test_a_part_is_fetched_again_while_somebody_looks(site: Site, page: Page) -> None:
    page.clock.install()
    part = Part("part", attributes='data-live-types="a." data-live-every="45"')
    part.serve(site)
    site.page("/", render_to_string("components/live_status.html") + part.html(), attributes=LIVE)
    page.goto("/")
    expect(page.locator("[data-live-status=connected]")).to_have_text("Live")
    page.clock.fast_forward(44_000)
    assert site.times("/part") == 0
    for times in (1, 2):
        part.content = f"{times}"
        page.clock.fast_forward(46_000)
        expect(page.locator("#part")).to_have_text(f"{times}")
    assert site.times("/part") == 2
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.clock.fast_forward(46_000)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.clock.fast_forward(46_000)
    _until(page, site, "/part", 3)
    assert site.times("/part") == 3
