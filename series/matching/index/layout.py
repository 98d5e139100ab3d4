"""A file of the index: a header of one page, then ids, hashes, and for each band its sorted rows; numbers as the
machine has them.

======================  ===========================================================================
part                    what
======================  ===========================================================================
header                  ``Header``, its own SHA-256 behind it, zeros up to 4,096 bytes
ids                     16 bytes a hash
words                   32 bytes a hash, in the order of the first band; the same ones stand together
positions               for each band: 4 bytes a distinct hash, which row comes next in the band's order
starts                  for each band: 65,537 times 4 bytes, where each bucket begins
======================  ===========================================================================

Each part begins at a multiple of 4,096 bytes. The header has the SHA-256 of everything behind it.
"""

import hashlib
import struct
from dataclasses import astuple, dataclass
from typing import Final

from series.matching.index.arrays import ID_BYTES, WORDS

PAGE: Final = 4096
VERSION: Final = 1
#: A number, not a text: a machine with another order of bytes reads another one.
_MAGIC: Final = 0x4943_5345_5044_5131
_FORMAT: Final = struct.Struct("=QQQQQQQ32s32s")
_NUMBER: Final = 4
BANDS: Final = 16
STARTS: Final = (1 << 16) + 1


class Unusable(Exception):
    """The file is no index of this version, or not of this database; nothing is wrong with it otherwise."""


class Damaged(Unusable):
    """The file is not as it was written."""


@dataclass(frozen=True)
class Header:
    """What a file says of itself. It holds every fingerprint whose ``xid`` is below ``horizon``.

    ``database`` names the database (``stored.Now``), ``built_at`` is in seconds since 1970, ``body`` is the SHA-256
    of all that follows the header.
    """

    generation: int
    count: int
    distinct: int
    horizon: int
    built_at: int
    database: bytes
    body: bytes

    def packed(self) -> bytes:
        """Return the first page of the file."""
        fields = _FORMAT.pack(_MAGIC, VERSION, *astuple(self))
        return (fields + hashlib.sha256(fields).digest()).ljust(PAGE, b"\0")

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """Where ids, words, positions and starts begin."""
        ids = PAGE
        words = ids + in_pages(self.count * ID_BYTES)
        positions = words + in_pages(self.count * WORDS * 8)
        return ids, words, positions, positions + in_pages(BANDS * self.distinct * _NUMBER)

    @property
    def size(self) -> int:
        """How long the whole file is."""
        return self.parts[-1] + in_pages(BANDS * STARTS * _NUMBER)


def in_pages(size: int) -> int:
    """Round up to whole pages."""
    return -(-size // PAGE) * PAGE


def read_header(page: bytes, size: int) -> Header:
    """Read the first page of a file that is ``size`` bytes long.

    :raises Damaged: it breaks off, is too long, or the header's checksum does not fit.
    :raises Unusable: it is of another version.
    """
    if len(page) < PAGE:
        raise Damaged("the file is shorter than its header")
    fields, rest_of_page = page[: _FORMAT.size], page[_FORMAT.size :]
    if rest_of_page != hashlib.sha256(fields).digest().ljust(len(rest_of_page), b"\0"):
        raise Damaged("the header's checksum does not fit")
    magic, version, *rest = _FORMAT.unpack(fields)
    if (magic, version) != (_MAGIC, VERSION):
        raise Unusable("the file is of another version")
    header = Header(*rest)
    if size != header.size:
        raise Damaged(f"the file has {size} bytes, and should have {header.size}")
    return header
