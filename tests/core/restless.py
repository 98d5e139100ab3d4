"""The web process, whose streams look again of their own accord sooner than the service's do."""

from icse.asgi import application
from icse.core.live import stream

__all__ = ["application"]

stream.HEARTBEAT_SECONDS = 2.0
