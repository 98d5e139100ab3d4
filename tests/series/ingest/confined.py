"""A program for the tests of confinement: take on some layers, then try what a hostile file would want to do.

Arguments: the user to be first (a number), and the layers, comma-separated. It answers with JSON: each attempt, and how
it ended: "done", "refused", or "killed". Each is made by a process of its own.
"""

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from series.ingest.decoder import confinement, linux
from series.ingest.decoder.limits import Limits

_PTRACE_TRACEME = 0
_PR_SET_DUMPABLE = 4
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Listen, change the user, take on the layers, attempt."""
    user, layers = int(sys.argv[1]), sys.argv[2].split(",")
    secret = Path(sys.argv[3])
    with socket.create_server(("127.0.0.1", 0)) as server:
        attempts = _attempts(server.getsockname()[1], secret)
        if user:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # as a process that this user started is
        taken = _take_once(layers)
        ended = {name: _attempt(act, layers) for name, act in attempts.items()}
    sys.stdout.write(json.dumps({"taken": taken, "ended": ended}))


def _take_once(layers: list[str]) -> list[str]:
    if layers == ["all"]:
        return confinement.confine_for_good()
    linux.give_up_new_privileges()
    confinement._can_filter()
    return [name for name, take in confinement._TAKEN_ONCE.items() if name in layers and confinement._is_taken(take)]


def _take_in_the_fork(layers: list[str]) -> None:
    if layers == ["all"]:
        confinement.confine_fork(Limits(), has_threads=False)
    elif layers == ["limits"]:
        confinement._limit(Limits(), has_threads=False)
    elif layers == ["seccomp"]:
        linux.filter_calls(confinement._program(False))


def _attempts(port: int, secret: Path) -> dict[str, Callable[[], object]]:
    """What is tried. All of it works for a process without any layer, as root."""
    outside = os.getppid()
    return {
        "read a file": lambda: Path("/etc/passwd").read_bytes(),
        "read a secret": secret.read_bytes,
        "write a file": lambda: secret.with_name("new").write_bytes(b"x"),
        "remove a file": lambda: secret.with_name("old").unlink(),
        "connect": lambda: socket.socket().connect(("127.0.0.1", port)),
        "fork": _fork,
        "start a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - that is the point
        "trace": lambda: _checked(_libc.ptrace(_PTRACE_TRACEME, 0, 0, 0)),
        "signal a process outside": lambda: os.kill(outside, 0),
        "become root": lambda: os.setresuid(0, 0, 0),
        "make namespaces": lambda: linux.unshare(linux.NEW_USER),
    }


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()


def _checked(answer: int) -> None:
    if answer < 0:
        raise OSError(ctypes.get_errno())


def _attempt(act: Callable[[], object], layers: list[str]) -> str:
    pid = os.fork()
    if pid == 0:
        code = 2
        try:
            _take_in_the_fork(layers)
            act()
            code = 0
        except OSError:
            code = 1
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    # A program that cannot be loaded after all ends with 127.
    return "killed" if code < 0 else {0: "done", 1: "refused", 127: "refused"}.get(code, "failed")


if __name__ == "__main__":
    main()
