"""One listener a web process: it hears that events exist, and calls the open streams to look for themselves."""

import asyncio
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
import structlog
from django.db import connection as django_connection

from icse.core.events import CHANNEL

#: Seconds without a notification after which the listener looks anyway, and so finds out that its connection is dead.
QUIET_SECONDS = 10.0
#: By what the database's operator knows the listener's connection.
LISTENER = "icse live"
_BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
_BATCH = 500
_log = structlog.get_logger("icse.live")


class Subscriber:
    """One open stream, as the listener knows it. Not thread-safe: it belongs to its event loop."""

    def __init__(self, officer_id: UUID) -> None:
        self.officer_id = officer_id
        self.held: frozenset[int] = frozenset()
        self._called = asyncio.Event()

    def hear(self, audiences: Iterable[int]) -> None:
        """Be called at once if the event seems to be for this stream; else it is asked about a little later."""
        if self.held.issuperset(audiences):
            self._called.set()

    def wake(self) -> None:
        """Be called whatever there is."""
        self._called.set()

    async def called_within(self, seconds: float) -> bool:
        """Wait to be called, at most so long; tell whether it was so, and forget it."""
        try:
            async with asyncio.timeout(seconds):
                await self._called.wait()
        except TimeoutError:
            return False
        return True

    def ready_again(self) -> None:
        """Forget the call, just before looking."""
        self._called.clear()


class Hub:
    """All streams of one event loop, and the one connection that listens for them.

    The connection is the hub's own, outside the pool; it runs as the application's role with nobody's rights, and
    learns ids and audiences only (``icse_events_after``). Ids are in commit order, so that what comes after the last
    one seen is exactly what was missed, whatever happened to the connection in between.
    """

    def __init__(self) -> None:
        self.newest = 0
        self.closing = False
        self.subscribers: set[Subscriber] = set()
        self._listening = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def subscribed(self, subscriber: Subscriber) -> Iterator[None]:
        """Call this stream while it is open."""
        self.subscribers.add(subscriber)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())
        try:
            yield
        finally:
            self.subscribers.discard(subscriber)

    async def listening(self, seconds: float) -> bool:
        """Wait until the listener listens; False where the database does not let it for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._listening.wait()
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """End all streams: the process stops, and open pages would keep it."""
        self.closing = True
        for subscriber in self.subscribers:
            subscriber.wake()

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(autocommit=True, **_address()) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    await self._start(connection)
                    failures = 0
                    await self._follow(connection)
            except psycopg.Error as error:
                _log.warning("live.listener_lost", error=type(error).__name__)
            await asyncio.sleep(_BACK_OFF_SECONDS[min(failures, len(_BACK_OFF_SECONDS) - 1)])
            failures += 1

    async def _start(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Begin with what comes from now on; after a gap, with what came in it."""
        if not self._listening.is_set():
            row = await (await connection.execute("SELECT icse_event_id(NULL)")).fetchone()
            self.newest = row[0] if row else 0
            self._listening.set()
        await self._catch_up(connection)

    async def _follow(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for _ in connection.notifies(timeout=QUIET_SECONDS, stop_after=1):
                pass
            await self._catch_up(connection)

    async def _catch_up(self, connection: psycopg.AsyncConnection[Any]) -> None:
        found = _BATCH
        while found == _BATCH:
            cursor = await connection.execute(
                "SELECT id, audiences FROM icse_events_after(%s, %s)", [self.newest, _BATCH]
            )
            rows = await cursor.fetchall()
            found = len(rows)
            for self.newest, audiences in rows:
                for subscriber in self.subscribers:
                    subscriber.hear(audiences)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_here() -> Hub:
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
        _close_with_the_process(hub, loop)
    return hub


def _close_with_the_process(hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
    """End the streams as soon as the server is asked to stop: it waits for open responses before it says so itself."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if not callable(before) or before is signal.default_int_handler:
            continue  # nobody stops the process gracefully, so there is nothing to help

        def stop(sent: int, frame: FrameType | None, before: Any = before) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(hub.close)
            before(sent, frame)

        signal.signal(number, stop)


def _address() -> dict[str, Any]:
    """Return where the database is, for a connection that is not Django's."""
    settings = django_connection.get_connection_params()
    for ours in ("cursor_factory", "context", "prepare_threshold"):
        settings.pop(ours, None)
    return settings | {"application_name": LISTENER}
