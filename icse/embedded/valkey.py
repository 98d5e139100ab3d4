"""Valkey from the wheel: the queue's carrier and the cache, on a Unix socket. It keeps nothing: what is to be done is
a row in PostgreSQL, and a sweeper sends again what a lost broker lost."""

import contextlib
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from icse.embedded.account import make_private_folder
from icse.embedded.processes import Steps
from icse.embedded.programs import valkey_program
from icse.embedded.server import Server


class Valkey(Server):
    """One Valkey, reachable by the one who starts it.

    :param path: the socket; the folder around it is made, closed to others.
    """

    name: ClassVar[str] = "Valkey"
    program: ClassVar[str] = "valkey-server"
    stop_steps: ClassVar[Steps] = ((signal.SIGTERM, 3), (signal.SIGKILL, 5))
    start_seconds: ClassVar[float] = 30

    def __init__(self, data: Path, path: Path, log: Path | None = None) -> None:
        super().__init__(data, log)
        self.socket = path

    @property
    def url(self) -> str:
        """The address as Celery writes it."""
        return f"redis+socket://{self.socket}"

    def _prepare(self) -> None:
        make_private_folder(self.data)
        make_private_folder(self.socket.parent)

    def _command(self) -> Sequence[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "always-show-logo": "no",
        }
        return [str(valkey_program()), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def _ready(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False
