"""Uploads that are cancelled or tried again, and what is forgotten."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, NotAllowed
from icse.core.ids import uuid7
from icse.core.models import AuditEntry, Event
from series import actions, blobs, tasks
from series.ingest import leases, upkeep
from series.ingest.work import Tools
from series.models import Item, Placement, Transfer, Upload
from series.queries.uploads import PASSING, progress_of
from series.receiving.partial import Partial
from series.uploads import receive_bytes
from tests import media
from tests.series.grouping import make_series
from tests.series.making import fresh, ingested, receive
from tests.series.receiving.sending import items, opened


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def upload(nora: Officer, audiences: dict[str, Audience]) -> Upload:
    return opened(nora, audiences["NL"])


def taken(upload: Upload, by: Officer, content: bytes, name: str = "a.jpg") -> Item:
    with acting_as(by.pk):
        item = actions.take_file(received=receive_bytes(content, name), upload=upload, name=name, by=by)
    assert isinstance(item, Item)
    return item


def picture(seed: int) -> bytes:
    return media.as_bytes(media.pattern(seed))


def cancel(upload: Upload, by: Officer) -> int:
    with acting_as(by.pk):
        actions.cancel_upload(upload=upload, by=by)
    return upkeep.settle(upload.pk)


def test_cancelling_removes_what_waits_and_keeps_what_is_settled(
    upload: Upload, nora: Officer, niels: Officer, tools: Tools, store: Path
) -> None:
    ready, bad = taken(upload, nora, picture(1)), taken(upload, nora, media.truncated_jpeg())
    ingested(tools, ready, bad)
    waiting, working = taken(upload, nora, picture(2)), taken(upload, nora, picture(3))
    claimed = leases.claim(working.pk)
    assert claimed
    assert cancel(upload, niels) == 2
    assert [(item.pk, item.state) for item in items()] == [(ready.pk, "ready"), (bad.pk, "refused")]
    assert not blobs.blob_path(waiting.sha256).exists()
    assert blobs.blob_path(ready.sha256).exists()
    with pytest.raises(leases.LeaseLost), leases.held(claimed):
        pass
    with acting_as_system("tests"):
        gone = AuditEntry.objects.filter(action="item.withdrawn").values_list("object_id", flat=True)
        assert set(gone) == {str(waiting.pk), str(working.pk)}
    with acting_as(nora.pk), pytest.raises(Conflict):
        actions.cancel_upload(upload=upload, by=nora)


def test_what_repeats_a_removed_file_is_taken_in_itself(
    upload: Upload, nora: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    """Its original was still at work when it was found to be a duplicate."""
    other = opened(nora, audiences["NL"])
    first = taken(upload, nora, picture(1))
    with acting_as_system("tests"):
        Item.objects.filter(pk=first.pk).update(stage="find_known")
    again = taken(other, nora, picture(1))
    assert [one.state for one in ingested(tools, again)] == ["duplicate"]
    assert cancel(upload, nora) == 1
    assert (fresh(again).state, fresh(again).duplicate_of_id) == ("received", None)
    assert [one.state for one in ingested(tools, again)] == ["ready"]


def test_another_countrys_copy_stays(
    upload: Upload, nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    theirs = receive(fleur, audiences["FR"], picture(1))
    taken(upload, nora, picture(1))
    assert cancel(upload, nora) == 1
    assert [item.pk for item in items()] == [theirs.pk]
    assert blobs.blob_path(theirs.sha256).exists()


def test_an_unfinished_file_goes_with_its_upload(upload: Upload, nora: Officer, store: Path) -> None:
    with acting_as(nora.pk):
        transfer = actions.begin_transfer(upload=upload, name="a", size=10, by=nora)
    Partial(transfer.pk).close()
    cancel(upload, nora)
    assert [path for path in store.rglob("*") if path.is_file()] == []
    with acting_as_system("tests"):
        assert not Transfer.objects.exists()


@pytest.mark.parametrize("code", PASSING)
def test_retry_takes_back_what_failed_for_a_passing_reason(
    upload: Upload, nora: Officer, tools: Tools, code: str
) -> None:
    contents = (picture(1), picture(2), media.truncated_jpeg())
    failed, other, bad = (taken(upload, nora, content) for content in contents)
    ingested(tools, bad)
    with acting_as_system("tests"):
        columns = {"state": "refused", "attempt": 3, "reason": "Sorry.", "settled_at": timezone.now()}
        Item.objects.filter(pk=failed.pk).update(reason_code=code, **columns)
        Item.objects.filter(pk=other.pk).update(reason_code="damaged", **columns)
    with acting_as(nora.pk):
        assert progress_of(upload).passing == 1
        actions.retry_upload(upload=upload, by=nora)
    assert tasks.settle_upload(str(upload.pk)) == 1
    again = fresh(failed)
    assert (again.state, again.attempt, again.reason, again.settled_at) == ("received", 0, "", None)
    assert (fresh(other).state, fresh(bad).state) == ("refused", "refused")
    assert [one.state for one in ingested(tools, failed)] == ["ready"]
    assert upkeep.settle(upload.pk) == 0


def test_only_the_own_unit_cancels_and_retries(upload: Upload, nora: Officer, fleur: Officer) -> None:
    with acting_as(fleur.pk):
        for act in (actions.cancel_upload, actions.retry_upload):
            with pytest.raises(NotAllowed):
                act(upload=upload, by=fleur)


def test_the_sweeper_finds_what_a_lost_message_left(
    upload: Upload, nora: Officer, audiences: dict[str, Audience]
) -> None:
    quiet, cancelled = opened(nora, audiences["NL"]), opened(nora, audiences["NL"])
    for one in (quiet, cancelled):
        taken(one, nora, b"waits")
    with acting_as(nora.pk):
        actions.retry_upload(upload=upload, by=nora)
        actions.cancel_upload(upload=cancelled, by=nora)
    with acting_as_system("tests"):
        assert upkeep.to_settle() == sorted([upload.pk, cancelled.pk])
    for one in (upload, cancelled):
        upkeep.settle(one.pk)
    with acting_as_system("tests"):
        assert upkeep.to_settle() == []


def test_old_transfers_and_strays_are_forgotten(upload: Upload, nora: Officer, store: Path) -> None:
    with acting_as(nora.pk):
        old, new = (actions.begin_transfer(upload=upload, name="a", size=10, by=nora) for _ in range(2))
    stray, young = uuid7(), uuid7()
    for key in (old.pk, new.pk, stray, young):
        Partial(key).close()
    for key in (new.pk, stray):
        os.utime(blobs.transfer_path(key), (time.time() - 90_000,) * 2)
    with acting_as_system("tests"):
        Transfer.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert upkeep.forget_old() == 2
    assert {path.name for path in (store / "transfers").iterdir()} == {str(new.pk), str(young)}
    with acting_as_system("tests"):
        assert list(Transfer.objects.values_list("pk", flat=True)) == [new.pk]


def test_the_time_left_is_told_once_it_is_measured(upload: Upload, nora: Officer) -> None:
    waiting = [taken(upload, nora, b"%d" % n) for n in range(14)]
    with acting_as(nora.pk):
        assert progress_of(upload).seconds_left is None
        assert progress_of(upload).left_words == "time left: not known yet"
    with acting_as_system("tests"):
        for number, item in enumerate(waiting[:4]):
            at = timezone.now() - timedelta(seconds=60 - number)
            Item.objects.filter(pk=item.pk).update(state="ready", settled_at=at)
    with acting_as(nora.pk):
        assert progress_of(upload).seconds_left is None
    with acting_as_system("tests"):
        Item.objects.filter(pk=waiting[4].pk).update(state="refused", settled_at=timezone.now())
    with acting_as(nora.pk):
        progress = progress_of(upload)
        assert progress.waiting == 9
        assert 100 < (progress.seconds_left or 0) < 116
        assert progress.left_words == "about 2 minutes left"
    with acting_as_system("tests"):
        Item.objects.update(state="ready")
    with acting_as(nora.pk):
        assert (progress_of(upload).seconds_left, progress_of(upload).left_words) == (None, "")


def test_cancelling_takes_what_is_removed_out_of_series(
    upload: Upload, nora: Officer, audiences: dict[str, Audience]
) -> None:
    placed, other = taken(upload, nora, picture(1)), taken(upload, nora, picture(2))
    series = make_series(by=nora, audience=audiences["NL"])
    with acting_as(nora.pk):
        actions.place_items(series=series, items=[placed, other], by=nora)
    assert cancel(upload, nora) == 2
    assert items() == []
    with acting_as_system("tests"):
        assert Placement.objects.count() == 0
        assert Event.objects.filter(type="series.changed", about__contains=[series.pk]).exists()
