"""The few calls of Linux that Python does not offer, each raising OSError when it is refused or not there."""

import ctypes
import os
import platform
import struct
import sys
from typing import Final

IS_LINUX: Final = sys.platform == "linux"
#: The numbers of calls that differ between machines; those of Landlock are the same everywhere.
MACHINE: Final = platform.machine()
_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41}
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_LANDLOCK_CREATE: Final = 444
_LANDLOCK_RESTRICT: Final = 446
_LANDLOCK_ASK_VERSION: Final = 1

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_CAPABILITY_VERSION_3: Final = 0x20080522

NEW_MOUNTS: Final = 0x00020000
NEW_UTS: Final = 0x04000000
NEW_IPC: Final = 0x08000000
NEW_USER: Final = 0x10000000
NEW_NET: Final = 0x40000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_EXEC = 1, 2, 4, 8
_RECURSIVE_SLAVE: Final = (1 << 19) | (1 << 14)
_DETACH: Final = 2

#: Loaded once: a confined process could not.
_libc = ctypes.CDLL(None, use_errno=True) if IS_LINUX else None


class _Program(ctypes.Structure):
    """A program of the kernel's packet filter (``struct sock_fprog``)."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def die_with_parent(signal_number: int) -> None:
    """Be sent this signal when the process that started this one ends."""
    _prctl(_PR_SET_PDEATHSIG, signal_number)


def give_up_new_privileges() -> None:
    """Gain nothing by starting a program, for good."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def filter_calls(instructions: bytes) -> None:
    """Have every further call of this process judged by this program, for good. Needs give_up_new_privileges."""
    program = _Program(len(instructions) // 8, instructions)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))


def unshare(namespaces: int) -> None:
    """Leave the machine's namespaces for new ones of one's own."""
    _checked(_libc_or_none().unshare(namespaces))


def enter_empty_root(place: bytes) -> None:
    """Replace all files by an empty, read-only folder. Needs an own mount namespace; ``place`` is any folder."""
    libc = _libc_or_none()
    _checked(libc.mount(None, b"/", None, ctypes.c_ulong(_RECURSIVE_SLAVE), None))
    flags = ctypes.c_ulong(_READ_ONLY | _NO_SUID | _NO_DEVICES | _NO_EXEC)
    _checked(libc.mount(b"none", place, b"tmpfs", flags, b"size=4k,nr_inodes=2,mode=555"))
    os.chdir(place)
    _syscall(_PIVOT_ROOT[MACHINE], b".", b".")
    _checked(libc.umount2(b".", _DETACH))
    os.chdir("/")


def give_up_capabilities() -> None:
    """Keep no privilege of an administrator, not even of one's own user namespace."""
    _syscall(_CAPSET[MACHINE], struct.pack("=II", _CAPABILITY_VERSION_3, 0), struct.pack("=6I", 0, 0, 0, 0, 0, 0))


def landlock_version() -> int:
    """Return which version of Landlock the kernel has. Raises OSError when it has none."""
    return _syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _LANDLOCK_ASK_VERSION)


def landlock(files: int, network: int, scopes: int, size: int) -> None:
    """Refuse these accesses everywhere, for good. Each number is a set of bits, see ``linux/landlock.h``."""
    rules = struct.pack("=QQQ", files, network, scopes)[:size]
    descriptor = _syscall(_LANDLOCK_CREATE, rules, ctypes.c_size_t(size), 0)
    try:
        _syscall(_LANDLOCK_RESTRICT, descriptor, 0)
    finally:
        os.close(descriptor)


def _prctl(*arguments: int) -> None:
    filled = (*arguments, 0, 0, 0, 0)[:5]
    _checked(_libc_or_none().prctl(ctypes.c_int(filled[0]), *map(ctypes.c_ulong, filled[1:])))


def _syscall(number: int, *arguments: object) -> int:
    return _checked(_libc_or_none().syscall(ctypes.c_long(number), *arguments))


def _libc_or_none() -> ctypes.CDLL:
    if _libc is None:
        raise OSError("not Linux")
    return _libc


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
