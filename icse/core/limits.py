"""How much of something one may have at once, and how often in a time."""

import threading
import time
import weakref
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import aclosing
from typing import Generic, TypeVar

from django.core.cache import cache

T = TypeVar("T")


class Place:
    """One of the few. Given back by ``release``, or when nobody holds it any more."""

    def __init__(self, limit: "AtOnce", key: Hashable) -> None:
        self.release = weakref.finalize(self, limit._release, key)


class AtOnce:
    """At most so many at once for each key, in this process. Counted when it is asked for, from any thread."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken: Counter[Hashable] = Counter()
        self._lock = threading.RLock()  # a place may be collected, and so released, while the lock is held

    def take(self, key: Hashable) -> Place | None:
        """Reserve a place; None when all are taken."""
        with self._lock:
            if self._taken[key] >= self.most:
                return None
            self._taken[key] += 1
            return Place(self, key)

    def _release(self, key: Hashable) -> None:
        with self._lock:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]


class Held(Generic[T]):
    """Pieces of a response that holds a place until its last piece, or until it is closed.

    :param also: what else is to be done then; may be called again.
    """

    def __init__(self, pieces: AsyncGenerator[T], place: Place, *also: Callable[[], None]) -> None:
        self._pieces = pieces
        self._place = place  # while this lives, the place is taken
        self._also = also

    async def __aiter__(self) -> AsyncIterator[T]:
        try:
            async with aclosing(self._pieces) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self.close()

    def close(self) -> None:
        """Give the place back. Django calls this when the response has ended, however it has."""
        self._place.release()
        for end in self._also:
            end()


def how_often(what: str, key: object, seconds: int, *, count: bool = True) -> int:
    """Return how often this happened in the present window of so many seconds, over all processes.

    :param count: this is one more time.
    """
    name = f"{what}:{key}:{int(time.time()) // seconds}"
    if not count:
        return int(cache.get(name, 0))
    cache.add(name, 0, timeout=2 * seconds)
    try:
        return int(cache.incr(name))
    except ValueError:  # the cache has just died or come back, and does not know what was added
        return 1
