"""An attempt that is lost because the machine lacks something does not count: the file is not refused for it."""

import errno
from pathlib import Path
from typing import Any

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import blobs
from series.ingest import leases, pipeline
from series.ingest.decoder import DecoderKilledError, DecoderUnavailableError
from series.ingest.pipeline import STAGES, Stage, ingest
from series.ingest.work import Outcome, Tools, Work
from series.models import Item
from tests import media
from tests.series.ingest.test_pipeline import let_the_lease_run_out
from tests.series.making import fresh, receive


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def item(nora: Officer, audiences: dict[str, Audience]) -> Item:
    return receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)))


def failing(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(work: Work) -> Outcome:
        raise error

    monkeypatch.setattr(pipeline, "STAGES", (Stage("recognise", fail, tells=True), *STAGES[1:]))


PASSING = [
    OperationalError("the database system is starting up"),
    InterfaceError("connection already closed"),
    DecoderUnavailableError("OSError 28"),
    OSError(errno.ENOSPC, "No space left on device"),
]
LASTING = [DataError("x"), DecoderKilledError("twice"), FileNotFoundError(errno.ENOENT, "gone"), ValueError("x")]


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_it_is_tried_as_often_as_need_be(
    item: Item, tools: Tools, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    with monkeypatch.context() as patch:
        failing(error, patch)
        for attempt in range(1, 9):
            assert ingest(item.pk, tools) is None
            assert (fresh(item).state, fresh(item).attempt, fresh(item).excused) == ("working", attempt, attempt)
            let_the_lease_run_out(item)
    assert ingest(item.pk, tools) is not None
    assert (fresh(item).state, fresh(item).attempt) == ("ready", 9)


@pytest.mark.parametrize("error", LASTING, ids=lambda error: type(error).__name__)
def test_what_may_be_the_files_own_fault_counts(
    item: Item, tools: Tools, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(error, monkeypatch)
    for _ in range(6):
        assert ingest(item.pk, tools) is None
        let_the_lease_run_out(item)
    assert (fresh(item).state, fresh(item).reason_code, fresh(item).excused) == ("refused", "gave_up", 0)


def test_room_on_the_disk_is_wanted_before_the_first_stage(
    item: Item, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(blobs, "scratch_folder", full)
    assert ingest(item.pk, tools) is None
    assert (fresh(item).state, fresh(item).excused) == ("working", 1)


def test_an_attempt_that_is_the_items_no_more_is_not_excused(item: Item) -> None:
    mine = leases.claim(item.pk)
    assert mine is not None
    let_the_lease_run_out(item)
    others = leases.claim(item.pk)
    assert others is not None
    assert (leases.excuse(mine), leases.excuse(others)) == (False, True)
    assert fresh(item).excused == 1


@pytest.mark.commits
@pytest.mark.django_db(transaction=True)
def test_it_is_written_once_the_database_is_back(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection has died with the attempt; the first try finds that out, the next one has a new connection."""
    mine = leases.claim(receive(nora, audiences["NL"], b"x").pk)
    assert mine is not None
    monkeypatch.setattr(leases, "_EXCUSED_AFTER", (0.0, 0.01))
    with acting_as_system("tests"):
        assert fresh(mine).excused == 0
    connection.ensure_connection()
    connection.connection.close()
    assert leases.excuse(mine) is True
    assert fresh(mine).excused == 1
    monkeypatch.setattr(leases, "_EXCUSED_AFTER", ())
    assert leases.excuse(mine) is False
