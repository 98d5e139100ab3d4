"""The matcher's memory: nothing that was committed is ever missing from it, however late the commit came."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import numpy as np
import pytest
from django.db import connection, transaction

from icse.core.doors import acting_as_system
from icse.embedded.processes import wait_until
from series.matching import tail
from series.matching.tail import Answer, Matcher, Near
from tests.series.matching.storing import bits, found, store


def test_distance_and_quality(db: object) -> None:
    with acting_as_system("tests"):
        near, far = store(1, flipped=31), store(1, flipped=32)
        poor, least = store(1, quality=49), store(1, quality=50, flipped=3)
        assert found(Matcher(), 1) == [(least, 3, "original"), (near, 31, "original")]
        assert {far, poor}.isdisjoint(near.media_id for near in Matcher().near(bits(1)))


def test_the_best_orientation_is_told(db: object) -> None:
    with acting_as_system("tests"):
        stored = store(1, flipped=2)
        asked = bits(2)
        asked[3], asked[5] = bits(1)[1], bits(1)[0]
        assert Matcher().near(asked) == [Near(stored, 2, "flipy")]


def test_several_pictures_at_once_and_more_than_was_asked_for(db: object) -> None:
    with acting_as_system("tests"):
        keys = [store(1, flipped=flipped) for flipped in (5, 3, 9)]
        nearest, all_three, none = Near(keys[1], 3, "original"), [keys[1], keys[0], keys[2]], bits(2)
        whole, nothing = Matcher().ask(np.stack([bits(1), none]))
        assert ([near.media_id for near in whole.found], whole.total, whole.is_whole) == (all_three, 3, True)
        assert nothing == Answer([], 0)
        [first] = Matcher().ask(bits(1)[np.newaxis], most=1)
        assert (first, first.is_whole) == (Answer([nearest], 3), False)
        with pytest.raises(ValueError, match=r"shape \(n, 8, 32\)"):
            Matcher().ask(bits(1))


def test_what_memory_does_not_take_is_read_each_time(db: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "MOST_IN_MEMORY", 2)
    with acting_as_system("tests"):
        keys = [store(seed) for seed in (1, 2, 3)]
        matcher = Matcher()
        assert [found(matcher, seed) for seed in (1, 2, 3)] == [[(key, 0, "original")] for key in keys]
        assert len(matcher) == 0


@pytest.mark.commits
@pytest.mark.django_db(transaction=True)
def test_a_late_commit_is_not_skipped() -> None:
    """Written first, committed last: an index by sequence number would never hear of it."""
    written, commit = threading.Event(), threading.Event()

    def write_late() -> UUID:
        try:
            with acting_as_system("tests"):
                key = store(1)
                written.set()
                assert commit.wait(30)
            return key
        finally:
            connection.close()

    matcher = Matcher()
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(write_late)
        assert written.wait(30)
        with acting_as_system("tests"):
            early = store(2)
        for _ in range(2):
            with acting_as_system("tests"):
                assert found(matcher, 2) == [(early, 0, "original")]
                assert found(matcher, 1) == []
        assert len(matcher) == 0, "an open transaction holds the horizon back: what came after it is read each time"
        commit.set()
        key = late.result(timeout=30)
    with acting_as_system("tests"):
        assert found(matcher, 1) == [(key, 0, "original")]
        assert found(matcher, 2) == [(early, 0, "original")]
    assert wait_until(lambda: taken_in(matcher) == 2, 60), "other tests' open transactions hold the horizon back too"
    with acting_as_system("tests"):
        assert found(matcher, 1) == [(key, 0, "original")]


def taken_in(matcher: Matcher) -> int:
    with acting_as_system("tests"):
        matcher.near(bits(3))
    return len(matcher)


@pytest.mark.commits
@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_remembered() -> None:
    matcher = Matcher()
    with acting_as_system("tests"):
        store(1)
        assert len(found(matcher, 1)) == 1, "the own transaction sees it"
        transaction.set_rollback(True)
    with acting_as_system("tests"):
        assert found(matcher, 1) == []
