"""One open stream: what it says, and when.

An event that the officer seems to hold the audiences of is asked about at once; any other within ``SLOW_SECONDS``,
together with whatever else came. So what is remembered of an officer's audiences decides only how soon the database
is asked, never whether or what: a grant given a moment ago delays a message and loses none. A stream keeps no queue,
only the place up to which it has looked, so a slow reader costs nothing and a repeat cannot happen.

With every look the audiences held are compared with those of the look before: a page whose officer gained or lost one
looks again at all it shows, at the latest with the next heartbeat, whatever changed them (a grant, the country's place
in the service, a date).

The cursor is the key of the last event that was delivered. None is given before that (a key of any other event would
change when hidden things happen); a stream opened without one is told to read the page afresh.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar
from uuid import UUID

import structlog
from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError
from django.db import connections

from icse.core.events import SIGHT_CHANGED as SIGHT_CHANGED_TYPE
from icse.core.live.listening import Hub, Subscriber, hub_here
from icse.core.live.looking import Listener, find_cursor, look

P = ParamSpec("P")
T = TypeVar("T")

DEBOUNCE_SECONDS = 0.03
SLOW_SECONDS = 3.0
HEARTBEAT_SECONDS = 15.0
#: How long a stream waits for the database's ear before it gives up; the browser then tries again.
START_SECONDS = 10.0

HELLO = "retry: 2000\nevent: hello\ndata: {}\n\n"
RELOAD = "event: reload\ndata: {}\n\n"
#: As the event of this type (``icse.core.events``), for who was told by none: the page looks again at all it shows.
SIGHT_CHANGED = f'event: change\ndata: {{"type": "{SIGHT_CHANGED_TYPE}", "objects": []}}\n\n'
HEARTBEAT = ": here\n\n"

#: Looks of all streams share a few threads and so a few of the pool's connections. Each look closes its own.
_lookers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")
_log = structlog.get_logger("icse.live")


async def messages(listener: Listener, cursor: UUID | None) -> AsyncGenerator[str]:
    """Yield what to send to one open page, until it leaves, may no longer listen, or the process stops.

    :param cursor: the key of the last event that the page heard of.
    """
    await sync_to_async(connections.close_all)()  # the request's own connection would stay taken as long as we stream
    hub = hub_here()
    subscriber = Subscriber(listener.officer_id)
    with hub.subscribed(subscriber):
        if hub.closing or not await hub.listening(START_SECONDS):
            return
        try:
            async for message in _talk(hub, subscriber, listener, cursor):
                yield message
        except DatabaseError as error:  # the browser comes back, with its cursor
            _log.warning("live.stream_lost", error=type(error).__name__)


async def _talk(hub: Hub, subscriber: Subscriber, listener: Listener, cursor: UUID | None) -> AsyncIterator[str]:
    position = hub.newest
    yield HELLO
    resumed = await _in_thread(find_cursor, listener, cursor) if cursor else None
    first = await _in_thread(
        look, listener, position, position
    )  # before the page reads: what it reads is compared with
    if first.over:
        return
    subscriber.held = first.held
    if resumed is None:
        yield RELOAD
    subscriber.wake()
    async for message in _follow(hub, subscriber, listener, position if resumed is None else resumed):
        yield message


async def _follow(hub: Hub, subscriber: Subscriber, listener: Listener, position: int) -> AsyncIterator[str]:
    now = asyncio.get_running_loop().time
    beat = now() + HEARTBEAT_SECONDS
    while True:
        called = await subscriber.called_within(min(SLOW_SECONDS, max(beat - now(), 0)))
        if hub.closing:
            return
        due = now() >= beat
        if not (called or due or hub.newest > position):
            continue
        if called:
            await asyncio.sleep(DEBOUNCE_SECONDS)
        subscriber.ready_again()
        upto = hub.newest
        news = await _in_thread(look, listener, position, upto)
        if news.over:
            return
        if news.held != subscriber.held:
            yield SIGHT_CHANGED
        position, subscriber.held = max(position, upto), news.held
        for message in news.messages:
            yield message
        if news.reload:
            yield RELOAD
        if due:
            beat = now() + HEARTBEAT_SECONDS
            yield HEARTBEAT


async def _in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a look in one of the lookers' threads, where no actor and no transaction is inherited."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_lookers, lambda: function(*args, **kwargs))
