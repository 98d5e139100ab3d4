"""A worker is killed in the middle of its work, with all its children: every file is still finished exactly once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry, Event
from icse.embedded.processes import wait_until
from series import blobs, tasks
from series.models import Item
from tests import media
from tests.series.making import receive
from tests.servers import ROOT

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]

GOOD = 30
#: Larger than tests usually need, so that work takes a while.
SIZE = (2000, 1500)
FINAL = {"ready", "duplicate", "refused"}


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run Celery as production does, in a process group of its own, with short leases."""
    command = [sys.executable, "-m", "celery", "-A", "icse.celery", "worker", "--concurrency", "2"]
    environment = {**os.environ, "ICSE_LOGIN": "worker", "ICSE_INGEST_LEASE_SECONDS": "3"}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, "--loglevel", "WARNING", "--without-mingle", "--without-gossip"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
        process.terminate()
        process.wait(timeout=120)
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the worker and its children at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def states() -> Counter[str]:
    with acting_as_system("tests"):
        return Counter(Item.objects.values_list("state", flat=True))


def settled() -> int:
    return sum(number for state, number in states().items() if state in FINAL)


def swept_until(condition: Callable[[], bool]) -> bool:
    def look() -> bool:
        tasks.sweep()
        return condition()

    return wait_until(look, 240, pause=0.5)


def test_every_file_is_finished_exactly_once(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    files = [media.as_bytes(media.pattern(seed, SIZE)) for seed in range(GOOD)]
    files += [files[0], media.truncated_jpeg(), b"Meet me at the usual place."]
    items = [receive(nora, audiences["NL"], content) for content in files]
    shared = receive(fleur, audiences["members"], files[1])

    with worker(log) as first:
        assert wait_until(lambda: settled() >= 3 and states()["working"] > 0, 120), log.read_text()
        kill(first)
    left = states()
    assert left["working"] > 0, "nothing was being done when the worker was killed"
    assert settled() < len(items)

    with worker(log):
        assert swept_until(lambda: settled() == len(items) + 1), f"{states()}\n{log.read_text()}"

    assert states() == Counter(ready=GOOD + 2, duplicate=1, refused=1)
    with acting_as_system("tests"):
        ends = Counter(
            AuditEntry.objects.filter(action__in=["item.ready", "item.duplicate", "item.refused"]).values_list(
                "object_id", flat=True
            )
        )
        told = Counter(str(event.about[0]) for event in Event.objects.filter(type="item.progressed"))
        attempts = set(Item.objects.values_list("attempt", flat=True))
    assert ends == Counter({str(item.pk): 1 for item in (*items, shared)})
    # Received, known and the end; what is a repetition ended before.
    assert told == Counter({str(item.pk): 2 if item == items[GOOD] else 3 for item in (*items, shared)})
    assert 2 in attempts
    for item in (*items[:GOOD], shared):
        previews = {path.name for path in blobs.preview_folder(item.sha256).iterdir()}
        assert previews == {"plain.jpg", "thumb.jpg", "concealed.jpg"}
