"""Reading ZIP files that somebody may have made to do harm. Names are text; sizes that they claim are not believed.

Python's own reader refuses a whole archive for one name that is no UTF-8, and reads a list of members of any length
into memory. This one reads the list in bounds, and each member as bytes that are counted while they are unpacked.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

_END: Final = b"PK\x05\x06"
_END64_LOCATOR: Final = b"PK\x06\x07"
_END64: Final = b"PK\x06\x06"
_MEMBER: Final = b"PK\x01\x02"
_LOCAL: Final = b"PK\x03\x04"
#: The end's record, the longest comment after it, and the locator of the larger record before it.
_TAIL: Final = 22 + 65_535 + 20
#: Bytes of the list of members: about 100 for each of ten thousand is usual, 200,000 for each is possible.
_LONGEST_LIST: Final = 32 << 20
_READ_AT_ONCE: Final = 256 << 10
#: A packed member may be so much larger than what is in it: blocks without content cost time and nothing shows.
_MOST_EMPTY: Final = 1 << 20
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x1, 0x800
_FULL16, _FULL32 = 0xFFFF, 0xFFFF_FFFF
#: Files of other kinds are ZIP files too: each has a member with one of these names.
_OF_OTHER_KINDS: Final = frozenset(
    {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "doc.kml"}
)


class BadArchive(Exception):
    """The archive, or one of its members, cannot be taken: a code for programs, a sentence for people.

    :param cost: how many bytes were unpacked of it all the same.
    """

    def __init__(self, code: str, sentence: str, cost: int = 0) -> None:
        super().__init__(code)
        self.code, self.sentence, self.cost = code, sentence, cost


DAMAGED: Final = ("damaged", "This archive is damaged: its list of members cannot be read.")


@dataclass(frozen=True)
class Member:
    """What the list says of one member. ``packed`` and ``at`` are where its bytes are; ``number`` is its place."""

    number: int
    name: str
    flags: int
    method: int
    crc: int
    packed: int
    at: int
    mode: int

    @property
    def is_folder(self) -> bool:
        """True for an entry that only names a folder."""
        return self.name.endswith(("/", "\\")) or stat.S_ISDIR(self.mode)

    @property
    def is_special(self) -> bool:
        """True for links, devices and the like."""
        kind = stat.S_IFMT(self.mode)
        return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def members_of(file: IO[bytes], most: int) -> list[Member]:
    """Return the members in their order, at most so many.

    :raises BadArchive: ``damaged``, ``too_many_entries`` or ``in_parts``.
    """
    try:
        return _members(file, most)
    except (struct.error, OSError, ValueError):
        raise BadArchive(*DAMAGED) from None


def is_of_another_kind(members: list[Member]) -> bool:
    """Tell whether this is a document, a program or a map that is only packed as an archive."""
    return any(member.name in _OF_OTHER_KINDS for member in members)


def unpacked(file: IO[bytes], member: Member) -> Iterator[bytes]:
    """Give the bytes of a member, piece by piece; who reads bounds how many.

    :raises BadArchive: ``encrypted``, ``other_compression``, or ``damaged`` at the latest after the last piece.
    """
    if member.flags & _ENCRYPTED:
        raise BadArchive("encrypted", "It is protected by a password.")
    if member.method not in (_STORED, _DEFLATED):
        raise BadArchive("other_compression", "It is packed in a way that is not read here. Pack it as a usual ZIP.")
    crc = 0
    try:
        file.seek(_begin(file, member))
        for piece in _inflated(file, member):
            crc = zlib.crc32(piece, crc)
            yield piece
    except (struct.error, OSError, ValueError, zlib.error):
        raise _damaged_member() from None
    if crc != member.crc:
        raise _damaged_member()


def _members(file: IO[bytes], most: int) -> list[Member]:
    count, size, start = _list_place(file)
    if count > most:
        raise BadArchive("too_many_entries", f"This archive holds more than {most} members. Unpack it in parts.")
    if size > _LONGEST_LIST:
        raise BadArchive(*DAMAGED)
    file.seek(start)
    listed = file.read(size)
    found: list[Member] = []
    at = 0
    while at < len(listed) and len(found) < count:
        member, at = _member(listed, at, len(found))
        found.append(member)
    if len(found) != count:
        raise BadArchive(*DAMAGED)
    return found


def _list_place(file: IO[bytes]) -> tuple[int, int, int]:
    """Return how many members there are, how long their list is, and where it begins."""
    whole = file.seek(0, 2)
    file.seek(max(0, whole - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        raise BadArchive(*DAMAGED)
    disk, first, here, count, size, start = struct.unpack_from("<4H2L", tail, at + 4)
    if _FULL16 in (count, here) or _FULL32 in (size, start):
        located = tail.rfind(_END64_LOCATOR, 0, at)
        if located >= 0:
            disk, first, here, count, size, start = _larger_end(file, tail, located)
    if disk or first or here != count:
        raise BadArchive("in_parts", "This is a part of an archive that was split. Put it together first.")
    if start + size > whole:
        raise BadArchive(*DAMAGED)
    return count, size, start


def _larger_end(file: IO[bytes], tail: bytes, located: int) -> tuple[int, int, int, int, int, int]:
    (place,) = struct.unpack_from("<Q", tail, located + 8)
    file.seek(place)
    record = file.read(56)
    if not record.startswith(_END64):
        raise BadArchive(*DAMAGED)
    disk, first, here, count, size, start = struct.unpack_from("<2L4Q", record, 16)
    return disk, first, here, count, size, start


def _member(listed: bytes, at: int, number: int) -> tuple[Member, int]:
    if listed[at : at + 4] != _MEMBER:
        raise BadArchive(*DAMAGED)
    (made_by, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, attributes, local) = (
        struct.unpack_from("<6H3L5H2L", listed, at + 4)
    )
    begin = at + 46
    if begin + name + extra + comment > len(listed):
        raise BadArchive(*DAMAGED)
    rest = listed[begin + name : begin + name + extra]
    packed, local = _larger(rest, size, packed, local)
    mode = attributes >> 16 if made_by >> 8 == 3 else 0  # 3: made on Unix
    words = _decoded(listed[begin : begin + name], flags)
    return Member(number, words, flags, method, crc, packed, local, mode), begin + name + extra + comment


def _larger(extra: bytes, size: int, packed: int, local: int) -> tuple[int, int]:
    """Read what does not fit into 32 bits from the extra field that is there for it."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            values = iter(struct.unpack_from(f"<{min(length, 24) // 8}Q", extra, at + 4))
            if size == _FULL32:
                next(values, None)
            packed = next(values, packed) if packed == _FULL32 else packed
            local = next(values, local) if local == _FULL32 else local
        at += 4 + length
    return packed, local


def _decoded(name: bytes, flags: int) -> str:
    """Return a name as text. Without the flag it should be in the first PC's code page; many tools write UTF-8."""
    if flags & _UTF8:
        return name.decode("utf-8", errors="replace")
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def _begin(file: IO[bytes], member: Member) -> int:
    file.seek(member.at)
    head = file.read(30)
    if not head.startswith(_LOCAL):
        raise ValueError("no member begins here")
    name, extra = struct.unpack_from("<2H", head, 26)
    return member.at + 30 + int(name) + int(extra)


def _inflated(file: IO[bytes], member: Member) -> Iterator[bytes]:
    if member.method == _STORED:
        yield from _packed(file, member)
        return
    inflating = zlib.decompressobj(-15)
    read = given = 0
    for packed in _packed(file, member):
        read += len(packed)
        rest = packed
        while rest and not inflating.eof:  # what follows the end would be kept in memory, all of it
            piece = inflating.decompress(rest, _READ_AT_ONCE)
            given += len(piece)
            yield piece
            rest = inflating.unconsumed_tail
        if inflating.eof:
            return
        if read > 2 * given + _MOST_EMPTY:
            raise ValueError("there is nothing in it")
    yield inflating.flush()
    if not inflating.eof:
        raise ValueError("it breaks off")


def _packed(file: IO[bytes], member: Member) -> Iterator[bytes]:
    left = member.packed
    while left > 0:
        packed = file.read(min(_READ_AT_ONCE, left))
        if not packed:
            raise ValueError("it breaks off")
        left -= len(packed)
        yield packed


def _damaged_member() -> BadArchive:
    return BadArchive("damaged", "It is damaged: what is packed does not fit what the archive says of it.")
