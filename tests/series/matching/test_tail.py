"""The matcher's memory: nothing that was committed is ever missing from it, however late the commit came."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pytest
from django.db import connection, transaction

from icse.core.doors import acting_as_system
from icse.embedded.processes import wait_until
from series.matching.tail import Matcher, Near
from series.models import Fingerprint, Media

Bits = npt.NDArray[np.uint8]


def bits(seed: int) -> Bits:
    return np.random.default_rng(seed).integers(0, 256, (8, 32), dtype=np.uint8)


def store(seed: int, *, quality: int = 90, flipped: int = 0) -> UUID:
    """Write a fingerprint whose bits are the first row of ``bits(seed)``, ``flipped`` of them changed."""
    row = np.unpackbits(bits(seed)[0])
    row[:flipped] ^= 1
    media = Media.objects.create(
        sha256=f"{seed:060x}{flipped:04x}", sha1="", md5="", size=1, media_type="image/png", width=1, height=1
    )
    Fingerprint.objects.bulk_create(
        [Fingerprint(media=media, bits=np.packbits(row).tobytes(), orientations=b"", quality=quality)]
    )
    return media.pk


def found(matcher: Matcher, seed: int) -> list[tuple[UUID, int, str]]:
    return [(near.media_id, near.distance, near.orientation) for near in matcher.near(bits(seed))]


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
