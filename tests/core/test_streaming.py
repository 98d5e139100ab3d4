"""Bodies that are read while they arrive: whole, broken off, silent; and what Django hears of them."""

import asyncio
import re
from typing import Any

import pytest

from icse.core.bodies import STREAMED, BodyLimit, Bound, Message
from icse.core.streaming import PLACE, BodyStream, BrokenOff

COOKIE = (b"cookie", b"sessionid=x")
TYPE = (b"content-type", STREAMED)


class Django:
    """Reads an empty body, as Django does, and then the stream from a thread, as a view does."""

    def __init__(self) -> None:
        self.heard: Message | None = None
        self.pieces: list[bytes] = []
        self.is_broken = self.is_streamed = False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.heard = await receive()
        self.is_streamed = PLACE in scope
        if self.is_streamed:
            await asyncio.to_thread(self._read, scope[PLACE])
        await send({"type": "http.response.start", "status": 204, "headers": []})

    def _read(self, stream: BodyStream) -> None:
        try:
            while piece := stream.read():
                self.pieces.append(piece)
        except BrokenOff:
            self.is_broken = True


def ask(messages: list[Message], *headers: tuple[bytes, bytes], path: str = "/files") -> Django:
    django = Django()
    limit = BodyLimit(
        django,
        files=Bound(10, 5),
        other=Bound(10, 5),
        receiving=frozenset(),
        cookie="sessionid",
        streamed=re.compile("/files"),
    )
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    async def send(message: Message) -> None:
        pass

    scope = {"type": "http", "path": path, "headers": list(headers)}
    asyncio.run(limit(scope, receive, send))
    return django


def body(*pieces: bytes, ends: bool = True) -> list[Message]:
    last = len(pieces) - 1
    return [
        {"type": "http.request", "body": piece, "more_body": not ends or number < last}
        for number, piece in enumerate(pieces)
    ]


def test_the_view_reads_what_arrives_and_django_hears_nothing_of_it() -> None:
    pieces = [bytes([n]) * 65_536 for n in range(40)]
    read = ask(body(*pieces), COOKIE, TYPE)
    assert read.heard == {"type": "http.request", "body": b"", "more_body": False}
    assert (b"".join(read.pieces), read.is_broken) == (b"".join(pieces), False)
    assert [len(piece) for piece in read.pieces] == [1 << 20, 1 << 20, 8 << 16]


def test_what_came_before_a_break_is_read() -> None:
    read = ask([*body(b"one", b"two", ends=False), {"type": "http.disconnect"}], COOKIE, TYPE)
    assert (b"".join(read.pieces), read.is_broken) == (b"onetwo", True)


def test_a_silent_client_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icse.core.bodies.PATIENCE", 0.05)
    read = ask(body(b"one", ends=False), COOKIE, TYPE)
    assert (read.pieces, read.is_broken) == ([b"one"], True)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/files", [TYPE]),
        ("/files", [COOKIE, (b"content-type", b"application/octet-stream")]),
        ("/other", [COOKIE, TYPE]),
    ],
)
def test_anything_else_is_bounded_as_ever(path: str, headers: list[tuple[bytes, bytes]]) -> None:
    assert not ask(body(b"few"), *headers, path=path).is_streamed
    read = ask(body(b"more than ten"), *headers, path=path)
    assert (read.is_streamed, read.heard) == (False, {"type": "http.disconnect"})


def test_nobody_waits_for_a_request_that_was_given_up() -> None:
    """Such as when the service stops: the view's thread goes on, and keeps what came."""

    async def give_up() -> list[str]:
        async def receive() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        stream = BodyStream(receive, 60)
        reading = asyncio.create_task(asyncio.to_thread(_outcome, stream))
        await asyncio.sleep(0.05)
        stream.close()
        return [await reading, await asyncio.to_thread(_outcome, stream)]

    assert asyncio.run(give_up()) == ["broken off", "broken off"]


def _outcome(stream: BodyStream) -> str:
    try:
        stream.read()
    except BrokenOff:
        return "broken off"
    return "read"
