"""Processes that a service started, found by their parents."""

from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_DECODER = "series.ingest.decoder"


def children(pid: int) -> list[int]:
    """Return the processes that this one started and that still run."""
    return [one for one, parent in _parents() if parent == pid]


def descendants(pid: int) -> list[int]:
    """Return all processes below this one."""
    parents = dict(_parents())
    return [one for one in parents if pid in _line_of(one, parents)]


def decoders(pid: int) -> list[int]:
    """Return the processes below this one that decode files."""
    return [one for one in descendants(pid) if says(one, _DECODER)]


def all_decoders() -> set[int]:
    """Return every process of the machine that decodes files."""
    return {one for one, _ in _parents() if says(one, _DECODER)}


def says(pid: int, word: str) -> bool:
    """Whether a process has this word in its command line."""
    try:
        return word in (_PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace")
    except OSError:  # gone meanwhile
        return False


def anonymous_bytes(pid: int) -> int:
    """Return how much memory a process has in use that no file stands behind: mapped index files do not count."""
    lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return 1024 * kilobytes["Anonymous"]


def mapped(pid: int, suffix: str) -> list[str]:
    """Return the files of this kind that a process has mapped, each once."""
    lines = (_PROC / str(pid) / "maps").read_text().splitlines()
    names = {line.split(None, 5)[-1].removesuffix(" (deleted)") for line in lines}
    return sorted(name for name in names if name.endswith(suffix))


def open_files(pid: int) -> int:
    """Return how many descriptors a process has."""
    return sum(1 for _ in (_PROC / str(pid) / "fd").iterdir())


def _parents() -> Iterator[tuple[int, int]]:
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # gone meanwhile
                continue


def _line_of(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid := parents.get(pid, 0):
        yield pid
