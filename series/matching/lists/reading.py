"""A file of hashes, whatever its form."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from series.matching.lists.entries import Bad, Entry, NotAList
from series.matching.lists.texts import read_lines
from series.matching.lists.vics import read_vics

_SNIFFED: Final = 8 * 1024
_BOM: Final = b"\xef\xbb\xbf"


def read_list(file: BinaryIO) -> Iterator[Entry | Bad]:
    """Give what each line or entry says, one after the other.

    :param file: at its beginning; it is read once and never held whole.
    :raises NotAList: it is JSON that is broken.
    """
    start = file.read(_SNIFFED)
    file.seek(len(_BOM) if start.startswith(_BOM) else 0)
    is_json = start.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[")
    yield from read_vics(file) if is_json else read_lines(file)


__all__ = ["Bad", "Entry", "NotAList", "read_list"]
