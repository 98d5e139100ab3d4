"""One entry of a list: the hashes of one file, or why they cannot be taken."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from series.models import ListedHash

Algorithm = ListedHash.Algorithm

#: Hex digits of each, the strongest first.
LENGTHS: Final = {Algorithm.SHA256: 64, Algorithm.SHA1: 40, Algorithm.MD5: 32, Algorithm.PDQ: 64}
#: A hash that stands alone is known by its length; 64 digits are SHA-256.
BY_LENGTH: Final = {64: Algorithm.SHA256, 40: Algorithm.SHA1, 32: Algorithm.MD5}
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
#: Many tools write these for a file that they could not read: they would match every empty file.
_EMPTY: Final = frozenset(
    {
        hashlib.sha256(b"").digest(),
        hashlib.sha1(b"", usedforsecurity=False).digest(),
        hashlib.md5(b"", usedforsecurity=False).digest(),
    }
)


@dataclass(frozen=True)
class Entry:
    """The hashes of one file, the strongest first."""

    digests: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True)
class Bad:
    """An entry that is left out; ``place`` is its line, or in JSON which entry it is, counted from one."""

    place: int
    code: str


class NotAList(Exception):
    """The file as a whole cannot be read as a list. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def entry_of(fields: Mapping[Algorithm, str], place: int) -> Entry | Bad:
    """Return the entry of these texts, in any case; empty ones are not there."""
    found = []
    for algorithm, length in LENGTHS.items():
        text = fields.get(algorithm, "").strip()
        if not text:
            continue
        if len(text) != length or not _HEX.fullmatch(text):
            return Bad(place, "wrong_hash")
        digest = bytes.fromhex(text)
        if digest in _EMPTY:
            return Bad(place, "empty_file")
        if digest.strip(b"\0") == b"" or digest.strip(b"\xff") == b"":
            return Bad(place, "flat")
        found.append((int(algorithm), digest))
    return Entry(tuple(found)) if found else Bad(place, "no_hash")
