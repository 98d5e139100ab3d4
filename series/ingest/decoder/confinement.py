"""Giving up rights, in two steps. Each layer is used where the machine offers it; none of them needs another one.

Once, before the first job, by the process that forks (``confine_for_good``):

* ``user``: where it is root it becomes nobody, without any capability.
* ``namespaces``: a network without interfaces, and no file at all: an empty, read-only root of its own.
* ``landlock``: no file may be opened, no port used, no process outside be signalled.

By each fork, before it reads the first byte of its file (``confine_fork``):

* ``limits``: on memory, the processor's seconds, what it writes; no further descriptor, process or thread.
* ``seccomp``: an allow-list of system calls.
"""

import functools
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from series.ingest.decoder import linux, seccomp
from series.ingest.decoder.limits import Limits

#: Every layer there is, in the order in which they are taken on.
LAYERS: Final = ("namespaces", "user", "landlock", "limits", "seccomp")
_NOBODY: Final = 65534
_APART: Final = linux.NEW_MOUNTS | linux.NEW_NET | linux.NEW_IPC | linux.NEW_UTS
#: Any folder that every Linux has: the empty root is made over it, and it stays as it is for everybody else.
_PLACE: Final = b"/proc"
# Rights over files, ports and scopes by the version in which Landlock learned them (linux/landlock.h).
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 5: 16}
_PORT_RIGHTS: Final = {4: 2}
_SCOPES: Final = {6: 2}


def confine_for_good() -> list[str]:
    """Give up every sight of the machine, and say which layers will hold. Only forking and passed files are left."""
    if not linux.IS_LINUX:
        return ["limits"]
    linux.give_up_new_privileges()
    die_with_parent()
    taken = [name for name, take in _TAKEN_ONCE.items() if _is_taken(take)]
    die_with_parent()  # Linux forgets the wish when the user changes
    return [*taken, "limits", *(["seccomp"] if _can_filter() else [])]


def confine_fork(limits: Limits, *, has_threads: bool) -> None:
    """Give up, for good, everything that reading a file and writing what is open does not need."""
    _limit(limits, has_threads=has_threads)
    die_with_parent()
    if linux.IS_LINUX and _can_filter():
        linux.filter_calls(_program(has_threads))


def _limit(limits: Limits, *, has_threads: bool) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    if not has_threads:
        # The limit counts a user's processes, so nought means: no further one, and no thread.
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    # What is open stays open; nothing else can be opened, and no socket made.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def die_with_parent() -> None:
    """Ask Linux to kill this process when the one that started it ends; elsewhere the end of the input does."""
    if linux.IS_LINUX:
        linux.die_with_parent(signal.SIGKILL)


def _is_taken(take: Callable[[], None]) -> bool:
    try:
        take()
    except (OSError, KeyError):
        return False
    return True


def _stand_apart() -> None:
    """Leave the machine's namespaces: as root at once, as a user through a user namespace, where that is allowed."""
    user, group = os.geteuid(), os.getegid()
    try:
        linux.unshare(_APART)
    except PermissionError:
        linux.unshare(_APART | linux.NEW_USER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    linux.enter_empty_root(_PLACE)


def _become_nobody() -> None:
    """Stop being root, and keep no capability. Raises OSError where there is no second user, as in some containers."""
    try:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    finally:
        linux.give_up_capabilities()


def _open_nothing() -> None:
    version = linux.landlock_version()
    files = (1 << _newest(_FILE_RIGHTS, version)) - 1
    ports = (1 << _newest(_PORT_RIGHTS, version)) - 1
    scopes = (1 << _newest(_SCOPES, version)) - 1
    linux.landlock(files, ports, scopes, 24 if scopes else 16 if ports else 8)


def _newest(rights: dict[int, int], version: int) -> int:
    return max((count for since, count in rights.items() if since <= version), default=0)


_TAKEN_ONCE: Final[dict[str, Callable[[], None]]] = {
    "namespaces": _stand_apart,
    "user": _become_nobody,
    "landlock": _open_nothing,
}


@functools.cache
def _program(has_threads: bool) -> bytes:
    return seccomp.program(has_threads=has_threads)


@functools.cache
def _can_filter() -> bool:
    """Whether the kernel takes a filter: tried once, in a process that ends right after."""
    try:
        _program(True)
        _program(False)
    except KeyError:
        return False
    pid = os.fork()
    if pid == 0:
        with suppress(OSError):
            linux.filter_calls(_program(False))
            os._exit(0)
        os._exit(1)
    return os.waitpid(pid, 0)[1] == 0
