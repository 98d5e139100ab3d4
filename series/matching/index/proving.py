"""The index against a plain comparison of everything, which uses nothing of it. Inside the system's door."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection

from series.matching.fingerprints import HASH_BYTES, MATCH_DISTANCE, MIN_QUALITY
from series.matching.index import stored
from series.matching.index.arrays import Bytes, Found, as_words, joined
from series.matching.index.flat import compare
from series.matching.index.generation import Generation
from series.models import Fingerprint, Frame

_AT_RANDOM: Final = """
    SELECT bits FROM series_{kind} WHERE quality >= %s AND xid < %s::xid8 ORDER BY random() LIMIT %s
"""

Match = tuple[int, bytes, int]


@dataclass(frozen=True)
class Verdict:
    """What came of asking for ``asked`` hashes that are stored (``frames`` of them of videos), bits of each changed.

    ``missed`` are matches that the index did not tell, ``wrong`` those that it told and that are none. ``gone`` were
    told and are of media that were removed since the file was built; nobody is told of those, since they have no item.
    """

    asked: int
    matches: int
    missed: int
    wrong: int
    gone: int
    frames: int = 0

    @property
    def is_good(self) -> bool:
        """Whether every answer was right and whole."""
        return not (self.missed or self.wrong)


def verify(file: Generation, sample: int) -> Verdict:
    """Compare the answers for a sample, of pictures and as many frames of videos, with a comparison of everything."""
    horizon = stored.now().horizon
    drawn = {kind: _drawn(kind, sample, horizon) for kind in stored.KINDS}
    queries = _changed(np.concatenate(list(drawn.values())))
    words = as_words(queries)
    newer = [compare(rows, words, MATCH_DISTANCE) for rows in stored.pieces(file.header.horizon, horizon)]
    told = Counter(_matches(joined([file.search(queries), *newer])))
    # Afterwards: what somebody removes meanwhile was told and is gone, not missed.
    expected = Counter(_by_plain_comparison(queries, horizon))
    # A match that is told twice is wrong too.
    surplus = list((told - expected).elements())
    gone = _gone(surplus) if surplus else 0
    missed = (expected - told).total()
    return Verdict(len(queries), expected.total(), missed, len(surplus) - gone, gone, len(drawn["frame"]))


def _drawn(kind: str, sample: int, horizon: int) -> Bytes:
    with connection.cursor() as cursor:
        cursor.execute(_AT_RANDOM.format(kind=kind), [MIN_QUALITY, str(horizon), sample])
        bits = b"".join(bytes(row[0]) for row in cursor.fetchall())
    return np.frombuffer(bits, np.uint8).reshape(-1, HASH_BYTES)


def _changed(hashes: Bytes) -> Bytes:
    """Change from none to 31 bits of each, drawn at random: every one must still find what it was made of."""
    random = np.random.default_rng()
    bits = np.unpackbits(hashes, axis=1)
    for number, row in enumerate(bits):
        row[random.choice(bits.shape[1], number % (MATCH_DISTANCE + 1), replace=False)] ^= 1
    return np.packbits(bits, axis=1)


def _by_plain_comparison(queries: Bytes, horizon: int) -> Iterator[Match]:
    for rows in stored.pieces(0, horizon):
        for number, query in enumerate(as_words(queries)):
            distances = np.bitwise_count(rows.words ^ query).sum(axis=1, dtype=np.uint16)
            for at in np.flatnonzero(distances <= MATCH_DISTANCE).tolist():
                yield number, rows.ids[at].tobytes(), int(distances[at])


def _matches(found: Found) -> list[Match]:
    ids = [row.tobytes() for row in found.ids]
    return list(zip(found.asked.tolist(), ids, found.distances.tolist(), strict=True))


def _gone(surplus: list[Match]) -> int:
    """Count those of pictures and frames that are not in the database any more."""
    told: defaultdict[UUID, int] = defaultdict(int)
    for _, key, _ in surplus:
        told[UUID(bytes=key)] += 1
    there = set(Fingerprint.objects.filter(pk__in=told).values_list("pk", flat=True))
    there |= set(Frame.objects.filter(pk__in=told).values_list("pk", flat=True))
    return sum(times for key, times in told.items() if key not in there)
