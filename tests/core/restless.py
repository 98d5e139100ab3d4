"""The web process, whose streams look again of their own accord sooner than the service's do."""

from icse.core.live import stream

stream.HEARTBEAT_SECONDS = 2.0

from icse.asgi import application  # noqa: E402 - the streams' beat is set before anything of the service runs

__all__ = ["application"]
