"""Archives that tests upload, well made and ill made."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One member as bytes stand in the file, true or not."""

    name: bytes
    content: bytes = b"content"
    flags: int = 0
    method: int = 8
    crc: int | None = None
    size: int | None = None
    mode: int = 0


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive as usual tools make it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def repeated(content: bytes, times: int, crc: int | None = None) -> bytes:
    """Return an archive whose list names one stored member so many times."""
    once = forged(Entry(b"a.zip", content, method=0, crc=crc))
    at = once.rfind(b"PK\x01\x02")
    body, listed = once[:at], once[at:-22] * times
    return body + listed + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, times, times, len(listed), len(body), 0)


def forged(*entries: Entry, count: int | None = None, comment: bytes = b"") -> bytes:
    """Return an archive with exactly these members, whatever a tool would object to."""
    body, listed = b"", b""
    for entry in entries:
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = deflate.compress(entry.content) + deflate.flush() if entry.method == 8 else entry.content
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        shared = struct.pack("<4H3L2H", entry.flags, entry.method, 0, 0, crc, len(data), size, len(entry.name), 0)
        mode = struct.pack("<3HLL", 0, 0, 0, entry.mode << 16, len(body))
        listed += b"PK\x01\x02" + struct.pack("<2H", 3 << 8 | 20, 20) + shared + mode + entry.name
        body += b"PK\x03\x04" + struct.pack("<H", 20) + shared + entry.name + data
    number = len(entries) if count is None else count
    end = struct.pack("<4H2LH", 0, 0, number, number, len(listed), len(body), len(comment))
    return body + listed + b"PK\x05\x06" + end + comment
