"""Our own programs as children: the web and the worker, and commands that run once."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from icse.embedded.places import CHECKOUT, Refusal
from icse.embedded.processes import last_lines, open_log, tethered, wait_until

#: A log is moved aside when it gets longer than this, and one older piece is kept.
LOG_BYTES = 5 * 1024 * 1024


class CommandFailed(Refusal):
    """A command that has to succeed did not. The end of its output is in the text."""


class Child:
    """A program of ours that runs until it is stopped, in a session of its own with all that it starts.

    :param patience: seconds that it gets to finish what it does.
    """

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, patience: float = 4
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The program's process, which is its group's too, while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def alive(self) -> bool:
        return self.pid is not None

    def start(self) -> None:
        """Start the program. It may need a while before it does anything."""
        with open_log(self.log) as log:
            self._process = subprocess.Popen(
                tethered(self._command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=CHECKOUT,
                env=dict(self._environment),
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ask it to finish, then end it with all that it started. Harmless when it does not run."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        wait_until(lambda: not self.alive(), self._patience)
        with contextlib.suppress(ProcessLookupError):  # the session has nobody left
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


def run_command(name: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path | None = None) -> None:
    """Run a management command to its end; its output goes to the log or, without one, to the terminal.

    :raises CommandFailed: it ended with an error.
    """
    if log:
        trim_log(log)
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(open_log(log)) if log else None
        done = subprocess.run(
            tethered([sys.executable, str(CHECKOUT / "manage.py"), *arguments]),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=CHECKOUT,
            env=dict(environment),
            start_new_session=True,
            check=False,
        )
    if done.returncode:
        ending = f" The end of {log}:\n{last_lines(log, 30)}" if log else ""
        raise CommandFailed(f"{name} failed (exit status {done.returncode}).{ending}")


def trim_log(path: Path, limit: int = LOG_BYTES) -> None:
    """Keep a log bounded while its writers hold it open: they append, so the emptied file goes on from its start."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > limit:
            older = path.with_name(f"{path.name}.1")
            with open_log(older) as copy:
                os.truncate(older, 0)
                copy.write(path.read_bytes())
            os.truncate(path, 0)
