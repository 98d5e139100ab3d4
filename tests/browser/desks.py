"""An officer's browser: signed in through the page, watched for whatever goes wrong, its event stream read along."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.personas import PASSWORD, address

SLOWLY = 20_000  # milliseconds: a loaded machine may take its time, a right answer comes far sooner
#: A page that is left drops what it was loading, its stream first of all.
_LEFT = "net::ERR_ABORTED"
#: htmx's words for that. Of a request that fails it says `sendError` or `timeout` as well, which stay complaints.
_LEFT_PARTS = ("htmx:afterRequest,", "htmx:sendAbort,")
_MARK = "icseNeverReloaded"

Form: TypeAlias = dict[str, str | float | bool]


@dataclass(frozen=True)
class Heard:
    """One message that the browser's event stream brought."""

    event: str
    type: str
    objects: tuple[str, ...]


@dataclass
class Desk:
    """One officer's browser with its tabs."""

    name: str
    context: BrowserContext
    host: str
    forgiven: tuple[int, ...] = ()
    complaints: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open another tab."""
        page = self.context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._complain(f"script error: {error}"))
        session = self.context.new_cdp_session(page)
        session.on("Network.eventSourceMessageReceived", self._on_message)
        session.send("Network.enable")
        page.goto(path)
        return page

    def open_live(self, path: str) -> Page:
        """Open another tab, wait until its stream is open, and mark it: a reload would lose the mark."""
        page = self.open(path)
        expect(page.locator("[data-live-status]")).to_have_attribute("data-live-status", "connected")
        mark(page)
        return page

    def status_and_body(self, path: str, form: Form | None = None) -> tuple[int, str]:
        """Ask for an address with this officer's session: GET, or POST where a form is given."""
        if form is None:
            answer = self.context.request.get(path, max_redirects=0)
        else:
            answer = self.context.request.post(path, form=form, max_redirects=0)
        return answer.status, answer.text()

    def token(self) -> str:
        """Return a token that forms of this officer may be posted with."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.status_and_body("/account/")[1])
        assert found
        return found[1]

    def watch(self) -> None:
        """Look at every request and answer from now on."""
        self.context.on("request", self._on_request)
        self.context.on("requestfailed", self._on_failure)
        self.context.on("response", self._on_response)

    def _complain(self, words: str) -> None:
        self.complaints.append(f"{self.name}: {words}")

    def _on_console(self, message: ConsoleMessage) -> None:
        expected = any(f"status of {status} " in message.text for status in self.forgiven)
        left = message.text.startswith(_LEFT_PARTS)
        if message.type in ("error", "warning") and not (expected or left):
            self._complain(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("blob", "data") and parts.netloc != self.host:
            self._complain(f"asked another host: {request.url}")
        self.asked.append(parts.path)

    def _on_failure(self, request: Request) -> None:
        if request.failure != _LEFT:
            self._complain(f"{request.method} {request.url} failed: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.forgiven:
            self._complain(f"{response.request.method} {response.url} answered {response.status}")

    def _on_message(self, message: dict[str, Any]) -> None:
        data = json.loads(message["data"] or "{}")
        self.heard.append(Heard(message["eventName"], data.get("type", ""), tuple(data.get("objects", ()))))


class Desks:
    """The desks of one test."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._desks: list[Desk] = []

    def of(self, name: str, *, forgiven: tuple[int, ...] = ()) -> Desk:
        """Start a browser for this persona and sign in through the page.

        :param forgiven: statuses of answers that are no complaint here.
        """
        desk = self.nobody(name, forgiven)
        page = desk.open("/")
        page.get_by_label("E-mail address").fill(address(name))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".menu-who")).to_contain_text(name)
        page.close()
        return desk

    def nobody(self, name: str = "nobody", forgiven: tuple[int, ...] = ()) -> Desk:
        """Start a browser in which nobody has signed in."""
        context = self._browser.new_context(base_url=self._address, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(SLOWLY)
        desk = Desk(name, context, urlsplit(self._address).netloc, forgiven)
        desk.watch()
        self._desks.append(desk)
        return desk

    def close(self) -> list[str]:
        """Close every browser and return what went wrong in them."""
        for desk in self._desks:
            desk.context.close()
        return [words for desk in self._desks for words in desk.complaints]


def mark(page: Page) -> None:
    """Leave something in the page that a reload would lose."""
    page.evaluate(f"() => {{ window.{_MARK} = true; }}")


def was_never_reloaded(page: Page) -> bool:
    """Return whether the mark is still there."""
    return page.evaluate(f"() => window.{_MARK} === true") is True
