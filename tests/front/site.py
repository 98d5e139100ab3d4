"""A web server on loopback for the browser modules: the static files, a test's own pages, and an event stream."""

import json
import mimetypes
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
#: Seconds between two looks at whether to end: each test waits for one.
_OFTEN = 0.02
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STYLES = "".join(
    f'<link rel="stylesheet" href="/static/css/{name}.css">'
    for name in ("tokens", "base", "layout", "components", "lists", "forms", "media", "chart")
)
SCRIPTS = "".join(
    f'<script type="module" src="/static/js/{name}.js"></script>'
    for name in ("page", "live", "reveal", "crop", "select", "upload", "keys")
)


@dataclass(frozen=True)
class Asked:
    """One request that the browser made."""

    method: str
    path: str
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What the server says: status, body, type, further headers."""

    body: str | bytes = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


Maker = Callable[[Asked], Answer]


@dataclass
class Site:
    """What is served, what was asked, and the open streams."""

    address: str = ""
    pages: dict[str, Maker] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    streams: list[queue.Queue[str | None]] = field(default_factory=list)
    refuse_streams: bool = False

    def page(self, path: str, body: str, *, attributes: str = "") -> None:
        """Serve a whole page with every style and module at ``path``."""
        say = '<div id="say" role="status"></div>'
        html = (
            f"<!doctype html><html lang=en><head><title>t</title>{STYLES}{SCRIPTS}</head><body {attributes}>{body}{say}"
        )
        self.pages[path] = lambda asked: Answer(html)

    def part(self, path: str, make: Callable[[], str]) -> None:
        """Serve a fragment that is made anew for each request."""
        self.pages[path] = lambda asked: Answer(make())

    def times(self, path: str) -> int:
        """How often this path was asked for."""
        return sum(1 for asked in self.asked if asked.path == path)

    def send(self, event: str, data: object = None) -> None:
        """Send one event on every open stream."""
        for stream in self.streams:
            stream.put(f"id: c{len(self.asked)}\nevent: {event}\ndata: {json.dumps(data or {})}\n\n")

    def hang_up(self) -> None:
        """Close every open stream, as a restarted server does."""
        while self.streams:
            self.streams.pop().put(None)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_HEAD(self) -> None:
            self._serve()

        def do_PATCH(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path.split("?")[0], self.headers, body)
            if asked.path == "/events" and not site.refuse_streams:
                self._stream(asked)
                return
            site.asked.append(asked)
            if asked.path == "/events":
                self._answer(Answer("not now", 503))
            elif asked.path in site.pages:
                self._answer(site.pages[asked.path](asked))
            else:
                self._answer(_static(asked.path))

        def _answer(self, answer: Answer) -> None:
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            headers = {"Content-Type": answer.kind, "Content-Length": str(len(body)), "Content-Security-Policy": POLICY}
            for name, value in {**headers, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, asked: Asked) -> None:
            mine: queue.Queue[str | None] = queue.Queue()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b"retry: 50\nid: c0\nevent: hello\ndata: {}\n\n")
            self.wfile.flush()
            site.streams.append(mine)
            site.asked.append(asked)
            while (text := mine.get()) is not None:
                self.wfile.write(text.encode())
                self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the tests look at ``site.asked``."""

    return Handler


def _static(path: str) -> Answer:
    file = (STATIC.parent / path.lstrip("/")).resolve()
    if not file.is_relative_to(STATIC) or not file.is_file():
        return Answer("not there", 404)
    return Answer(file.read_bytes(), kind=mimetypes.guess_type(file.name)[0] or "application/octet-stream")


@contextmanager
def serving() -> Iterator[Site]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(_OFTEN,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.hang_up()
        server.shutdown()
        server.server_close()
        thread.join()
