"""Whose a hash of the index is: a picture's, by its media's key, or a frame's of a video. Inside the system's door."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from series.matching.index.arrays import Bytes

#: The byte of a key that holds its version, and what it is for a frame.
_VERSION_AT: Final = 6
_FRAME: Final = 0x80
_READ: Final = "SELECT id, media_id, second, stands_for FROM series_frame WHERE id = ANY(%s)"


@dataclass(frozen=True)
class Owner:
    """The media, and the second where it is a frame of a video; ``stands_for`` so many others."""

    media: bytes
    second: int | None
    stands_for: int = 0


class Owners:
    """Knows the owners of keys that it was told of. A frame whose video was removed has none."""

    def __init__(self) -> None:
        self._frames: dict[bytes, Owner] = {}

    def learn(self, ids: Bytes) -> None:
        """Read the owners of those that are frames (uint8, shape (n, 16)) and not known yet."""
        frames = {row.tobytes() for row in ids[ids[:, _VERSION_AT] & 0xF0 == _FRAME]} - self._frames.keys()
        self._frames.update(_owners(frames))

    def of(self, key: bytes) -> Owner | None:
        """Return the owner of one key."""
        if key[_VERSION_AT] & 0xF0 == _FRAME:
            return self._frames.get(key)
        return Owner(key, None)


def _owners(frames: Iterable[bytes]) -> dict[bytes, Owner]:
    keys = [UUID(bytes=key) for key in frames]
    # Asked also where there are none: what is hidden must not show by what a look-up takes.
    with connection.cursor() as cursor:
        cursor.execute(_READ, [keys])
        return {key.bytes: Owner(media.bytes, *frame) for key, media, *frame in cursor.fetchall()}
