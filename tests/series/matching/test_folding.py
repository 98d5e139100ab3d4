"""Videos of which every second resembles every other: few frames are kept, and the shares of two videos stay right."""

import random
from collections.abc import Sequence
from uuid import UUID

import pytest

from icse.core.doors import acting_as_system
from series.ingest.decoder.frames import FramePrint
from series.matching import folding
from series.matching.fingerprints import HASH_BYTES
from series.matching.folding import folded
from series.matching.tail import TURNS, Matcher
from series.matching.videos import Alike, compare
from series.models import Frame, Media


def random_hash(seed: int) -> int:
    return random.Random(seed).getrandbits(8 * HASH_BYTES)


def close_to(middle: int, number: int, bits: int, seed: int = 1) -> list[int]:
    """Return different hashes, each so many bits away from the middle: at most twice as many from each other."""
    chance = random.Random(seed)
    found: dict[int, None] = {}
    while len(found) < number:
        changed = middle
        for bit in chance.sample(range(8 * HASH_BYTES), bits):
            changed ^= 1 << bit
        found[changed] = None
    return list(found)


def frame(second: int, value: int, *, is_trimmed: bool = False, quality: int = 100) -> FramePrint:
    """One whose other orientations resemble nothing."""
    others = (random_hash(-1000 * second - turn - 1) for turn in range(TURNS - 1))
    bits = b"".join(one.to_bytes(HASH_BYTES, "little") for one in (value, *others))
    return FramePrint(second, is_trimmed, quality, bits)


def film(*values: int) -> list[FramePrint]:
    return [frame(second, value) for second, value in enumerate(values)]


def store(frames: Sequence[FramePrint], name: str) -> UUID:
    """Keep a video as ingest does."""
    with acting_as_system("tests"):
        media = Media.objects.create(sha256=name.rjust(64, "0"), size=1, media_type="video/mp4")
        Frame.objects.bulk_create(
            Frame(
                media=media,
                second=one.second,
                is_trimmed=one.is_trimmed,
                bits=one.orientations[:HASH_BYTES],
                quality=one.quality,
                stands_for=one.stands_for,
            )
            for one in frames
        )
    return media.pk


def found(frames: Sequence[FramePrint]) -> list[Alike]:
    with acting_as_system("tests"):
        return compare(Matcher(), frames)


def shares(frames: Sequence[FramePrint]) -> dict[UUID, tuple[int | None, int | None]]:
    return {one.near.media_id: (one.share, one.other_share) for one in found(frames)}


def test_of_frames_that_all_resemble_each_other_few_are_kept() -> None:
    kept = folded(film(*close_to(random_hash(1), 5000, 12)))
    assert len(kept) == folding.MOST_ALIKE
    assert sum(1 + one.stands_for for one in kept) == 5000
    assert max(one.stands_for for one in kept) > 0


def test_the_longest_of_such_videos_is_folded_and_compared_soon(db: object) -> None:
    """20,000 times 20,000 pairs would not end; the work is counted, not timed: kept frames, and what they find."""
    mine, theirs = (folded(film(*close_to(random_hash(1), 20_000, 12, seed))) for seed in (1, 2))
    media = store(theirs, "a")
    assert len(mine) * len(theirs) == folding.MOST_ALIKE**2
    assert shares(mine) == {media: (100, 100)}


def test_frames_that_differ_are_all_kept() -> None:
    frames = film(*(random_hash(seed) for seed in range(2, 2000)))
    assert folded(frames) == tuple(frames)


def test_as_many_as_that_are_all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "MOST_ALIKE", 10)
    frames = film(*close_to(random_hash(1), 11, 10))
    assert folded(frames[:10]) == tuple(frames[:10])
    assert [one.second for one in folded(frames)] == list(range(10))


def test_each_is_counted_with_the_one_that_it_resembles_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "MOST_ALIKE", 2)
    one = random_hash(1)
    frames = film(one, one ^ 0xFFF, one ^ 0x1FFF, one ^ 0x7, one ^ 0xFFE)
    assert [(kept.second, kept.stands_for) for kept in folded(frames)] == [(0, 1), (1, 2)]


def test_what_lies_between_bars_is_folded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its second is counted elsewhere only where nothing else of it is kept."""
    monkeypatch.setattr(folding, "MOST_ALIKE", 1)
    plain, inner = random_hash(1), random_hash(2)
    frames = [
        frame(0, plain),
        frame(0, inner, is_trimmed=True),
        frame(1, random_hash(3)),
        frame(1, inner ^ 1, is_trimmed=True),
        frame(2, plain ^ 1),
        frame(2, inner ^ 2, is_trimmed=True),
    ]
    kept = [(one.second, one.is_trimmed, one.stands_for) for one in folded(frames)]
    assert kept == [(0, False, 1), (0, True, 0), (1, False, 0)]


def test_what_is_not_compared_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "MOST_ALIKE", 1)
    one = random_hash(1)
    frames = [frame(0, one, quality=10), frame(1, one ^ 1), frame(2, one ^ 2, quality=49), frame(3, one ^ 3)]
    assert [(kept.second, kept.stands_for) for kept in folded(frames)] == [(0, 0), (1, 1), (2, 0)]


def test_shares_count_the_seconds_that_were_left_out(db: object) -> None:
    """A room in which nothing moves for long, then something else: most of both is the same."""
    room = random_hash(1)
    still = close_to(room, 900, 8)
    first = film(*still, *(random_hash(seed) for seed in range(10, 110)))
    second = film(*close_to(room, 900, 8, seed=2), *(random_hash(seed) for seed in range(210, 310)))
    assert len(folded(first)) == folding.MOST_ALIKE + 100
    media = store(folded(first), "a")
    assert shares(folded(second)) == {media: (90, 90)}
    part = film(*close_to(room, 50, 8, seed=3))
    assert shares(folded(part)) == {media: (100, 90)}


def test_a_frame_that_was_left_out_still_finds_its_video(db: object) -> None:
    """A picture of it, recompressed, is near some of the very many that are kept."""
    still = close_to(random_hash(1), 3000, 8)
    frames = film(*still)
    kept = {one.second for one in folded(frames)}
    media = store(folded(frames), "a")
    left_out = [one for one in frames if one.second not in kept][::300]
    changed = [frame(0, int.from_bytes(one.orientations[:HASH_BYTES], "little") ^ 0b1111 << 40) for one in left_out]
    assert [[alike.near.media_id for alike in found([one])] for one in changed] == [[media]] * len(left_out)
    assert len(left_out) > 5
