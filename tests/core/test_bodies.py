"""What a request may send before anybody looks at it."""

import asyncio
from typing import Any

import pytest
from django.urls import reverse

from icse.asgi import application
from icse.core.bodies import BodyLimit, Bound, Message, Receive, Scope, Send
from series.uploads import RECEIVING

FILES, OTHER = Bound(100, 60), Bound(10, 60)
COOKIE = (b"cookie", b"csrftoken=1; sessionid=x")


class Reader:
    """An application that reads the whole body and says how much came; None when the client left."""

    def __init__(self) -> None:
        self.got: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, message = 0, await receive()
        while message["type"] == "http.request":
            size += len(message["body"])
            if not message["more_body"]:
                self.got = size
                await send({"type": "http.response.start", "status": 200, "headers": []})
                return
            message = await receive()


def ask(
    reader: Reader,
    pieces: list[bytes],
    *headers: tuple[bytes, bytes],
    path: str = "/upload/",
    files: Bound = FILES,
    ends: bool = True,
) -> list[int]:
    """Send a body and return the statuses of the responses that began."""
    wrapped = BodyLimit(reader, files=files, other=OTHER, receiving=frozenset({"/upload/"}), cookie="sessionid")
    sent: list[Message] = []
    left = list(pieces)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(left) or not ends}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "path": path, "headers": list(headers)}
    asyncio.run(wrapped(scope, receive, send))
    return [message["status"] for message in sent if message["type"] == "http.response.start"]


@pytest.mark.parametrize("header", [COOKIE, (b"authorization", b"Bearer x")])
def test_files_are_received_from_who_could_be_somebody(header: tuple[bytes, bytes]) -> None:
    reader = Reader()
    assert (ask(reader, [b"x" * 60, b"x" * 40], header), reader.got) == ([200], 100)
    reader = Reader()
    assert (ask(reader, [b"x" * 60, b"x" * 41], header), reader.got) == ([413], None)
    assert (ask(reader, [b""], header, (b"content-length", b"101")), reader.got) == ([413], None)


@pytest.mark.parametrize(
    ("path", "header"),
    [("/upload/", (b"cookie", b"notsessionid=x")), ("/upload/", (b"accept", b"*/*")), ("/sign-in/", COOKIE)],
)
def test_anywhere_else_a_body_is_small(path: str, header: tuple[bytes, bytes]) -> None:
    reader = Reader()
    assert (ask(reader, [b"x" * 6, b"x" * 4], header, path=path), reader.got) == ([200], 10)
    reader = Reader()
    assert (ask(reader, [b"x" * 6, b"x" * 5], header, path=path), reader.got) == ([413], None)


def test_a_body_that_does_not_end_is_given_up() -> None:
    reader = Reader()
    assert (ask(reader, [b"x"], COOKIE, files=Bound(100, 0.05), ends=False), reader.got) == ([408], None)


def test_an_encoding_of_the_header_itself_is_refused() -> None:
    reader = Reader()
    kind = (b"content-type", b"application/json; charset*=hex''61")
    assert (ask(reader, [b"x"], kind), reader.got) == ([400], None)
    assert (ask(reader, [b"x"], (b"content-type", b"application/json; charset=utf-8")), reader.got) == ([200], 1)


def test_the_service_is_bounded() -> None:
    assert isinstance(application, BodyLimit)
    assert (
        application.receiving
        == {reverse(name) for name in RECEIVING}
        == {
            "/upload/",
            "/api/v1/items",
            "/lookup/",
            "/lists/import/",
            "/api/v1/lists",
        }
    )
    assert application.other == Bound(2 * 1024 * 1024, 30)
