"""Two workers at once: real threads, real connections, real commits, held together by a barrier at the worst moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest import pipeline
from series.ingest.decoder import Decoder
from series.ingest.pipeline import STAGES, Stage, ingest
from series.ingest.stages import find_known, fingerprint
from series.ingest.work import Outcome, Tools, Work
from series.matching.index import keeping
from series.matching.tail import Matcher
from series.models import Hit, Item
from tests import media
from tests.series.making import fresh, receive

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]
ROUNDS = 4


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path
    settings.INDEX_FOLDER = tmp_path / "index"


def at_once(items: list[Item], stages: tuple[Stage, ...], monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """Ingest each item in a worker of its own, all through the same stages."""
    monkeypatch.setattr(pipeline, "STAGES", stages)

    def work(item: Item) -> None:
        try:
            with Decoder() as decoder:
                assert ingest(item.pk, Tools(decoder, Matcher())) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(items)) as pool:
        for done in [pool.submit(work, item) for item in items]:
            done.result(timeout=60)
    return [fresh(item) for item in items]


def replaced(name: str, run: Callable[[Work], Outcome], *, in_database: bool = True) -> tuple[Stage, ...]:
    return tuple(replace(stage, run=run, in_database=in_database) if stage.name == name else stage for stage in STAGES)


def pairs() -> list[tuple[UUID, UUID, str]]:
    with acting_as_system("tests"):
        return list(Hit.objects.values_list("item_id", "other_id", "kind"))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_two_near_duplicates_find_each_other(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    both_written = threading.Barrier(2, timeout=30)

    def write_and_wait(work: Work) -> Outcome:
        """Neither fingerprint is committed before both are written: each is then invisible to the other's snapshot."""
        outcome = fingerprint.run(work)
        both_written.wait()
        return outcome

    if seed % 2:  # with a file of the index, and without
        with acting_as_system("tests"):
            keeping.rebuild()
    first = receive(fleur, audiences["members"], media.as_bytes(media.pattern(seed)))
    late = receive(nora, audiences["members"], media.as_bytes(media.recompressed(media.pattern(seed))))
    done = at_once([first, late], replaced("fingerprint", write_and_wait), monkeypatch)
    assert {item.state for item in done} == {"ready"}
    assert pairs() == [(late.pk, first.pk, "near")]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_the_same_content_twice_at_once(
    nora: Officer,
    niels: Officer,
    fleur: Officer,
    audiences: dict[str, Audience],
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    all_there = threading.Barrier(3, timeout=30)

    def wait(work: Work) -> Outcome:
        all_there.wait()
        return recognised(work)

    [recognised] = [stage.run for stage in STAGES if stage.name == "recognise"]
    content = media.as_bytes(media.pattern(seed))
    ours, again = receive(nora, audiences["NL"], content), receive(niels, audiences["NL"], content)
    theirs = receive(fleur, audiences["FR"], content)
    stages = replaced("recognise", wait, in_database=False)
    ours, again, theirs = at_once([ours, again, theirs], stages, monkeypatch)
    assert [item.state for item in (ours, again, theirs)] == ["ready", "duplicate", "ready"]
    assert again.duplicate_of_id == ours.pk
    assert pairs() == [(theirs.pk, ours.pk, "exact")]


def test_one_item_is_claimed_once(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    started, done = threading.Event(), threading.Event()

    def wait(work: Work) -> Outcome:
        started.set()
        assert done.wait(30)
        return find_known.run(work)

    item = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)))

    def second(_: object) -> None:
        try:
            assert started.wait(30)
            with Decoder() as decoder:
                assert ingest(item.pk, Tools(decoder, Matcher())) is None
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(second, None)
        [item] = at_once([item], replaced("find_known", wait), monkeypatch)
        other.result(timeout=60)
    assert (item.state, item.attempt) == ("ready", 1)


def test_a_heartbeat_keeps_the_lease_of_slow_work(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.INGEST_LEASE_SECONDS = 1
    leases: list[object] = []

    def wait_for_two_beats(work: Work) -> Outcome:
        """Outside a transaction: the row is the heartbeat's to change."""
        beats = threading.Event()
        while len(set(leases)) < 3:
            beats.wait(0.05)
            leases.append(fresh(work.item).lease_until)
        return previewed(work)

    [previewed] = [stage.run for stage in STAGES if stage.name == "preview"]
    item = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)))
    [item] = at_once([item], replaced("preview", wait_for_two_beats, in_database=False), monkeypatch)
    assert (item.state, item.attempt) == ("ready", 1)
    assert leases == sorted(leases)  # type: ignore[type-var]
