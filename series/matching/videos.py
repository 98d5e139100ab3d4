"""Which stored videos share how much with a new one, and which stored pictures are a frame of it.

As vPDQ of Meta's ThreatExchange (https://github.com/facebook/ThreatExchange, folder vpdq): one PDQ a second, those that
repeat left out, then those of a quality under 50; two frames match at a distance of at most 31; the result is how many
percent of the frames of each are found in the other. 80 % is the reference's own threshold for calling videos alike
(VPDQ_QUERY_MATCH_THRESHOLD_PERCENT of its ThreatExchange extension); here it is enough one way, so that a part of a
long video finds the whole. Beyond the reference, frames are also matched turned, mirrored, and between black bars; and
very many frames of one video that resemble each other are few (``series.matching.folding``).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import connection

from series.ingest.decoder.frames import FramePrint
from series.matching.fingerprints import DIHEDRAL_NAMES, HASH_BYTES, MATCH_DISTANCE, MIN_QUALITY
from series.matching.hits import Match
from series.matching.index.arrays import Bytes, Found
from series.matching.owners import Owners
from series.matching.tail import TURNS, Matcher, Near
from series.models.hit import ALIKE_PERCENT

FRAME_DISTANCE: Final = MATCH_DISTANCE
FRAME_QUALITY: Final = MIN_QUALITY
#: Each of these may resemble many frames of many videos made for it: what is found at once has to fit into memory.
_AT_ONCE: Final = 32
_COUNT: Final = """
    SELECT media_id, count(DISTINCT second) + sum(stands_for) FROM series_frame
    WHERE media_id = ANY(%s) AND quality >= %s GROUP BY media_id
"""

_Frames = dict[tuple[int, bytes | bool], int]


@dataclass(frozen=True)
class Alike:
    """A stored media with frames in common. ``near`` is the nearest: its second is the new video's.

    ``share`` is how many percent of the new video's frames are found in it, ``other_share`` how many of its own in the
    new one; a picture has neither.
    """

    near: Near
    share: int | None = None
    other_share: int | None = None

    @property
    def is_video(self) -> bool:
        """Whether the stored one is a video."""
        return self.share is not None

    @property
    def is_match(self) -> bool:
        """Whether it is to be told: a picture always, a video that shares enough one way or the other."""
        return self.share is None or max(self.share, self.other_share or 0) >= ALIKE_PERCENT

    @property
    def as_match(self) -> Match:
        """What is written down."""
        return Match(self.near, self.share, self.other_share)


@dataclass
class _Common:
    """What one stored media has in common with the new video.

    ``mine`` and ``theirs`` are the frames, by their second and what else tells them apart, with how many seconds each
    stands for besides its own.
    """

    best: tuple[int, int, int] = (256, 0, 0)  # distance, orientation, second
    mine: _Frames = field(default_factory=dict)
    theirs: _Frames = field(default_factory=dict)


def compare(matcher: Matcher, frames: Sequence[FramePrint]) -> list[Alike]:
    """Ask for every frame of a new video; the nearest media first. Inside the system's door."""
    usable = [frame for frame in frames if frame.quality >= FRAME_QUALITY]
    common: dict[bytes, _Common] = defaultdict(_Common)
    owners = Owners()
    for batch in _batches(usable):
        found = matcher.find(_hashes(batch), FRAME_DISTANCE)
        owners.learn(found.ids)
        _add(common, found, owners, batch)
    seconds = _seconds({_mine(frame): frame.stands_for for frame in usable})
    return sorted(_alike(common, seconds), key=lambda one: one.near.distance)


def _mine(frame: FramePrint) -> tuple[int, bool]:
    return frame.second, frame.is_trimmed


def _seconds(frames: Mapping[tuple[int, Any], int]) -> int:
    """Return how many seconds these frames are, and stand for."""
    return len({second for second, _ in frames}) + sum(frames.values())


def _batches(frames: Sequence[FramePrint]) -> Iterator[Sequence[FramePrint]]:
    return (frames[start : start + _AT_ONCE] for start in range(0, len(frames), _AT_ONCE))


def _hashes(frames: Sequence[FramePrint]) -> Bytes:
    bits = b"".join(frame.orientations for frame in frames)
    return np.frombuffer(bits, np.uint8).reshape(-1, TURNS, HASH_BYTES)


def _add(common: dict[bytes, _Common], found: Found, owners: Owners, asked: Sequence[FramePrint]) -> None:
    for row, key, distance in zip(found.asked.tolist(), found.ids, found.distances.tolist(), strict=True):
        owner = owners.of(key.tobytes())
        if owner is None:
            continue
        frame = asked[row // TURNS]
        one = common[owner.media]
        one.best = min(one.best, (distance, row % TURNS, frame.second))
        one.mine[_mine(frame)] = frame.stands_for
        if owner.second is not None:
            one.theirs[owner.second, key.tobytes()] = owner.stands_for


def _alike(common: dict[bytes, _Common], seconds: int) -> Iterator[Alike]:
    totals = _totals([UUID(bytes=media) for media, one in common.items() if one.theirs])
    for media, one in common.items():
        key, (distance, turn, second) = UUID(bytes=media), one.best
        near = Near(key, distance, DIHEDRAL_NAMES[turn], second)
        if not one.theirs:
            yield Alike(near)
        elif key in totals:  # else it was removed a moment ago
            yield Alike(near, 100 * _seconds(one.mine) // seconds, 100 * _seconds(one.theirs) // totals[key])


def _totals(media: list[UUID]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [media, FRAME_QUALITY])
        return dict(cursor.fetchall())
