"""An item may be shared otherwise at any moment of its ingest, or of another's that resembles it: real commits."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.markings import Marking
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.embedded.processes import wait_until
from series import actions
from series.ingest import pipeline
from series.ingest.decoder import Decoder
from series.ingest.pipeline import STAGES, Stage, ingest
from series.ingest.work import Outcome, Tools, Work
from series.matching.tail import Matcher
from series.models import Hit, Item
from tests import media
from tests.series.making import fresh, receive

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]
Audiences = dict[str, Audience]
Run = Callable[[Work], Outcome]
Attempt = Callable[[Item], Item]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def share(item: Item, audience: Audience, by: Officer) -> None:
    with acting_as(by.pk):
        now = Item.objects.get(pk=item.pk)
        actions.share_item(item=now, audience=audience, marking=Marking(), by=by)


def elsewhere(work: Callable[[], None]) -> "Future[None]":
    """Do this on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    pool.shutdown(wait=False)
    return future


def with_stage(name: str, around: Callable[[Run, Work], Outcome]) -> tuple[Stage, ...]:
    """The pipeline with something done around one stage, where that one runs."""

    def wrap(stage: Stage) -> Stage:
        return replace(stage, run=lambda work: around(stage.run, work))

    return tuple(wrap(stage) if stage.name == name else stage for stage in STAGES)


@pytest.fixture
def attempt(shared_decoder: Decoder) -> Attempt:
    """Make one attempt at an item and return it as it is then."""

    def make(item: Item) -> Item:
        ingest(item.pk, Tools(shared_decoder, Matcher()))
        return fresh(item)

    return make


@contextmanager
def waiting_for_a_lock() -> Iterator[Callable[[], bool]]:
    """Tell whether another connection to this database waits for a lock."""

    def someone() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database OR l.database IS NULL "
                "WHERE NOT l.granted AND d.datname = current_database()"
            )
            return bool(cursor.fetchone()[0])

    yield someone


def hits() -> set[tuple[UUID, int, UUID, int]]:
    with acting_as_system("tests"):
        return set(Hit.objects.values_list("item_id", "item_audience_id", "other_id", "other_audience_id"))


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_an_item_is_moved_before_any_stage(
    stage: str, nora: Officer, audiences: Audiences, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before the stage's transaction takes the row: what the attempt read of it is old by then."""
    other = attempt(receive(nora, audiences["group"], media.as_bytes(media.pattern(1))))
    item = receive(nora, audiences["NL"], media.as_bytes(media.recompressed(media.pattern(1))))
    moved: list[bool] = []

    def move_first(group: tuple[Stage, ...]) -> None:
        if stage in {one.name for one in group} and not moved:
            moved.append(True)
            elsewhere(lambda: share(item, audiences["members"], nora)).result(timeout=30)

    def in_database(group: tuple[Stage, ...], work: Work) -> Outcome:
        move_first(group)
        return run_in_database(group, work)

    def outside(group: tuple[Stage, ...], work: Work) -> Outcome:
        move_first(group)
        return run_outside(group, work)

    run_in_database, run_outside = pipeline._run_in_database, pipeline._run_outside
    monkeypatch.setattr(pipeline, "_run_in_database", in_database)
    monkeypatch.setattr(pipeline, "_run_outside", outside)
    done = attempt(item)
    assert moved == [True]
    assert (done.state, done.attempt, done.audience_id) == ("ready", 1, audiences["members"].pk)
    assert hits() == {(item.pk, audiences["members"].pk, other.pk, audiences["group"].pk)}


def test_what_it_resembles_is_moved_while_it_is_matched(
    nora: Officer, fleur: Officer, audiences: Audiences, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner's change is made and not yet committed when the stage reads the old audience."""
    other = attempt(receive(fleur, audiences["group"], media.as_bytes(media.pattern(2))))
    item = receive(nora, audiences["NL"], media.as_bytes(media.recompressed(media.pattern(2))))
    changed, matching = threading.Event(), threading.Event()

    def move() -> None:
        with acting_as(fleur.pk), waiting_for_a_lock() as someone_waits:
            now = Item.objects.get(pk=other.pk)
            actions.share_item(item=now, audience=audiences["members"], marking=Marking(), by=fleur)
            changed.set()
            assert matching.wait(30)
            assert wait_until(someone_waits, 30)  # the stage has read, and waits for this commit

    mover = elsewhere(move)
    assert changed.wait(30)

    def announce_and_match(run: Run, work: Work) -> Outcome:
        matching.set()
        return run(work)

    monkeypatch.setattr(pipeline, "STAGES", with_stage("match", announce_and_match))
    done = attempt(item)
    mover.result(timeout=30)
    assert (done.state, done.attempt) == ("ready", 1)
    assert hits() == {(item.pk, audiences["NL"].pk, other.pk, audiences["members"].pk)}


def test_a_match_is_written_while_what_it_resembles_is_moved(
    nora: Officer, fleur: Officer, audiences: Audiences, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way round: the hit is written and not yet committed when the owner changes the audience."""
    other = attempt(receive(fleur, audiences["group"], media.as_bytes(media.pattern(3))))
    item = receive(nora, audiences["NL"], media.as_bytes(media.recompressed(media.pattern(3))))
    movers: list[Future[None]] = []

    def match_and_wait(run: Run, work: Work) -> Outcome:
        outcome = run(work)
        movers.append(elsewhere(lambda: share(other, audiences["members"], fleur)))
        with waiting_for_a_lock() as someone_waits:
            assert wait_until(someone_waits, 30)
        return outcome

    monkeypatch.setattr(pipeline, "STAGES", with_stage("match", match_and_wait))
    done = attempt(item)
    movers[0].result(timeout=30)
    assert (done.state, done.attempt) == ("ready", 1)
    assert hits() == {(item.pk, audiences["NL"].pk, other.pk, audiences["members"].pk)}


def test_a_repetition_is_found_while_its_original_is_moved(
    nora: Officer, niels: Officer, audiences: Audiences, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What repeats an item follows it, though it has become a repetition only just now."""
    content = media.as_bytes(media.pattern(4))
    original = attempt(receive(nora, audiences["NL"], content))
    again = receive(niels, audiences["NL"], content)
    movers: list[Future[None]] = []

    def find_and_wait(run: Run, work: Work) -> Outcome:
        outcome = run(work)
        movers.append(elsewhere(lambda: share(original, audiences["group"], nora)))
        with waiting_for_a_lock() as someone_waits:
            assert wait_until(someone_waits, 30)
        return outcome

    monkeypatch.setattr(pipeline, "STAGES", with_stage("find_known", find_and_wait))
    done = attempt(again)
    movers[0].result(timeout=30)
    assert (done.state, done.duplicate_of_id) == ("duplicate", original.pk)
    assert {fresh(original).audience_id, fresh(again).audience_id} == {audiences["group"].pk}


def test_an_original_that_went_elsewhere_is_none(
    nora: Officer, niels: Officer, audiences: Audiences, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = media.as_bytes(media.pattern(5))
    original = attempt(receive(nora, audiences["NL"], content))
    again = receive(niels, audiences["NL"], content)

    def move_and_find(run: Run, work: Work) -> Outcome:
        elsewhere(lambda: share(original, audiences["group"], nora)).result(timeout=30)
        return run(work)

    monkeypatch.setattr(pipeline, "STAGES", with_stage("find_known", move_and_find))
    done = attempt(again)
    assert (done.state, done.audience_id) == ("ready", audiences["NL"].pk)
    assert hits() == {(again.pk, audiences["NL"].pk, original.pk, audiences["group"].pk)}
