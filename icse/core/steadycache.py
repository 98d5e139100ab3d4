"""The cache, also while its server is away: each process then counts and remembers for itself.

Limits go on to hold (for each process of its own), and nobody is refused because a server that keeps nothing has died.
"""

from typing import Any, Final

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

_log = structlog.get_logger("icse.cache")
#: What the server's client raises when it is away; Unix sockets that are gone raise the latter.
_AWAY: Final = (RedisError, OSError)


class SteadyCache(RedisCache):
    """Django's own, with a memory of this process behind it."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache(f"steady {server}", params)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """Set a value unless there is one."""
        return bool(self._ask("add", key, value, *args, **options))

    def get(self, key: Any, *args: Any, **options: Any) -> Any:
        """Return a value."""
        return self._ask("get", key, *args, **options)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        """Keep a value."""
        self._ask("set", key, value, *args, **options)

    def touch(self, key: Any, *args: Any, **options: Any) -> bool:
        """Keep a value for longer."""
        return bool(self._ask("touch", key, *args, **options))

    def delete(self, key: Any, *args: Any, **options: Any) -> bool:
        """Forget a value."""
        return bool(self._ask("delete", key, *args, **options))

    def incr(self, key: Any, *args: Any, **options: Any) -> int:
        """Count. Raises ValueError when there is nothing to add to, as after the server's death or return."""
        return int(self._ask("incr", key, *args, **options))

    def _ask(self, name: str, *args: Any, **options: Any) -> Any:
        try:
            return getattr(super(), name)(*args, **options)
        except _AWAY as error:
            _log.warning("cache.away", error=type(error).__name__)
            return getattr(self._own, name)(*args, **options)
