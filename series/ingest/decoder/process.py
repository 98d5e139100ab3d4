"""The parent's end of one child process: started with nothing, asked one job at a time, killed when it is late."""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import series

_PROGRAM: Final = "series.ingest.decoder.child"
_ROOT: Final = Path(series.__file__).resolve().parent.parent
# No secrets, no settings: only what keeps numpy from starting threads that it has no use for here; and memory for
# pixels in huge pages where Linux has them, kept for the next pixels when it is free: each new process touches all of
# its memory for the first time, which is a tenth of its work.
_ENVIRONMENT: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "GLIBC_TUNABLES": (
        "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=1073741824"
    ),
}
_SECONDS_TO_START: Final = 30.0
_LONGEST_GREETING: Final = 4096
_PIECE: Final = 1 << 16


class DecoderUnavailableError(RuntimeError):
    """The decoder could not work, for a reason that is not the file's: try again later."""


class DecoderKilledError(DecoderUnavailableError):
    """Somebody killed the decoder each time it was given this file, most likely the system for want of memory."""


class ChildGoneError(Exception):
    """The child process ended, or said what it never says, in the middle of a job."""


class ChildLateError(Exception):
    """The child process did not answer in time."""


class ChildProcess:
    """A running decoder for the jobs of one module, started with nothing.

    It ends with its parent: by a signal on Linux, by the end of its input everywhere.
    """

    def __init__(self, module: str) -> None:
        self._rest = b""
        self._jobs, its_end = socket.socketpair()
        with its_end:
            self._process = subprocess.Popen(
                [sys.executable, "-m", _PROGRAM, module],
                stdin=its_end.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env=_ENVIRONMENT,
                close_fds=True,
                start_new_session=True,
            )
        try:
            layers = self._receive(_SECONDS_TO_START, _LONGEST_GREETING).get("layers")
        except (ChildGoneError, ChildLateError) as error:
            self.kill()
            raise DecoderUnavailableError("the decoder's process does not start") from error
        #: Which layers of confinement are in force (``confinement.LAYERS``).
        self.layers = frozenset(layers if isinstance(layers, list) else ())

    @property
    def pid(self) -> int:
        """The process's id, which is its session's and its process group's too."""
        return self._process.pid

    def is_running(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def ask(self, job: dict[str, Any], descriptors: Sequence[int], seconds: float, reply_bytes: int) -> dict[str, Any]:
        """Give one job with its opened files, and wait for its reply.

        :raises ChildGoneError: the child ended; it is then useless.
        :raises ChildLateError: it did not answer within ``seconds``; the same.
        """
        message = json.dumps(job).encode() + b"\n"
        try:
            sent = socket.send_fds(self._jobs, [message], descriptors)
            self._jobs.sendall(message[sent:])
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ChildGoneError from error
        # A reply holds the job's own text once more, escaped.
        return self._receive(seconds, 3 * reply_bytes)

    def kill(self) -> None:
        """End the child and whatever it started, and wait for it."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.let_go()

    def let_go(self) -> None:
        """Close this process's ends, which ends a child that is well."""
        self._jobs.close()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _receive(self, seconds: float, longest: int) -> dict[str, Any]:
        """Read one line within the time given, of a bounded length."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest and len(self._rest) <= longest:
            self._rest += self._piece_before(deadline)
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ChildGoneError from error
        if not isinstance(reply, dict):
            raise ChildGoneError
        return reply

    def _piece_before(self, deadline: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        descriptor = self._process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise ChildLateError
        piece = os.read(descriptor, _PIECE)
        if not piece:
            raise ChildGoneError
        return piece
