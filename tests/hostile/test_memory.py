"""Whatever passes through, the processes that stay keep nothing of it."""

import os
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from series.ingest.work import Tools
from series.models import Item
from tests.hostile.corpus import ABSURD, FLIPPED, LOOPS_AND_LIES, POLYGLOTS, TRUNCATED, WRONG_LENGTHS
from tests.hostile.streams import STREAMS
from tests.series.making import ingested, receive

#: Of every kind, every fourth one.
FILES = (*TRUNCATED, *FLIPPED, *POLYGLOTS, *LOOPS_AND_LIES, *ABSURD, *WRONG_LENGTHS, *STREAMS)[::4]
#: The decoder's process forks and reads nothing itself. The worker's holds caches of statements, and this test.
MOST_OF_THE_DECODER, MOST_OF_THE_WORKER = 4 << 20, 32 << 20


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def resident(pid: int | None) -> int:
    """How many bytes of memory a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid: int | None) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_memory_stays_flat(nora: Officer, audiences: dict[str, Audience], tools: Tools) -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("memory is read from /proc")

    def all_of_them(case: str) -> None:
        for hostile in FILES:
            [item] = ingested(tools, receive(nora, audiences["NL"], hostile.make(), name=hostile.name, case=case))
            assert item.state in (Item.State.READY, Item.State.REFUSED)

    all_of_them("C-1")
    child, worker = tools.decoder.child_pid, os.getpid()
    before = resident(child), resident(worker), descriptors(child), descriptors(worker)
    all_of_them("C-2")
    after = resident(child), resident(worker), descriptors(child), descriptors(worker)

    assert tools.decoder.child_pid == child, "a file ended the process that forks"
    assert after[0] - before[0] <= MOST_OF_THE_DECODER
    assert after[1] - before[1] <= MOST_OF_THE_WORKER
    assert after[2:] == before[2:]
