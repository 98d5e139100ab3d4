"""Metadata through exiftool, where it is installed: it knows the makers' own tags and far more formats than EXIF.

One process reads many files, since Perl takes long to begin. It is replaced after FILES files, after any error, and
when it is late. Whatever it does not say, or does not say in time, the Python reader's words stand for.
"""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final

from series.ingest.decoder import exiftool_launch
from series.ingest.decoder.description import BadReplyError, Description, description_from
from series.ingest.decoder.exiftool_tags import described

#: How many files one process reads: what a file did to it ends here at the latest.
FILES: Final = 200
#: How long one file may take.
SECONDS: Final = 10.0
_MOST_BYTES: Final = 1 << 20
_PIECE: Final = 1 << 16
_LIMITS: Final = {"memory_bytes": 512 << 20, "cpu_seconds": 120, "open_files": 32}
_SHOWN: Final = "file"
# JSON, tags by group, numbers as they are, structures whole; nothing of what the disk says of the file. No user's
# configuration is read: that would be a program.
_BEGIN: Final = ("-config", "", "-stay_open", "True", "-@", "-")
_ASK: Final = ("-j", "-G", "-n", "-struct", "-m", "-charset", "utf8", "--System:all", "--ExifTool:all", _SHOWN)


class _Failed(Exception):
    """The process ended, was late, or said what it never says."""


def find(program: str) -> str | None:
    """Return where this program is, or None: it is not installed."""
    return shutil.which(program) if program else None


class ExifTool:
    """Asks one exiftool process after another. For one thread at a time; a fork begins a process of its own.

    :param program: its name or path; empty for never.
    """

    def __init__(self, program: str, *, files: int = FILES, seconds: float = SECONDS) -> None:
        self._program = find(program)
        self._files, self._seconds = files, seconds
        self._lock = Lock()
        self._running: _Process | None = None

    @property
    def is_installed(self) -> bool:
        """Whether there is such a program."""
        return self._program is not None

    @property
    def pid(self) -> int | None:
        """The id of the process that is running, or None."""
        return self._running.pid if self._running else None

    def read(self, path: Path, scratch: Path) -> Description | None:
        """Say what a file says of itself, or None: not installed, or nothing that can be believed came.

        :param scratch: a folder on the same disk; the file is shown to exiftool in a folder made there.
        """
        if self._program is None:
            return None
        with self._lock:
            try:
                return description_from(described(self._process(scratch).ask(path, self._seconds)))
            except (_Failed, BadReplyError, OSError):
                self._end()
                return None

    def close(self) -> None:
        """End the process. The next file begins another."""
        with self._lock:
            self._end()

    def _process(self, scratch: Path) -> "_Process":
        running = self._running
        if running is not None and (running.owner != os.getpid() or running.asked >= self._files):
            self._end()
        if self._running is None:
            assert self._program is not None  # noqa: S101 - for the type checker: asked for above
            self._running = _Process(self._program, scratch.parent)
        return self._running

    def _end(self) -> None:
        if self._running is not None and self._running.owner == os.getpid():
            self._running.end()
        self._running = None


class _Process:
    """One running exiftool, with the folder in which it is shown one file after the other."""

    def __init__(self, program: str, beside: Path) -> None:
        self.owner, self.asked = os.getpid(), 0
        self._rest = b""
        self._folder = Path(tempfile.mkdtemp(prefix="exiftool-", dir=beside))
        # As nobody it may look up the one name in it, and neither list it nor make anything there.
        self._folder.chmod(0o711)
        launch = [sys.executable, "-I", "-S", exiftool_launch.__file__, json.dumps(_LIMITS), str(self._folder)]
        self._process = subprocess.Popen(
            [*launch, program, *_BEGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            close_fds=True,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, path: Path, seconds: float) -> dict[str, Any]:
        """Show it one file and return the tags. Raises _Failed, or OSError when the file cannot be shown."""
        self.asked += 1
        shown = self._folder / _SHOWN
        os.link(path, shown)
        try:
            if os.geteuid() == 0:
                # Readable for nobody, but only by this name: the folders above the original are the worker's alone.
                shown.chmod(0o444)
            return self._tags(seconds)
        finally:
            shown.unlink(missing_ok=True)

    def end(self) -> None:
        """Kill it and whatever it may have begun, and wait for it."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _tags(self, seconds: float) -> dict[str, Any]:
        number = str(self.asked)
        assert self._process.stdin is not None  # noqa: S101 - for the type checker: it is a pipe
        try:
            self._process.stdin.write("\n".join([*_ASK, f"-execute{number}", ""]).encode())
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise _Failed from error
        said = self._said(f"{{ready{number}}}\n".encode(), seconds)
        try:
            [tags] = json.loads(said)
        except (ValueError, TypeError, RecursionError) as error:
            raise _Failed from error
        if not isinstance(tags, dict):
            raise _Failed
        return tags

    def _said(self, end: bytes, seconds: float) -> bytes:
        """Read up to the end mark, for a bounded time and length."""
        deadline = time.monotonic() + seconds
        while end not in self._rest[-len(end) - _PIECE :] and len(self._rest) <= _MOST_BYTES:
            self._rest += self._piece_before(deadline)
        said, found, self._rest = self._rest.partition(end)
        if not found:
            raise _Failed
        return said

    def _piece_before(self, deadline: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        descriptor = self._process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise _Failed
        piece = os.read(descriptor, _PIECE)
        if not piece:
            raise _Failed
        return piece
