"""Chromium, and a page in it that fails its test when the content policy or a script objects."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.chromium import launched
from tests.front.site import Site, serving


# A module at a time: while playwright runs, its thread has an event loop, in which Django refuses the database.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


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
