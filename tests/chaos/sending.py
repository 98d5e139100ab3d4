"""Clients that send files through the API, each file again and again until it is taken."""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.chaos.files import Planned

_PAUSE: Final = 0.1
_PATIENCE: Final = 30.0
#: So many files may be sent that have not ended yet: else all would be sent before the first process is killed.
_AHEAD: Final = 20
#: What a client may try again: the service is not itself at the moment.
_PASSING: Final = frozenset({500, 502, 503, 504})


@dataclass
class Sent:
    """What became of sending one file: the key that was answered, and how many times no answer came.

    A request whose answer was lost may have been carried out all the same.
    """

    file: Planned
    key: str = ""
    unanswered: int = 0


@dataclass
class Sender:
    """An officer's program, in a thread of its own. ``problem`` says why it ended early."""

    port: int
    desk: dict[str, str]
    audiences: dict[str, str]
    sent: list[Sent]
    allowed: threading.Semaphore
    problem: str = ""
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Send each file until it is taken."""
        for one in self.sent:
            self.allowed.acquire()
            deadline = time.monotonic() + _PATIENCE
            while not one.key and not self.problem and not self.stop.is_set():
                self._try(one)
                if not one.key:
                    time.sleep(_PAUSE)
                    if time.monotonic() > deadline:
                        self.problem = f"{one.file.name} was not taken for {_PATIENCE:g} seconds"

    def _try(self, one: Sent) -> None:
        try:
            status, body = self._post(one.file)
        except (OSError, http.client.HTTPException):
            one.unanswered += 1
            return
        if status == 201:
            one.key = str(json.loads(body)["id"])
        elif status in _PASSING:
            one.unanswered += 1  # the commit may have gone through before its answer was lost
        else:
            self.problem = f"{one.file.name}: {status} {body[:300]!r}"

    def _post(self, file: Planned) -> tuple[int, bytes]:
        fields = {"case": self.desk["case"], "audience": self.audiences[file.audience]}
        kind, body = _multipart(fields, file)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Authorization": f"Bearer {self.desk['token']}", "Content-Type": kind}
            connection.request("POST", "/api/v1/items", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Sending:
    """All files, sent by an officer of each country at the same time."""

    def __init__(self, port: int, desks: dict[str, Any], files: Sequence[Planned]) -> None:
        self.sent = [Sent(file) for file in files]
        self._allowed, self._ahead = threading.Semaphore(_AHEAD), _AHEAD
        self._senders = [
            Sender(
                port, desk, desks["audiences"], [one for one in self.sent if one.file.country == country], self._allowed
            )
            for country, desk in desks["desks"].items()
        ]
        self._threads = [threading.Thread(target=sender.run, daemon=True) for sender in self._senders]

    @property
    def problems(self) -> list[str]:
        """Why senders gave up."""
        return [sender.problem for sender in self._senders if sender.problem]

    @property
    def is_over(self) -> bool:
        """Whether all was taken, or nobody goes on."""
        return not any(thread.is_alive() for thread in self._threads)

    def go_on(self, ended: int) -> None:
        """Send more, now that so many files have ended."""
        more = ended + _AHEAD - self._ahead
        if more > 0:
            self._ahead += more
            self._allowed.release(more)

    def __enter__(self) -> "Sending":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for sender in self._senders:
            sender.stop.set()
        self._allowed.release(len(self.sent))
        for thread in self._threads:
            thread.join()


def _multipart(fields: dict[str, str], file: Planned) -> tuple[str, bytes]:
    """Return the content type and the body of a form with one file."""
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="'
    body = b"".join(f'{head}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items())
    body += f'{head}file"; filename="{file.name}"\r\nContent-Type: image/jpeg\r\n\r\n'.encode()
    return f"multipart/form-data; boundary={edge}", body + file.content + f"\r\n--{edge}--\r\n".encode()
