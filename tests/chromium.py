"""Where Chromium is and how tests start it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@contextmanager
def launched() -> Iterator[Browser]:
    """Run Chromium. Until the block ends this thread has an event loop, in which Django refuses the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()
