"""How much of the processor a process, those that it waited for, and a database have used so far."""

import os
from pathlib import Path

from django.db import connection

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name: the parent, then the ticks of the process and of those that it waited for.
_PARENT, _OWN, _WAITED_FOR = 1, slice(11, 13), slice(13, 15)


def of_process(pid: int | None) -> float:
    """Return the seconds of a process and of every process that it started and that has ended."""
    fields = _stat(pid) if pid is not None else []
    return sum(int(ticks) for ticks in (*fields[_OWN], *fields[_WAITED_FOR])) / _TICKS


def of_database() -> float:
    """Return the seconds of the whole cluster on this machine that the present connection leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        postmaster = _stat(cursor.fetchone()[0])[_PARENT]
    servers = [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit()]
    own = [pid for pid in servers if str(pid) == postmaster or _is_child(pid, postmaster)]
    return sum(of_process(pid) for pid in own)


def _is_child(pid: int, of: str) -> bool:
    fields = _stat(pid)
    return bool(fields) and fields[_PARENT] == of


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
