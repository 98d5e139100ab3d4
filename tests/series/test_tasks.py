"""The tasks: waking, sweeping what was lost, removing what nobody names."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core import waking
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from series import blobs, tasks
from series.actions.items import INGEST
from series.models import Item
from series.uploads import receive_bytes
from tests import media
from tests.series.making import fresh, receive


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The keys that were sent, in order."""
    sent: list[UUID] = []

    def send(task: str, key: UUID) -> bool:
        assert task == INGEST
        sent.append(key)
        return True

    monkeypatch.setattr(waking, "wake", send)
    return sent


def change(item: Item, **columns: object) -> None:
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(**columns)


def test_wake_makes_one_attempt(nora: Officer, audiences: dict[str, Audience]) -> None:
    item = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)))
    tasks.wake(str(item.pk))
    tasks.wake(str(item.pk))
    tasks.wake(str(uuid4()))
    tasks.close_tools()
    assert (fresh(item).state, fresh(item).attempt) == ("ready", 1)


def test_the_task_is_known_by_the_name_that_is_sent() -> None:
    assert tasks.wake.name == INGEST


def test_sweep_sends_what_was_lost_and_nothing_else(
    nora: Officer, audiences: dict[str, Audience], woken: list[UUID]
) -> None:
    now = timezone.now()
    just_received, forgotten, worked_on, lost, ready, refused = (
        receive(nora, audiences["NL"], b"%d" % n) for n in range(6)
    )
    change(forgotten, created_at=now - timedelta(minutes=1))
    change(worked_on, state="working", attempt=1, lease_until=now + timedelta(minutes=1))
    change(lost, state="working", attempt=1, lease_until=now - timedelta(minutes=1))
    for item, state in ((ready, "ready"), (refused, "refused")):
        change(item, state=state, created_at=now - timedelta(days=1))
    assert tasks.sweep() == 2
    assert woken == [lost.pk, forgotten.pk]
    assert just_received.pk not in woken


def test_sweep_is_bounded(
    nora: Officer, audiences: dict[str, Audience], woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_SWEPT_AT_ONCE", 2)
    made = [receive(nora, audiences["NL"], b"%d" % n) for n in range(3)]
    for item in made:
        change(item, created_at=timezone.now() - timedelta(minutes=1))
    assert tasks.sweep() == 2
    assert woken == [made[0].pk, made[1].pk]


def test_sweep_stops_while_the_broker_is_away(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[UUID] = []

    def fail(task: str, key: UUID) -> bool:
        assert task == INGEST
        tried.append(key)
        return False

    monkeypatch.setattr(waking, "wake", fail)
    for n in range(3):
        change(receive(nora, audiences["NL"], b"%d" % n), created_at=timezone.now() - timedelta(minutes=1))
    assert tasks.sweep() == 0
    assert len(tried) == 1


def age(path: Path) -> None:
    day_ago = time.time() - 25 * 3600
    os.utime(path, (day_ago, day_ago))


def stored(content: bytes) -> str:
    received = receive_bytes(content, "x")
    blobs.put(received.path, received.digests.sha256)
    return received.digests.sha256


def test_orphans_are_removed_and_what_is_named_stays(nora: Officer, audiences: dict[str, Audience]) -> None:
    named = receive(nora, audiences["NL"], b"named").sha256
    orphan, young = stored(b"orphan"), stored(b"young")
    preview = blobs.preview_folder(orphan)
    preview.mkdir(parents=True)
    (preview / "plain.webp").write_bytes(b"x")
    leftover = blobs.incoming_folder() / "left"
    leftover.write_bytes(b"x")
    for path in (blobs.blob_path(named), blobs.blob_path(orphan), preview, leftover):
        age(path)
    assert tasks.remove_orphans() == 1
    there = [blobs.blob_path(one).exists() for one in (named, orphan, young)]
    assert there == [True, False, True]
    assert (preview.exists(), leftover.exists()) == (False, False)
    with acting_as_system("tests"):
        [entry] = AuditEntry.objects.filter(action="blob.removed")
        assert (entry.reason, entry.object_id, entry.facts) == ("orphans", "", {})


@pytest.mark.parametrize("text", ["", "../x", "A" * 64, "a" * 63, "a" * 65, "a" * 63 + "/", "a" * 64 + "\n"])
def test_only_a_hash_becomes_a_path(text: str) -> None:
    for function in (blobs.blob_path, blobs.preview_folder):
        with pytest.raises(blobs.NotAHash):
            function(text)


def test_put_writes_a_known_content_all_the_same(db: object) -> None:
    first = stored(b"same")
    before = blobs.blob_path(first).stat().st_ino
    assert stored(b"same") == first
    assert blobs.blob_path(first).stat().st_ino != before
    assert blobs.blob_path(first).read_bytes() == b"same"


def test_hash_locks_are_the_databases(db: object) -> None:
    blobs.lock_hashes(["ab" * 32, "cd" * 32, "ab" * 32])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1"
        )
        assert cursor.fetchone() == (2,)
