"""The filter of system calls for a process that reads one hostile file, as a program of the kernel's packet filter.

An allow-list: what decoding needs of the kernel is memory, time, and reading and writing what is open already. A call
that no decoder makes (a socket, a program, a debugger, another process) ends the process; any other gets EPERM, for a
library may try to open a file about the machine and do without it.
"""

import errno
import struct
from typing import Final

from series.ingest.decoder.linux import MACHINE

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_AT_NUMBER, _AT_ARCHITECTURE, _AT_FIRST_ARGUMENT, _AT_SECOND_ARGUMENT = 0, 4, 16, 24
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_REFUSE: Final = 0x00050000 | errno.EPERM
_NOT_THERE: Final = 0x00050000 | errno.ENOSYS
_CLONE_THREAD: Final = 0x00010000

#: The kernel's name of the machine, and the first number of a second set of calls, which nobody needs here.
_ARCHITECTURES: Final = {"x86_64": (0xC000003E, 0x40000000), "aarch64": (0xC00000B7, 0x40000000)}

# fmt: off
#: Numbers on x86-64 and on aarch64 (-1: there is none).
_ALLOWED: Final = {
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "lseek": (8, 62),
    "close": (3, 57), "fstat": (5, 80), "poll": (7, -1), "ppoll": (271, 73),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "mremap": (25, 216),
    "madvise": (28, 233), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175), "getppid": (110, 173),
    "getrusage": (98, 165), "times": (100, 153), "uname": (63, 160), "sysinfo": (99, 179),
    "gettimeofday": (96, 169), "time": (201, -1), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "restart_syscall": (219, 128), "getrandom": (318, 278),
    "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293), "membarrier": (324, 283),
    "getcwd": (79, 17), "exit": (60, 93), "exit_group": (231, 94),
}
#: No decoder does this: the file has taken the process over.
_FATAL: Final = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "accept": (43, 202), "bind": (49, 200),
    "listen": (50, 201), "sendmsg": (46, 211), "recvmsg": (47, 212), "sendto": (44, 206),
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, -1), "vfork": (58, -1),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438),
    "kill": (62, 129), "setuid": (105, 146), "setresuid": (117, 147), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "mount": (165, 40), "pivot_root": (155, 41), "bpf": (321, 280), "keyctl": (250, 219),
    "add_key": (248, 217), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104),
}
_CLONE: Final = (56, 220)
_CLONE3: Final = (435, 435)
# fmt: on


def program(*, has_threads: bool, machine: str = MACHINE) -> bytes:
    """Assemble the filter. Raises KeyError for a machine whose numbers are not known here."""
    architecture, second_set = _ARCHITECTURES[machine]
    column = list(_ARCHITECTURES).index(machine)
    lines = [
        _line(_LOAD, _AT_ARCHITECTURE),
        *_unless(_EQUAL, architecture, _KILL),
        _line(_LOAD, _AT_NUMBER),
        *_when(_AT_LEAST, second_set, _KILL),
        *_each(_ALLOWED, column, _ALLOW),
        *_each(_FATAL, column, _KILL),
        *_about_threads(column, has_threads),
        _line(_RETURN, _REFUSE),
    ]
    return b"".join(lines)


def _each(calls: dict[str, tuple[int, int]], column: int, verdict: int) -> list[bytes]:
    numbers = [numbers[column] for numbers in calls.values() if numbers[column] >= 0]
    return [line for number in numbers for line in _when(_EQUAL, number, verdict)]


def _about_threads(column: int, has_threads: bool) -> list[bytes]:
    """A thread where the job needs some, never a process. The newer call hides its flags: libc then takes the older."""
    if not has_threads:
        return [*_when(_EQUAL, _CLONE[column], _KILL), *_when(_EQUAL, _CLONE3[column], _NOT_THERE)]
    return [
        *_when(_EQUAL, _CLONE3[column], _NOT_THERE),
        _line(_EQUAL, _CLONE[column], when=0, unless=4),
        _line(_LOAD, _AT_FIRST_ARGUMENT),
        _line(_ANY_BIT, _CLONE_THREAD, when=1, unless=0),
        _line(_RETURN, _KILL),
        _line(_RETURN, _ALLOW),
    ]


def _when(test: int, value: int, verdict: int) -> list[bytes]:
    return [_line(test, value, when=0, unless=1), _line(_RETURN, verdict)]


def _unless(test: int, value: int, verdict: int) -> list[bytes]:
    return [_line(test, value, when=1, unless=0), _line(_RETURN, verdict)]


def _line(code: int, value: int, when: int = 0, unless: int = 0) -> bytes:
    """One instruction (``struct sock_filter``): the numbers of lines to skip when its test holds, or does not."""
    return struct.pack("=HBBI", code, when, unless, value)
