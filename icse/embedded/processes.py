"""Processes: how to tie one to its owner, to find what an earlier run left behind, and to end it."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias

#: Signals to send one after the other, each with the seconds to wait before the next.
Steps: TypeAlias = tuple[tuple[signal.Signals, float], ...]

_PROC = Path("/proc")
_TETHER = Path(__file__).with_name("tether.py")


def living_in(folder: Path, program: str) -> list[int]:
    """Return the pids of a program's processes whose working folder is `folder`: servers go to live in their data.

    A pid file may name a process that has long been another; this cannot be fooled so. Empty where there is no /proc.
    """
    home = folder.resolve()
    if not _PROC.is_dir():
        return []
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit() and _lives(entry, home, program)]


def end_all(find: Callable[[], list[int]], steps: Steps) -> bool:
    """End the processes that `find` returns, leaders first, by ever harder signals. Return whether they are gone."""
    for kind, seconds in steps:
        pids = find()
        for pid in _leaders(pids) if kind != signal.SIGKILL else pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, kind)
        if wait_until(lambda: not find(), seconds):
            return True
    return False


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Ask again and again until the condition holds or the time is over. Return whether it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def tethered(command: Sequence[str], kind: signal.Signals = signal.SIGTERM, user: str = "") -> list[str]:
    """Return the command so that it gets a signal when this process dies, even by SIGKILL.

    :param user: whom to become first; the place in the file system stays as it is.
    """
    return [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), str(int(kind)), user, *command]


def open_log(log: Path) -> BinaryIO:
    """Open a log for adding to, closed to others."""
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb")


def last_lines(log: Path, count: int = 15) -> str:
    """Return the end of a log, for the person who has to find out why a server does not run."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


def _lives(entry: Path, home: Path, program: str) -> bool:
    try:
        return (entry / "cwd").readlink() == home and (entry / "comm").read_text().strip() == program
    except OSError:  # gone meanwhile, or another user's
        return False


def _leaders(pids: list[int]) -> list[int]:
    """Return those whose parent is not among them: a server's main process, or children that it left behind."""
    return [pid for pid in pids if _parent(pid) not in pids]


def _parent(pid: int) -> int:
    try:
        # The second field, the name in parentheses, may hold spaces and parentheses itself.
        return int((_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
