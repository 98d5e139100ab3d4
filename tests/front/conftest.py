"""Chromium, and a page in it that fails its test when the content policy or a script objects."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.front.site import Site, serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str:
    """Return Chromium's path; without it skip, or fail where ICSE_REQUIRE_BROWSER=1."""
    path = os.environ.get("ICSE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path:
        return path
    if os.environ.get("ICSE_REQUIRE_BROWSER") == "1":
        pytest.fail("Chromium is required here (ICSE_REQUIRE_BROWSER=1) and was not found.")
    pytest.skip("Chromium was not found; install Debian's chromium, or set ICSE_CHROMIUM.")


# A module at a time: while playwright runs, its thread has an event loop, in which Django refuses the database.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as served:
        yield served


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A fresh page; afterwards neither a script error nor a refusal by the content policy may have happened."""
    objections: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            objections.append(message.text)

    context = chromium.new_context(base_url=site.address, viewport={"width": 1100, "height": 800})
    opened = context.new_page()
    opened.on("console", listen)
    opened.on("pageerror", lambda error: objections.append(str(error)))
    yield opened
    site.hang_up()
    context.close()
    assert objections == []
