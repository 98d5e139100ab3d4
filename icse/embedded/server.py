"""What PostgreSQL and Valkey have in common: one owner, a clean start after any crash, an end in any case."""

import os
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from icse.embedded.account import servers_account
from icse.embedded.locks import FileLock, LockHeld
from icse.embedded.places import Refusal
from icse.embedded.processes import Steps, end_all, last_lines, living_in, open_log, tethered, wait_until


class AlreadyRunning(Refusal):
    """Somebody else runs a server on this folder."""

    def __init__(self, name: str, data: Path, pid: object) -> None:
        self.pid = pid
        super().__init__(f"{name} is already running on {data} (process {pid}). Stop it first, or set ICSE_DATA.")


class StartFailed(Refusal):
    """The server ended while starting, or did not get ready in time. The end of its log is in the text."""


class Server(ABC):
    """A server on a folder of its own, tied to this process: it stops when its owner stops, or is killed.

    Start it from a thread that lives as long as the server shall: Linux takes that thread's end for the owner's.

    :param data: the server's folder; only the servers' user and root may enter it.
    :param log: where its output is added; by default beside the folder.
    """

    name: ClassVar[str]
    program: ClassVar[str]
    #: How it is asked to stop, and how then made to. The first signal is also sent when the owner dies.
    stop_steps: ClassVar[Steps]
    start_seconds: ClassVar[float] = 120

    def __init__(self, data: Path, log: Path | None = None) -> None:
        self.data = data
        self.log = log or data.with_name(f"{data.name}.log")
        self._lock = FileLock(data.with_name(f"{data.name}.lock"))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The main process, while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def alive(self) -> bool:
        return self.pid is not None

    def start(self) -> None:
        """Start and wait until it answers. What a dead owner left running is stopped first.

        :raises AlreadyRunning: another living process owns a server on this folder.
        :raises StartFailed: see there.
        """
        self._take_lock()
        try:
            self._prepare()
            self._stop_orphans()
            self._launch()
            self._await_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop, gently first, and let go of the folder. Harmless when it does not run."""
        if self._process:
            for kind, seconds in self.stop_steps:
                if self._process.poll() is None:
                    self._process.send_signal(kind)
                if wait_until(lambda: not self.alive(), seconds):
                    break
            self._process.wait()
            self._process = None
        self._lock.release()

    @abstractmethod
    def _prepare(self) -> None:
        """Make what the server needs before its first start, and refuse what it must not run on."""

    @abstractmethod
    def _command(self) -> Sequence[str]:
        """Return the program with its arguments."""

    @abstractmethod
    def _ready(self) -> bool:
        """Say whether the server takes connections."""

    def _take_lock(self) -> None:
        self._lock.path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except LockHeld as error:
            pid = error.holder.get("server") or error.holder.get("pid")
            raise AlreadyRunning(self.name, self.data, pid) from None

    def _stop_orphans(self) -> None:
        """Stop what an earlier owner left. Nobody owns it: the lock was free."""
        if not end_all(lambda: living_in(self.data, self.program), (*self.stop_steps, (signal.SIGKILL, 5))):
            raise AlreadyRunning(self.name, self.data, living_in(self.data, self.program))

    def _launch(self) -> None:
        account = servers_account()
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open_log(self.log) as log:
            self._process = subprocess.Popen(
                tethered(self._command(), self.stop_steps[0][0], account.pw_name if account else ""),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_server_environment(),
                start_new_session=True,  # the terminal's Ctrl-C is for the owner, who stops its servers in order
            )
        self._lock.describe(server=self._process.pid)

    def _await_ready(self) -> None:
        wait_until(lambda: not self.alive() or self._ready(), self.start_seconds)
        if not self.alive() or not self._ready():
            raise StartFailed(f"{self.name} does not start. The end of {self.log}:\n{last_lines(self.log)}")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _server_environment() -> dict[str, str]:
    """Pass nothing on that could bend a server: no PGPORT, no secrets of ours, no odd locale."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
