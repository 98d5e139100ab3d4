"""The program that becomes exiftool: `python exiftool_launch.py LIMITS FOLDER PROGRAM ARGUMENTS…`.

exiftool is a Perl program that reads files made by offenders. Before it begins, this gives up what it does not need:
the network where the kernel lets it, writing files, further processes, memory and time without end; as root it becomes
nobody. It stands in FOLDER, the only one in which it is shown a file. It imports nothing of this project.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress

_SET_PARENT_DEATH_SIGNAL = 1
_SET_NO_NEW_PRIVILEGES = 38
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000
_NOBODY = 65534


def main() -> None:
    """Confine this process, then be exiftool."""
    limits, folder, program = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3:]
    # Before the user changes: the folders above it are the worker's alone.
    os.chdir(folder)
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if libc is not None:
        _leave_the_network(libc)
    _limit(limits)
    if os.geteuid() == 0:
        # Refused where there is no second user, as in some containers; root is then an ordinary user outside.
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    # Not before: a new user that has processes already, over this limit, may begin no program.
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if libc is not None:
        # Last, since Linux forgets the first wish when the user changes.
        libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    os.execve(program[0], program, {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})  # noqa: S606 - the point of it


def _leave_the_network(libc: ctypes.CDLL) -> None:
    """Go where there is no network device at all; without a word where the kernel refuses it."""
    libc.unshare(_NEW_NETWORK if os.geteuid() == 0 else _NEW_USER | _NEW_NETWORK)


def _limit(limits: dict[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    # Perl opens its own modules as it needs them.
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits["open_files"], limits["open_files"]))


if __name__ == "__main__":
    main()
