"""A file lock that says who holds it, and that the kernel lets go of when its holder dies."""

import fcntl
import json
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from icse.embedded.places import Refusal


class LockHeld(Refusal):
    """Somebody else holds the lock. `.holder` is what they wrote about themselves, at least their pid."""

    def __init__(self, path: Path, holder: dict[str, object]) -> None:
        self.path = path
        self.holder = holder
        super().__init__(f"{path.parent} is in use by process {holder.get('pid', '(unknown)')}.")


class FileLock:
    """An exclusive lock on a small file. Never inherited by the programs that its holder starts.

    :param patience: seconds to go on trying. Never none: `holder` takes the lock for an instant to see if it is free.
    """

    def __init__(self, path: Path, patience: float = 0.3) -> None:
        self.path = path
        self._patience = patience
        self._descriptor: int | None = None

    def acquire(self, **about: object) -> None:
        """Take the lock or raise `LockHeld`. `about` is told to whoever comes second."""
        deadline = time.monotonic() + self._patience
        while not self._try():
            if time.monotonic() > deadline:
                raise LockHeld(self.path, _read(self.path))
            time.sleep(0.05)
        self.describe(**about)

    def describe(self, **about: object) -> None:
        """Write who holds the lock."""
        if self._descriptor is None:
            raise RuntimeError("the lock is not held")
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps({"pid": os.getpid(), **about}).encode(), 0)

    def release(self) -> None:
        """Let go. Harmless when the lock is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _try(self) -> bool:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The folder may have been removed and made again between opening and locking.
            if os.fstat(descriptor).st_ino == self.path.stat().st_ino:
                self._descriptor = descriptor
                return True
        except (BlockingIOError, FileNotFoundError):
            pass
        os.close(descriptor)
        return False

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder(path: Path) -> dict[str, object] | None:
    """Return what the lock's holder says about itself, or None if nobody holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(path)
    finally:
        os.close(descriptor)
    return None


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):  # taken this instant, not yet described
        return {}
    return found if isinstance(found, dict) else {}
