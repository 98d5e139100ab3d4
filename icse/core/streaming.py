"""Bodies that a view reads while they arrive: as large as a disk, and what came before a break is kept.

Django would first write the whole body aside, and forget it if the connection broke. Here it hears an empty body, and
the view's thread asks for the pieces.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from typing import Any, Final

from django.http import HttpRequest

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

#: Where a request's scope holds its stream.
PLACE: Final = "icse.body"
_AT_ONCE: Final = 1 << 20


class BrokenOff(Exception):
    """The rest of the body will not come: the client went, was silent for too long, or the service stops."""


class BodyStream:
    """One request's body, on its way from the event loop to the view's thread.

    :param patience: for so many seconds a client may be silent.
    """

    def __init__(self, receive: Receive, patience: float) -> None:
        self._receive, self._patience = receive, patience
        self._loop = asyncio.get_running_loop()
        self._ended = self._broken = self._is_told = False
        self._waiting: Future[bytes] | None = None

    def read(self) -> bytes:
        """Return the next piece, of about a megabyte or what there is at the end; nothing after it. From any thread.

        :raises BrokenOff: there is no next piece, and there should be.
        """
        if self._broken:
            raise BrokenOff
        try:
            self._waiting = asyncio.run_coroutine_threadsafe(self._gather(), self._loop)
            piece = self._waiting.result()
        except (CancelledError, RuntimeError):  # the request was given up, or its loop has ended
            self._broken = True
            raise BrokenOff from None
        if not piece and self._broken:
            raise BrokenOff
        return piece

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._broken = not self._ended
        if self._waiting is not None:
            self._waiting.cancel()

    async def nothing_then_wait(self) -> Mapping[str, Any]:
        """Be what Django receives from: an empty body, and no word of a client that leaves, before the view ends."""
        if self._is_told:
            await asyncio.Event().wait()
        self._is_told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _gather(self) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while size < _AT_ONCE and not (self._ended or self._broken):
            try:
                async with asyncio.timeout(self._patience):
                    message = await self._receive()
            except TimeoutError:
                self._broken = True
                break
            if message["type"] != "http.request":
                self._broken = True
                break
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            self._ended = not message.get("more_body", False)
        return b"".join(pieces)


def pieces_of(request: HttpRequest) -> Iterator[bytes]:
    """Give a request's body, piece by piece.

    :raises BrokenOff: it breaks off.
    """
    stream: BodyStream | None = getattr(request, "scope", {}).get(PLACE)
    if stream is None:  # a body that somebody received before, such as the test client's
        while piece := request.read(_AT_ONCE):
            yield piece
        return
    while piece := stream.read():
        yield piece
