"""Every page under axe: at both widths and in both directions, nothing that it calls serious or critical.

The pages are those of the table of addresses, which is compared with the resolver: a new page is looked at by itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from icse.core import vendor
from tests.browser.desks import Desk, Desks
from tests.partition.routes import routes
from tests.partition.small_world import SmallWorld, make_small_world
from tests.partition.urls import lines

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
AXE = HERE / "vendor" / "axe-core" / "axe.min.js"
#: Both widths and both directions.
LOOKS = ((1440, "ltr"), (800, "rtl"))
#: Who looks: the first of these who may.
WHO = ("nora", "niels", "cleo")
#: What an address shows only when more is asked.
MORE = (
    "/?status=all",
    "/?words=nothing+like+it",
    "/search/?words=room",
    "/series/new/?items={item}",
    "/threads/new/?series={series}",
    "/series/{series}/merge/?other={other reference}",
    "/requests/new/?reference={reference}",
    f"/series/{uuid4()}/",
)
_RUN = """async ([source, direction]) => {
  if (!window.axe) (0, eval)(source);
  document.documentElement.dir = direction;
  for (const folded of document.querySelectorAll("main details")) folded.open = true;
  const found = await axe.run(document, { resultTypes: ["violations"] });
  document.documentElement.dir = "ltr";
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 200)}`));
}"""


@pytest.fixture(scope="module")
def world(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SmallWorld]:
    """The small world, which has something of everything. Made before the browser starts."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            made = make_small_world()
        connections.close_all()
        yield made


@pytest.fixture(scope="module")
def chromium(world: SmallWorld, chromium: Browser) -> Browser:
    return chromium


def _pages(world: SmallWorld) -> dict[str, list[str]]:
    """Every address that may be looked at, by who looks."""
    known, words = routes(), world.words() | {"reference": world.words()["group reference"]}
    found: dict[str, list[str]] = {name: [] for name in WHO}
    for (name, method), (of, statuses) in lines().items():
        who = next((one for one in WHO if statuses[one] == 200), None)
        if method == "GET" and who and not known[name].is_api:
            found[who].append(known[name].path(*(world.keys[one] for one in of)))
    found["nora"] += [address.format_map(words) for address in MORE]
    return found


def _violations(page: Page) -> list[str]:
    expect(page.get_by_text("being loaded")).to_have_count(0)
    found = []
    for width, direction in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        found += page.evaluate(_RUN, [AXE.read_text("utf-8"), direction])
    return list(dict.fromkeys(found))


def _is_page(desk: Desk, path: str) -> bool:
    """Not a picture, a download, or a part of a page."""
    answer: Any = desk.context.request.get(path, max_redirects=0)
    kind = answer.headers.get("content-type", "")
    return bool(kind.startswith("text/html") and answer.text().lstrip().startswith("<!doctype html>"))


def test_no_page_has_a_serious_violation(world: SmallWorld, desks: Desks) -> None:
    found, looked = [], 0
    for name, paths in _pages(world).items():
        desk = desks.of(name.title(), forgiven=(403, 404, 409))
        page = desk.open("/")
        for path in paths:
            # The stream of events is never whole, and what is downloaded is no page.
            if path == "/events" or not _is_page(desk, path):
                continue
            page.goto(path)
            looked += 1
            found += [f"{name} {path}: {words}" for words in _violations(page)]
    assert found == []
    assert looked > 60


def test_neither_has_what_is_opened_by_a_key(world: SmallWorld, desks: Desks) -> None:
    page = desks.of("Nora", forgiven=(404,)).open_live("/items/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    assert _violations(page) == []
    page.keyboard.press("Escape")
    for key in ("j", "x", "s"):
        page.keyboard.press(key)
    expect(page.locator("[data-choose-found] button").first).to_be_visible()
    assert _violations(page) == []


def test_neither_has_signing_in(world: SmallWorld, desks: Desks) -> None:
    assert _violations(desks.nobody().open("/sign-in/")) == []


def test_axe_finds_what_is_wrong(world: SmallWorld, desks: Desks) -> None:
    page = desks.nobody().open("/sign-in/")
    page.locator("main").evaluate("main => main.append(Object.assign(new Image(), { src: '/static/mark.svg' }))")
    assert [one.split(":")[0] for one in _violations(page)] == ["image-alt"]


def test_axe_is_as_it_was_published() -> None:
    entries = vendor.read_lock(HERE)
    assert vendor.lock_of(HERE, {entry["package"]: entry["version"] for entry in entries}) == entries
    assert {(one["package"], one["licence"]) for one in entries} == {("axe-core", "MPL-2.0")}
    assert {Path(one["file"]).name for one in entries} == {"axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"}
