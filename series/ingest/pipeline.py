"""What happens to a file, in order. Each stage is one file in ``series.ingest.stages``.

A stage is ``def run(work: Work) -> Outcome``. It answers ``Done`` (go on), or ``Duplicate(of)`` or ``Refused(code,
reason)``, which end the item. It may be run again after a crash, by another worker, with everything that earlier
attempts wrote still there: so it writes in ways that can be repeated. Whatever it raises makes the attempt lost; the
item is then tried again once its lease has run out, and refused after INGEST_MAX_ATTEMPTS, in which attempts that
were lost for want of the database, the decoder or room on the disk do not count. No other item is harmed.

Stages marked ``in_database`` run in a short transaction of the system that holds the item and the content's lock, so
what they write counts only if the attempt is still the item's; those that follow each other share one, up to a stage
marked ``commits``. What they find for the item's own row they leave in ``work.columns``. The others have no
transaction, since they take long.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from series import blobs
from series.ingest import leases
from series.ingest.decoder import DecoderKilledError, DecoderUnavailableError
from series.ingest.stages import (
    announce,
    compare,
    decode,
    describe,
    find_known,
    fingerprint,
    match,
    metadata,
    preview,
    recognise,
)
from series.ingest.work import Done, Outcome, Tools, Work

log = structlog.get_logger()


@dataclass(frozen=True)
class Stage:
    """A stage's name (written into ``Item.stage``) and how it is run; ``tells`` makes its end visible to open pages.

    ``commits`` ends the transaction: what comes after must find this stage's rows committed.
    """

    name: str
    run: Callable[[Work], Outcome]
    in_database: bool = False
    tells: bool = False
    commits: bool = False


STAGES: Final = (
    Stage("recognise", recognise.run),
    Stage("find_known", find_known.run, in_database=True, tells=True),
    Stage("decode", decode.run),
    Stage("metadata", metadata.run),
    Stage("preview", preview.run),
    Stage("fingerprint", fingerprint.run, in_database=True),
    Stage("describe", describe.run, in_database=True, commits=True),
    Stage("compare", compare.run),
    Stage("match", match.run, in_database=True),
    Stage("announce", announce.run, in_database=True),
)


def _together(stages: tuple[Stage, ...]) -> Iterator[tuple[Stage, ...]]:
    """Give the stages in groups: those that share a transaction, and each of the others alone."""
    group: tuple[Stage, ...] = ()
    for stage in stages:
        if group and not (stage.in_database and group[-1].in_database and not group[-1].commits):
            yield group
            group = ()
        group = (*group, stage)
    yield group


def ingest(item_id: UUID, tools: Tools) -> Work | None:
    """Make one attempt at one item. Return what was done, or None when there was nothing to do or the attempt failed.

    Nothing is raised for a file that cannot be read, nor for a stage that fails: the row says what became of it.
    """
    item = leases.claim(item_id)
    if item is None:
        return None
    try:
        with leases.kept_alive(item), _scratch() as scratch:
            work = Work(item, item.attempt, tools, blobs.blob_path(item.sha256), scratch)
            _run_stages(work)
        return work
    except leases.LeaseLost:
        log.warning("ingest.lease_lost", item=str(item.pk), attempt=item.attempt)
    except Exception as error:  # noqa: BLE001 - whatever one file does to a stage, the others go on
        # Only the kind of error: its text may hold what somebody typed.
        log.error("ingest.attempt_lost", item=str(item.pk), attempt=item.attempt, error=type(error).__name__)
        if _is_passing(error):
            leases.excuse(item)
    return None


def _is_passing(error: Exception) -> bool:
    """Whether the machine is to blame: the database or the decoder is away, the disk is full.

    Who killed the decoder is not known (it may be the system, in want of memory that the file takes), and a content
    that is gone does not come back.
    """
    if isinstance(error, DecoderKilledError | FileNotFoundError):
        return False
    return isinstance(error, OperationalError | InterfaceError | DecoderUnavailableError | OSError)


def _run_stages(work: Work) -> None:
    for group in _together(STAGES):
        run = _run_in_database if group[0].in_database else _run_outside
        if not isinstance(run(group, work), Done):
            return


def _run_in_database(group: tuple[Stage, ...], work: Work) -> Outcome:
    with leases.held(work.item):
        work.columns = {}
        for stage in group:
            outcome = _run(stage, work)
            if not isinstance(outcome, Done):
                leases.settle(work.item, outcome)
                return outcome
        if stage is not STAGES[-1]:
            leases.note_stage(work.item, stage.name, tell=stage.tells, **work.columns)
    return outcome


def _run_outside(group: tuple[Stage, ...], work: Work) -> Outcome:
    [stage] = group
    outcome = _run(stage, work)
    if not isinstance(outcome, Done):
        with leases.held(work.item):
            leases.settle(work.item, outcome)
    return outcome


def _run(stage: Stage, work: Work) -> Outcome:
    started, worked = time.perf_counter(), time.thread_time()
    outcome = stage.run(work)
    work.timings[stage.name] = time.perf_counter() - started
    work.processor[stage.name] = time.thread_time() - worked
    return outcome


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=blobs.scratch_folder()) as folder:
        yield Path(folder)
