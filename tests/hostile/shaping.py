"""Tools with which hostile files are made: parts of the formats, written without any check."""

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image

from tests import media

SIDE: Final = (96, 72)
PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
GIF_END: Final = b";"
#: One picture of one pixel, as it stands in a GIF.
GIF_PIXEL: Final = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
SHORT, LONG, RATIONAL, ASCII, BYTES = 3, 4, 5, 2, 7
Entry = tuple[int, int, int, int]


@dataclass(frozen=True)
class Hostile:
    """One file of the corpus: its name, how it is made, and what may become of it."""

    name: str
    make: Callable[[], bytes]
    outcomes: frozenset[str]


def one(name: str, make: Callable[[], bytes], *outcomes: str) -> Hostile:
    """A file of the corpus."""
    return Hostile(name, make, frozenset(outcomes))


def seed(kind: str, number: int = 1) -> bytes:
    """Return a small good file of one of the formats that are taken."""
    return media.as_bytes(media.pattern(number, SIDE), kind, media.exif_of() if kind not in ("BMP", "GIF") else None)


def chunk(name: bytes, body: bytes, *, length: int | None = None, crc: int | None = None) -> bytes:
    """A chunk of a PNG, telling the truth unless told otherwise."""
    said = len(body) if length is None else length
    return struct.pack(">I", said) + name + body + struct.pack(">I", zlib.crc32(name + body) if crc is None else crc)


def png_header(width: int, height: int, *, depth: int = 8, colour: int = 0, interlaced: int = 0) -> bytes:
    """The first chunk of a PNG."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def png(*chunks: bytes, width: int = 8, height: int = 8, pixels: bytes | None = None) -> bytes:
    """A small grey PNG with these chunks before its pixels."""
    rows = zlib.compress(bytes((1 + width) * height)) if pixels is None else pixels
    return PNG_HEAD + png_header(width, height) + b"".join(chunks) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes, *, length: int | None = None) -> bytes:
    """A segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2 if length is None else length) + body


def jpeg_with(*segments: bytes, number: int = 1) -> bytes:
    """A good JPEG with these segments behind its first two bytes."""
    plain = media.as_bytes(media.pattern(number, SIDE))
    return plain[:2] + b"".join(segments) + plain[2:]


def jpeg_of_size(width: int, height: int) -> bytes:
    """A JPEG whose header says so, whatever its pixels are."""
    plain = bytearray(media.as_bytes(media.pattern(1, SIDE)))
    at = plain.index(b"\xff\xc0")
    plain[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(plain)


def exif(body: bytes) -> bytes:
    """The segment in which a JPEG carries EXIF."""
    return segment(0xE1, b"Exif\0\0" + body)


def directory(entries: Sequence[Entry], next_at: int = 0) -> bytes:
    """A directory of a TIFF (or of EXIF): tag, type, count and value or place of each entry, then the next one's."""
    lines = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<H", len(entries)) + lines + struct.pack("<I", next_at)


def tiff(*directories: bytes, first_at: int = 8) -> bytes:
    """A TIFF of these directories, one behind the other."""
    return b"II*\0" + struct.pack("<I", first_at) + b"".join(directories)


def grey_tiff(
    width: int, height: int, *, strip_at: int, strip_bytes: int, next_at: int = 0, compression: int = 1
) -> bytes:
    """The directory of a grey picture in one strip."""
    return directory(
        [
            *((256, LONG, 1, width), (257, LONG, 1, height), (258, SHORT, 1, 8), (259, SHORT, 1, compression)),
            *((262, SHORT, 1, 1), (273, LONG, 1, strip_at), (277, SHORT, 1, 1), (278, LONG, 1, height)),
            (279, LONG, 1, strip_bytes),
        ],
        next_at,
    )


def gif(frames: int, *, size: tuple[int, int] = (1, 1), end: bytes = GIF_END) -> bytes:
    """A GIF of this many frames of one pixel each."""
    return b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + GIF_PIXEL * frames + end


def bmp(width: int, height: int, *, pixels_at: int = 54, bits: int = 24, colours: int = 0) -> bytes:
    """A bitmap whose header says so, with 64 bytes behind it."""
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 0, 0, 0, 0, colours, 0)
    return b"BM" + struct.pack("<IHHI", 118, 0, 0, pixels_at) + header + bytes(64)


def box(name: bytes, body: bytes, *, size: int | None = None) -> bytes:
    """A box of an ISO base media file."""
    return struct.pack(">I", len(body) + 8 if size is None else size) + name + body


def riff(body: bytes, *, size: int | None = None) -> bytes:
    """The frame of a WebP."""
    return b"RIFF" + struct.pack("<I", len(body) + 4 if size is None else size) + b"WEBP" + body


def webp_of_size(width: int, height: int) -> bytes:
    """An extended WebP whose canvas is so large, with one small picture in it."""
    small = seed("WEBP")
    at = small.index(b"VP8 ")
    canvas = struct.pack("<I", 0) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff(b"VP8X" + struct.pack("<I", 10) + canvas + small[at:])


def animated(kind: str, frames: int) -> bytes:
    """A real animation of small frames, all different."""
    pictures = [Image.new("L", (8, 8), number % 256) for number in range(frames)]
    file = io.BytesIO()
    pictures[0].save(file, kind, save_all=True, append_images=pictures[1:])
    return file.getvalue()


def flipped(content: bytes, *bits: int) -> bytes:
    """The same file with these bits changed; negative ones from the end."""
    changed = bytearray(content)
    for bit in bits:
        changed[(bit // 8) % len(changed)] ^= 1 << bit % 8
    return bytes(changed)
