"""Everything that was ever ingested, as one worker process knows it: nothing that was committed is ever missing.

Three parts, each exact. The index's file holds the fingerprints of transactions below the horizon at which it was
built (the horizon is the snapshot's xmin: below it all transactions have ended). This process's memory holds those
from there to a later horizon. The tail, what came after that, is read from the database each time. An index by
sequence number would skip for ever what commits late; this one cannot. A fingerprint commits before its own look-up
begins, so of two near-duplicates ingested at once at least one finds the other.

Without a usable file nothing changes but the time: as long as there are more fingerprints than memory takes, each
look-up reads them all from the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from series.matching.fingerprints import DIHEDRAL_NAMES, HASH_BYTES, MATCH_DISTANCE
from series.matching.index import files, stored
from series.matching.index.arrays import Bytes, Found, as_words, joined
from series.matching.index.flat import Flat, compare
from series.matching.index.generation import Generation
from series.matching.owners import Owners

#: More than this is not kept in memory but read each time; a new file is due long before.
MOST_IN_MEMORY: Final = 200_000
TURNS: Final = len(DIHEDRAL_NAMES)


@dataclass(frozen=True)
class Near:
    """A stored media within the distance. ``orientation`` says how the asked one is turned to resemble it.

    ``second`` says where, when the stored one is a video.
    """

    media_id: UUID
    distance: int
    orientation: str
    second: int | None = None


@dataclass(frozen=True)
class Answer:
    """What resembles one picture, nearest first. ``total`` is how many there are, also where fewer were asked for."""

    found: list[Near]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether ``found`` is all."""
        return len(self.found) == self.total


class Matcher:
    """Answers what a picture resembles. One for each worker process, used by one thread, inside the system's door."""

    def __init__(self) -> None:
        self._database = b""
        self._file: Generation | None = None
        self._memory = Flat()
        self._horizon = 0

    def __len__(self) -> int:
        """How many fingerprints are in the file and in memory; the tail is not."""
        return len(self._memory) + (len(self._file) if self._file else 0)

    @property
    def file(self) -> Generation | None:
        """The file in use since the last question."""
        return self._file

    @property
    def since(self) -> int:
        """The transaction from which on the tail is read."""
        return self._horizon

    def near(self, orientations: npt.NDArray[np.uint8], radius: int = MATCH_DISTANCE) -> list[Near]:
        """Give every stored media within ``radius`` bits of any of the eight rows, nearest first.

        The rows (uint8, shape (8, 32)) are in the order of DIHEDRAL_NAMES.
        """
        [answer] = self.ask(orientations[np.newaxis], radius)
        return answer.found

    def ask(self, pictures: Bytes, radius: int = MATCH_DISTANCE, most: int | None = None) -> list[Answer]:
        """Answer for several pictures at once (uint8, shape (n, 8, 32)).

        :param most: give only so many for each picture, the nearest; ``Answer.total`` says how many there are.
        :raises ValueError: the shape is another one.
        """
        return _answers(self.find(pictures, radius), len(pictures), TURNS, most)

    def find(self, pictures: Bytes, radius: int = MATCH_DISTANCE) -> Found:
        """Give every stored hash within ``radius`` of one of the rows, of which each picture (or frame) has eight.

        ``Found.asked`` counts rows, ``Found.ids`` are media of pictures and frames of videos (``Owners`` tells them).

        :raises ValueError: the shape is another one.
        """
        if pictures.ndim != 3 or pictures.shape[1:] != (TURNS, HASH_BYTES):
            raise ValueError(f"pictures are of shape (n, {TURNS}, {HASH_BYTES}), not {pictures.shape}")
        return self._found(np.ascontiguousarray(pictures).reshape(-1, HASH_BYTES), radius)

    def ask_hashes(self, hashes: Bytes, radius: int = MATCH_DISTANCE) -> list[Answer]:
        """Answer for several single hashes at once (uint8, shape (n, 32)), each as it is: no turned form is known."""
        if hashes.ndim != 2 or hashes.shape[1] != HASH_BYTES:
            raise ValueError(f"hashes are of shape (n, {HASH_BYTES}), not {hashes.shape}")
        return _answers(self._found(np.ascontiguousarray(hashes), radius), len(hashes), 1, None)

    def take_in_what_is_settled(self) -> None:
        """Use the newest file, and read what was settled since it was built."""
        now = stored.now()
        file = files.newest(now.database, self._file)
        if file is not self._file or now.database != self._database:
            self._database, self._file = now.database, file
            self._forget_memory()
        if now.horizon > self._horizon:
            self._remember(now.horizon)

    def _found(self, queries: Bytes, radius: int) -> Found:
        self.take_in_what_is_settled()
        return joined(self._search(queries, radius))

    def _search(self, queries: Bytes, radius: int) -> Iterator[Found]:
        if self._file:
            yield self._file.search(queries, radius)
        yield self._memory.search(queries, radius)
        words = as_words(queries)
        for rows in stored.pieces(self._horizon):
            yield compare(rows, words, radius)

    def _remember(self, horizon: int) -> None:
        room = MOST_IN_MEMORY - len(self._memory)
        if stored.count(self._horizon, horizon, room + 1) > room:
            return
        for rows in stored.pieces(self._horizon, horizon):
            self._memory.add(rows)
        self._horizon = horizon

    def _forget_memory(self) -> None:
        self._memory = Flat()
        self._horizon = self._file.header.horizon if self._file else 0


def _answers(found: Found, pictures: int, turns: int, most: int | None) -> list[Answer]:
    """Of each media the nearest, and of the same distance the first orientation."""
    owners = Owners()
    owners.learn(found.ids)
    order = np.lexsort((found.asked, found.distances))
    best: Sequence[dict[bytes, tuple[int, int, int | None]]] = [{} for _ in range(pictures)]
    for asked, key, distance in zip(
        found.asked[order].tolist(), found.ids[order], found.distances[order].tolist(), strict=True
    ):
        owner = owners.of(key.tobytes())
        if owner is not None:
            best[asked // turns].setdefault(owner.media, (distance, asked % turns, owner.second))
    return [_answer(one, most) for one in best]


def _answer(best: dict[bytes, tuple[int, int, int | None]], most: int | None) -> Answer:
    nearest = sorted(best.items(), key=lambda one: (one[1][0], one[0]))
    near = [
        Near(UUID(bytes=media), distance, DIHEDRAL_NAMES[turn], second)
        for media, (distance, turn, second) in nearest[:most]
    ]
    return Answer(near, len(best))
