"""Bounds what a request may send, while it arrives: how much, for how long, where, and in which encoding."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from icse.core.streaming import PLACE, BodyStream

Message = Mapping[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_SENTENCES = {
    400: b'{"error": "Send text as UTF-8.", "field": null}',
    408: b'{"error": "This request took too long to arrive. Send it again.", "field": null}',
    413: b'{"error": "This request is larger than the service accepts. Send fewer or smaller files at once.",'
    b' "field": null}',
}
#: The type of bodies that are pieces of a file (tus).
STREAMED = b"application/offset+octet-stream"
#: For so many seconds who sends such a body may be silent.
PATIENCE = 30.0
#: ``charset*=`` and its kind name an encoding by which Django would decode the header itself.
_EXTENDED = re.compile(rb"\*\d*\s*\*?\s*=")


@dataclass(frozen=True)
class Bound:
    """What one request may send: bytes, and seconds until the last of them."""

    size: int
    seconds: float


class BodyLimit:
    """An ASGI wrapper: 413 for a body that is too large, 408 for one that does not end, without keeping any of it.

    :param receiving: paths at which files are received; ``files`` is their bound, if the request comes with
        something by which it could be known whose it is. ``other`` is everybody else's.
    :param streamed: paths whose bodies of the type ``STREAMED`` the view reads itself, and bounds.
    """

    def __init__(
        self,
        application: Application,
        *,
        files: Bound,
        other: Bound,
        receiving: frozenset[str],
        cookie: str,
        streamed: re.Pattern[str] | None = None,
    ) -> None:
        self.application = application
        self.streamed = streamed
        self.files, self.other, self.receiving = files, other, receiving
        self._cookie = re.compile(rb"(?:^|;)\s*" + re.escape(cookie.encode()) + rb"=")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if self._is_streamed(scope["path"], headers):
            await self._stream(scope, receive, send)
            return
        bound = self._bound(scope["path"], headers)
        if _EXTENDED.search(headers.get(b"content-type", b"")):
            await _refuse(send, 400)
        elif _announced(headers) > bound.size:
            await _refuse(send, 413)
        else:
            body = _Body(receive, send, bound)
            await self.application(scope, body.receive, body.send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = BodyStream(receive, PATIENCE)
        try:
            await self.application({**scope, PLACE: body}, body.nothing_then_wait, send)
        finally:
            body.close()

    def _is_streamed(self, path: str, headers: Mapping[bytes, bytes]) -> bool:
        if self.streamed is None or headers.get(b"content-type") != STREAMED:
            return False
        return self.streamed.fullmatch(path) is not None and self._is_somebody(headers)

    def _bound(self, path: str, headers: Mapping[bytes, bytes]) -> Bound:
        return self.files if path in self.receiving and self._is_somebody(headers) else self.other

    def _is_somebody(self, headers: Mapping[bytes, bytes]) -> bool:
        return b"authorization" in headers or self._cookie.search(headers.get(b"cookie", b"")) is not None


class _Body:
    """One request's body. Once refused, the application hears that the client left, and is not heard any more."""

    def __init__(self, receive: Receive, send: Send, bound: Bound) -> None:
        self._receive, self._send, self._bound = receive, send, bound
        self._until = asyncio.get_running_loop().time() + bound.seconds
        self._counted = 0
        self._is_whole = self._is_refused = False

    async def receive(self) -> Message:
        if self._is_refused:
            return {"type": "http.disconnect"}
        if self._is_whole:  # what may come now is the client's leaving: a live stream waits for it for hours
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            return await self._refused(408)
        self._counted += len(message.get("body", b""))
        if self._counted > self._bound.size:
            return await self._refused(413)
        self._is_whole = message["type"] == "http.request" and not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if not self._is_refused:
            await self._send(message)

    async def _refused(self, status: int) -> Message:
        self._is_refused = True
        await _refuse(self._send, status)
        return {"type": "http.disconnect"}


def _announced(headers: Mapping[bytes, bytes]) -> int:
    value = headers.get(b"content-length", b"")
    return int(value) if value.isdigit() and len(value) < 20 else 0


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": _SENTENCES[status]})
