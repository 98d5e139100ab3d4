"""Few frames of a video where very many resemble each other; the others are counted with the one they resemble most.

A video can be made so that each of its seconds resembles every other. Two of them would make 20,000 times 20,000 pairs.
So a frame is left out once so many that are kept lie within the distance of a match: whatever is near it is near some
of these. Until then every frame is kept, and found exactly. Shares of two videos count the left out seconds as the kept
frame that each resembles most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from series.ingest.decoder.frames import FramePrint
from series.matching.fingerprints import HASH_BYTES, MATCH_DISTANCE, MIN_QUALITY
from series.matching.index.arrays import WORDS, Words

#: Kept frames of one video within the distance of another one: four minutes in which little moves.
MOST_ALIKE: Final = 256


class _Kept:
    """The hashes that are kept so far, each of their words in an array of its own: so it is fast."""

    def __init__(self, most: int) -> None:
        self._words: list[Words] = [np.empty(most, np.uint64) for _ in range(WORDS)]
        self._places: list[int] = []

    def place_of(self, hashed: Words) -> int | None:
        """Return which frame stands for this one; None when it is to be kept itself."""
        distances = np.zeros(len(self._places), np.uint16)
        for kept, word in zip(self._words, hashed, strict=True):
            distances += np.bitwise_count(kept[: len(self._places)] ^ word)
        if np.count_nonzero(distances <= MATCH_DISTANCE) < MOST_ALIKE:
            return None
        return self._places[int(distances.argmin())]

    def keep(self, hashed: Words, place: int) -> None:
        """Keep one."""
        for kept, word in zip(self._words, hashed, strict=True):
            kept[len(self._places)] = word
        self._places.append(place)


def folded(frames: Iterable[FramePrint]) -> tuple[FramePrint, ...]:
    """Return the frames that are kept, in their order; ``stands_for`` counts seconds of which none is.

    What is of too low a quality is never compared, and stays.
    """
    all_frames = list(frames)
    kept = _Kept(len(all_frames))
    stands_in: dict[int, int] = {}
    for place, frame in enumerate(all_frames):
        if frame.quality < MIN_QUALITY:
            continue
        hashed = np.frombuffer(frame.orientations[:HASH_BYTES], np.uint64)
        standing = kept.place_of(hashed)
        if standing is None:
            kept.keep(hashed, place)
        else:
            stands_in[place] = standing
    return _counted(all_frames, stands_in)


def _counted(frames: Sequence[FramePrint], stands_in: dict[int, int]) -> tuple[FramePrint, ...]:
    """A second may have two frames: it is counted elsewhere only when none of those that are compared is kept."""
    usable = [place for place, frame in enumerate(frames) if frame.quality >= MIN_QUALITY]
    seen = {frames[place].second for place in usable if place not in stands_in}
    numbers: dict[int, int] = {}
    for place, standing in stands_in.items():
        if frames[place].second not in seen:
            seen.add(frames[place].second)
            numbers[standing] = numbers.get(standing, 0) + 1
    return tuple(
        replace(frame, stands_for=numbers[place]) if place in numbers else frame
        for place, frame in enumerate(frames)
        if place not in stands_in
    )
