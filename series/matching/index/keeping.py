"""When a new generation is built, and by whom: one builder at a time. Inside the system's door."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection

from series.matching.index import build, files, stored
from series.matching.index.generation import Generation
from series.matching.index.layout import Damaged, Header, Unusable

#: So many newer fingerprints are compared one by one before a new file is due; more in a large index, which takes
#: longer to build.
MOST_IN_TAIL: Final = 20_000
_SHARE_IN_TAIL: Final = 50
#: A file is built anew after a day in any case: what was removed from the database leaves the disk with the old one.
OLDEST_SECONDS: Final = 24 * 3600.0
#: Two numbers of four bytes: contents' locks (``blobs``) have one of eight, which is another room.
_BUILDERS: Final = (0x1C5E, 0x504451)


class Busy(Exception):
    """Another worker builds the index."""

    def __init__(self) -> None:
        super().__init__("Another worker builds the index at this moment.")


@dataclass(frozen=True)
class Status:
    """What the newest file is. ``problem`` says in words why it cannot be used; without a file all is in the tail.

    ``pictures`` and ``frames`` are all that the database holds: the file and the tail together.
    """

    tail: int
    pictures: int
    frames: int
    path: Path | None = None
    header: Header | None = None
    problem: str = ""

    @property
    def age_seconds(self) -> int:
        """How long ago the file was built."""
        return int(time.time()) - self.header.built_at if self.header else 0


def rebuild() -> Header:
    """Build a new generation of everything that is settled. Holds the builders' lock until the transaction ends.

    :raises Busy: another worker does.
    :raises NoFolder: there is no safe place for it.
    :raises OSError: the disk is full.
    """
    _lock()
    files.remove_drafts()
    now = stored.now()
    rows = stored.load(now.horizon)
    generation = max((number for number, _ in files.generations()), default=0) + 1
    header = build.write(files.path_of(generation), build.Name(generation, now.horizon, now.database), rows)
    files.remove_old(generation)
    return header


def is_due(file: Generation | None) -> bool:
    """Whether there is no usable file, an old one, or much that is newer than it."""
    if file is None or abs(time.time() - file.header.built_at) > OLDEST_SECONDS:
        return True
    most = max(MOST_IN_TAIL, len(file) // _SHARE_IN_TAIL)
    return stored.count(file.header.horizon, most=most + 1) > most


def status() -> Status:
    """Look at the newest file, and read it whole for its checksum. Changes nothing."""
    now = stored.now()
    pictures, frames = (stored.count(0, kinds=[kind]) for kind in stored.KINDS)
    for _, path in files.generations():
        try:
            file = Generation(path, now.database)
        except (Unusable, OSError) as error:
            words = "damaged: " if isinstance(error, Damaged) else ""
            return Status(pictures + frames, pictures, frames, path, problem=f"{words}{error}")
        return Status(stored.count(file.header.horizon), pictures, frames, path, file.header)
    return Status(pictures + frames, pictures, frames, problem="there is no file")


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _BUILDERS)
        if not cursor.fetchone()[0]:
            raise Busy
