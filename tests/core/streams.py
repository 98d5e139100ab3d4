"""The real web process in front of a test's database, and pages that listen to it."""

import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.test import Client

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 20.0


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self.path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


@dataclass(frozen=True)
class Message:
    """One message of the stream; heartbeats are left out."""

    event: str
    id: str
    data: dict[str, object]


class Page:
    """An open stream, read by a thread of its own."""

    def __init__(self, web: "Web", client: Client, last: str = "") -> None:
        headers = {
            "Cookie": f"sessionid={client.cookies['sessionid'].value}",
            **({"Last-Event-ID": last} if last else {}),
        }
        self.connection = UnixConnection(web.socket)
        self.connection.request("GET", "/events", headers=headers)
        self.response = self.connection.getresponse()
        self.messages: queue.Queue[Message | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True) if self.response.status == 200 else None
        if self.reader is not None:
            self.reader.start()

    def next(self) -> Message | None:
        """Return the next message; None when the stream has ended."""
        return self.messages.get(timeout=PATIENCE)

    def close(self) -> None:
        """Leave, as a closed tab does."""
        if self.connection.sock is not None:
            with suppress(OSError):  # the other side was first
                self.connection.sock.shutdown(socket.SHUT_RDWR)
        if self.reader is not None:
            self.reader.join(PATIENCE)
        self.response.close()
        self.connection.close()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            while line := self.response.readline().decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "event" in fields:
                    self.messages.put(Message(fields["event"], fields.get("id", ""), json.loads(fields["data"])))
                    fields = {}
        except (OSError, ValueError, AttributeError):
            pass  # closed by us
        self.messages.put(None)


@dataclass
class Web:
    """A running web process."""

    socket: Path
    process: "subprocess.Popen[bytes]"
    pages: list[Page] = field(default_factory=list)

    def open(self, client: Client, last: str = "") -> Page:
        """Ask for a stream."""
        self.pages.append(Page(self, client, last))
        return self.pages[-1]

    def page(self, client: Client, last: str = "") -> Page:
        """Open a stream; without a cursor its two greetings are read already."""
        page = self.open(client, last)
        assert page.next() == Message("hello", "", {})
        if not last:
            assert page.next() == Message("reload", "", {})
        return page

    def get(self, client: Client, path: str) -> tuple[int, str]:
        """Fetch a page or a fragment."""
        connection = UnixConnection(self.socket)
        connection.request("GET", path, headers={"Cookie": f"sessionid={client.cookies['sessionid'].value}"})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text

    def stop(self) -> int:
        """Press Ctrl-C and return how it ended."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(folder: Path, application: str = "icse.asgi:application") -> Iterator[Web]:
    """Run uvicorn as the web's login on this test's database. No limit to its graceful end but our own doing."""
    path = folder / "web.sock"
    command = [sys.executable, "-m", "uvicorn", application, "--uds", str(path)]
    command += ["--log-level", "warning", "--no-proxy-headers"]
    environment = {**os.environ, "ICSE_LOGIN": "web", "DJANGO_SETTINGS_MODULE": "icse.settings"}
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        web = Web(path, process)
        try:
            _await_socket(path, process)
            yield web
        finally:
            process.kill()
            for page in web.pages:
                page.close()


def _await_socket(path: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while not path.exists():
        assert process.poll() is None, "the web process did not start"
        assert time.monotonic() < until, "the web process took too long"
        time.sleep(0.05)
