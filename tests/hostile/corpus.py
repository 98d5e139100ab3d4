"""The corpus: each file by a name, how it is made, and what becomes of it.

The outcome is "ready", "kept" (as evidence that is not shown), or the code of a refusal. Where several are given,
libraries differ between versions; any other is a failure. Videos and sounds are in ``streams``.
"""

import struct
import zlib
from typing import Final

from tests import media
from tests.hostile.shaping import (
    ASCII,
    LONG,
    PNG_HEAD,
    RATIONAL,
    SHORT,
    Hostile,
    animated,
    bmp,
    box,
    chunk,
    directory,
    exif,
    flipped,
    gif,
    grey_tiff,
    jpeg_of_size,
    jpeg_with,
    one,
    png,
    png_header,
    riff,
    seed,
    segment,
    tiff,
    webp_of_size,
)

READY, KEPT, CUT, BROKEN, MANY = "ready", "kept", "truncated", "damaged", "too_many_pixels"


def _cut_at(kind: str, share: float, *outcomes: str) -> Hostile:
    def make() -> bytes:
        whole = seed(kind)
        return whole[: max(12, min(len(whole) - 1, round(len(whole) * share)))]

    return one(f"{kind} cut at {share:.0%}", make, *outcomes)


#: After the signature, in the header, in the pixels, before the last byte.
_SHARES: Final = (0.0, 0.04, 0.5, 1.0)
_WHOLE_ENOUGH: Final = {"JPEG", "PNG", "GIF"}  # only the mark of the end is missing, or its checksum


def _also(kind: str, share: float) -> tuple[str, ...]:
    if share == 1.0 and kind in _WHOLE_ENOUGH:
        return (READY,)
    # A bitmap is known by its second header only: two letters would fit too many texts.
    return (KEPT,) if share == 0.0 and kind == "BMP" else ()


TRUNCATED: Final = tuple(
    _cut_at(kind, share, CUT, BROKEN, *_also(kind, share)) for kind in media.FORMATS.values() for share in _SHARES
)

FLIPPED: Final = tuple(
    one(
        f"{kind} with bits flipped {where}",
        lambda kind=kind, bits=bits: flipped(seed(kind), *bits),  # type: ignore[misc]
        READY,
        CUT,
        BROKEN,
        MANY,
        KEPT,
        "decoder_crashed",
    )
    for kind in media.FORMATS.values()
    for where, bits in {
        "in the header": (13 * 8, 17 * 8 + 3, 21 * 8 + 7),
        "in the pixels": (-400, -808, -1215, -1601),
        "everywhere": tuple(range(100 * 8, 900 * 8, 777)),
    }.items()
)


def _zeros(megabytes: int) -> bytes:
    """So many megabytes of noughts, packed to a thousandth."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


BOMBS: Final = (
    one("PNG of 50,000 x 50,000", media.huge_png, MANY),
    one("PNG of 14,000 x 14,000, just allowed", lambda: media.huge_png(14_000, 14_000), READY),
    one("PNG with a text that unpacks to 500 MB", lambda: png(chunk(b"zTXt", b"k\0\0" + _zeros(500))), BROKEN),
    one("PNG with an international text of 500 MB", lambda: png(chunk(b"iTXt", b"k\0\1\0\0\0" + _zeros(500))), BROKEN),
    one("PNG with a colour profile of 500 MB", lambda: png(chunk(b"iCCP", b"k\0\0" + _zeros(500))), READY, BROKEN),
    one("PNG with 500 MB of pixels behind its few", lambda: png(pixels=_zeros(500)), READY, BROKEN),
    one("PNG with 100,000 texts", lambda: png(*[chunk(b"tEXt", b"k\0" + b"v" * 90)] * 100_000), READY, BROKEN),
    one("PNG that says it has two billion frames", lambda: png(chunk(b"acTL", b"\x7f\xff\xff\xff\0\0\0\0")), READY),
    one("GIF of 100,000 frames", lambda: gif(100_000), READY),
    one("GIF that never ends", lambda: gif(300_000, end=b""), READY),
    one("GIF with a comment that never ends", lambda: gif(1, end=b"!\xfe" + (b"\xff" + b"a" * 255) * 40_000), READY),
    one("GIF of 65,535 x 65,535", lambda: gif(1, size=(65_535, 65_535)), MANY),
    one("WebP of 16,000 x 16,000 in a few bytes", lambda: webp_of_size(16_000, 16_000), MANY, BROKEN),
    one("WebP of 3,000 frames", lambda: animated("WEBP", 3000), READY),
    one("TIFF of 100,000 x 100,000", lambda: tiff(grey_tiff(100_000, 100_000, strip_at=8, strip_bytes=100)), MANY),
    one("TIFF whose strip unpacks to 500 MB", lambda: _tiff_bomb(), READY, BROKEN),
    one("TIFF of 5,000 pages", lambda: _tiff_pages(5000), READY, BROKEN),
    one("JPEG of 65,500 x 65,500", lambda: jpeg_of_size(65_500, 65_500), MANY),
    one("JPEG with 2,000 scans", lambda: _many_scans(2000), READY, BROKEN, CUT),
    one("bitmap of 40,000 x 40,000", lambda: bmp(40_000, 40_000), MANY),
)


def _tiff_bomb() -> bytes:
    packed = _zeros(500)
    return tiff(grey_tiff(64, 64, strip_at=8 + 114, strip_bytes=len(packed), compression=8)) + packed


def _tiff_pages(pages: int) -> bytes:
    length = len(grey_tiff(8, 8, strip_at=0, strip_bytes=64))
    at = [8 + number * length for number in range(pages)]
    end = 8 + pages * length
    return (
        tiff(*[grey_tiff(8, 8, strip_at=end, strip_bytes=64, next_at=following) for following in [*at[1:], 0]])
        + b"\x55" * 64
    )


def _many_scans(scans: int) -> bytes:
    """A progressive JPEG that goes over its pixels again and again."""
    whole = media.as_bytes(media.pattern(1, (800, 600)), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * scans + whole[-2:]


POLYGLOTS: Final = (
    one("JPEG with an archive behind it", media.jpeg_and_zip, READY),
    one("JPEG with a program in a comment", lambda: jpeg_with(segment(0xFE, media.windows_program())), READY),
    one("JPEG with a PDF in a comment", lambda: jpeg_with(segment(0xFE, b"%PDF-1.7\n1 0 obj\n")), READY),
    one("PDF with a JPEG behind it", lambda: b"%PDF-1.7\n" + seed("JPEG"), KEPT),
    one("GIF that is a script", lambda: b"GIF89a=1/*" + gif(3)[10:] + b"*/;alert(1)", READY, BROKEN, CUT, MANY),
    one("PNG with a web page in a text", lambda: png(chunk(b"tEXt", b"k\0<script>alert(1)</script>")), READY),
    one("web page with a PNG behind it", lambda: b"<!DOCTYPE html>" + seed("PNG"), KEPT),
    one(
        "drawing that loads others",
        lambda: b'<svg xmlns:xlink="x"><image xlink:href="file:///etc/passwd"/>',
        KEPT,
    ),
    one("bitmap that is a text", lambda: b"BM" + b"W 320i, blue. " * 40, KEPT),
    one("shell script with a JPEG behind it", lambda: b"#!/bin/sh\nexit\n" + seed("JPEG"), KEPT),
    one("program", lambda: b"\x7fELF\x02\x01\x01" + bytes(200), KEPT),
    one(
        "PostScript named as a picture",
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        KEPT,
    ),
)


def _exif_of(*entries: tuple[int, int, int, int], next_at: int = 0, more: bytes = b"") -> bytes:
    return jpeg_with(exif(tiff(directory(entries, next_at)) + more))


LOOPS_AND_LIES: Final = (
    one(
        "TIFF whose directory follows itself",
        lambda: tiff(grey_tiff(8, 8, strip_at=8, strip_bytes=64, next_at=8)),
        READY,
    ),
    one("TIFF of two directories in a circle", lambda: _circle(), READY),
    one("TIFF whose directory lies behind its end", lambda: tiff(first_at=1 << 30), BROKEN, CUT),
    one("TIFF that says it has 65,535 entries", lambda: tiff(b"\xff\xff" + bytes(100)), BROKEN, CUT),
    one(
        "TIFF whose strip lies behind its end",
        lambda: tiff(grey_tiff(64, 64, strip_at=1 << 30, strip_bytes=4096)),
        BROKEN,
        CUT,
    ),
    one(
        "TIFF with more strips than bytes",
        lambda: tiff(directory([(256, LONG, 1, 8), (257, LONG, 1, 8), (273, LONG, 1 << 30, 8)])),
        BROKEN,
        CUT,
    ),
    one("BigTIFF of nonsense", lambda: b"II+\0\x08\0\0\0" + b"\xff" * 60, BROKEN, CUT),
    one("EXIF that points to itself", lambda: _exif_of((0x8769, LONG, 1, 8), (0x8825, LONG, 1, 8)), READY),
    one("EXIF whose next directory is itself", lambda: _exif_of((0x0112, SHORT, 1, 6), next_at=8), READY),
    one("EXIF with an orientation of 999", lambda: _exif_of((0x0112, SHORT, 1, 999)), READY),
    one("EXIF with a text of two billion letters", lambda: _exif_of((0x010F, ASCII, 2**31 - 1, 100)), READY),
    one("EXIF with fractions by nought", lambda: _gps(0), READY),
    one("EXIF with degrees beyond the earth", lambda: _gps(4_000_000_000), READY),
    one("EXIF with a type that does not exist", lambda: _exif_of((0x010F, 99, 4, 0)), READY),
    one(
        "EXIF with 4,000 entries",
        lambda: _exif_of(*[(number, SHORT, 1, 7) for number in range(0xC700, 0xC700 + 4000)]),
        READY,
    ),
    one("EXIF of nonsense", lambda: jpeg_with(exif(b"II*\0\xff\xff\xff\xff" + b"\xff" * 400)), READY),
    one("JPEG with 18 MB of EXIF segments", lambda: jpeg_with(*[exif(bytes(60_000))] * 300), READY, BROKEN),
    one(
        "JPEG with entities that grow",
        lambda: jpeg_with(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _laughs())),
        READY,
    ),
    one("JPEG that says it holds 1,000 more", lambda: _mpo(1000), READY),
)


def _circle() -> bytes:
    length = len(grey_tiff(8, 8, strip_at=0, strip_bytes=0))
    return tiff(
        grey_tiff(8, 8, strip_at=8, strip_bytes=64, next_at=8 + length),
        grey_tiff(8, 8, strip_at=8, strip_bytes=64, next_at=8),
    )


def _gps(number: int) -> bytes:
    """A position of which every fraction is this number over nought."""
    inner = directory([(1, ASCII, 2, ord("N")), (2, RATIONAL, 3, 80), (3, ASCII, 2, ord("E")), (4, RATIONAL, 3, 80)])
    outer = directory([(0x8825, LONG, 1, 26)])
    return jpeg_with(exif(tiff(outer, inner) + struct.pack("<6I", *(number, 0) * 3)))


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(20))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a20;</x>'.encode()


def _mpo(pictures: int) -> bytes:
    body = directory([(0xB000, 7, 4, 0x30303130), (0xB001, LONG, 1, pictures), (0xB002, 7, 16 * pictures, 50)])
    return jpeg_with(segment(0xE2, b"MPF\0" + tiff(body) + bytes(64)))


ABSURD: Final = (
    one("PNG of 0 x 0", lambda: png(width=0, height=0), BROKEN, CUT),
    one("PNG of 4 billion x 1", lambda: PNG_HEAD + png_header(2**32 - 1, 1) + chunk(b"IEND", b""), MANY, BROKEN),
    one("PNG of 1 x 1", lambda: png(width=1, height=1), READY),
    one("PNG of 1 x 60,000", lambda: png(width=1, height=60_000), READY),
    one("PNG of 60,000 x 1", lambda: png(width=60_000, height=1), READY),
    one("PNG of a colour type that does not exist", lambda: PNG_HEAD + png_header(8, 8, colour=5), BROKEN, CUT),
    one("JPEG of 0 x 0", lambda: jpeg_of_size(0, 0), BROKEN, CUT),
    one("GIF of 0 x 0", lambda: gif(1, size=(0, 0)), BROKEN, READY, CUT),
    one("bitmap of less than no height", lambda: bmp(4, -(2**31)), MANY, BROKEN, CUT),
    one("bitmap of less than no width", lambda: bmp(-4, 4), MANY, BROKEN, CUT),
    one("bitmap with four billion colours", lambda: bmp(4, 4, bits=8, colours=2**32 - 1), BROKEN, CUT, READY),
    one("WebP of 1 x 1 with a larger picture", lambda: webp_of_size(1, 1), BROKEN, CUT, READY),
)

WRONG_LENGTHS: Final = (
    one("PNG chunk longer than the file", lambda: png(chunk(b"tEXt", b"k\0v", length=2**31 - 1)), BROKEN, CUT),
    one("PNG with a wrong checksum", lambda: PNG_HEAD + chunk(b"IHDR", b"\0" * 13, crc=1), BROKEN),
    one("PNG without pixels", lambda: PNG_HEAD + png_header(8, 8) + chunk(b"IEND", b""), BROKEN, CUT),
    one("PNG with pixels for half of it", lambda: png(pixels=zlib.compress(bytes(36))), READY, BROKEN, CUT),
    one("JPEG segment of no length", lambda: jpeg_with(segment(0xE5, b"", length=0)), BROKEN, READY, CUT),
    one("JPEG segment longer than the file", lambda: jpeg_with(segment(0xE5, b"", length=65_535)), BROKEN, CUT),
    one("JPEG without tables", lambda: seed("JPEG").replace(b"\xff\xc4", b"\xff\xe9"), READY, BROKEN),
    one("WebP longer than it is", lambda: riff(seed("WEBP")[12:], size=2**31), CUT),
    one("WebP shorter than it is", lambda: riff(seed("WEBP")[12:], size=20), BROKEN, READY),
    one("HEIC box of no length", lambda: _heic_head() + box(b"meta", b"", size=0), BROKEN, CUT),
    one("HEIC box longer than the file", lambda: _heic_head() + box(b"meta", b"", size=2**31), CUT),
    one("HEIC of boxes in boxes", lambda: _heic_head() + _nested(2000), BROKEN, CUT),
    one("AVIF of nonsense", lambda: box(b"ftyp", b"avif\0\0\0\0avifmif1") + b"\xff" * 400, BROKEN, CUT),
    one("GIF with codes too long", lambda: gif(1).replace(b"\x02\x02\x44", b"\x0d\x02\x44"), BROKEN, READY, CUT),
    one(
        "GIF picture beyond its frame",
        lambda: gif(1, size=(1, 1)).replace(b"\x2c\0\0\0\0", b"\x2c\xff\xff\xff\xff"),
        READY,
        BROKEN,
        MANY,
        CUT,
        "took_too_long",
        "too_much_memory",
    ),
    one("bitmap whose pixels lie behind its end", lambda: bmp(4, 4, pixels_at=2**31 - 1), BROKEN, CUT),
    one("one byte", lambda: b"\xff", KEPT),
    one("nothing", lambda: b"", "empty"),
)


def _heic_head() -> bytes:
    whole = seed("HEIC")
    return whole[: int.from_bytes(whole[:4])]


def _nested(depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = box(b"meta", b"\0\0\0\0" + body)
    return body


CORPUS: Final = (*TRUNCATED, *FLIPPED, *BOMBS, *POLYGLOTS, *LOOPS_AND_LIES, *ABSURD, *WRONG_LENGTHS)

#: What files are called. Whatever it is, the file is taken.
NAMES: Final = (
    *("../../../etc/passwd", "..\\..\\windows\\system32", "/dev/null", "C:\\CON", "NUL", ".", "..", " ", ""),
    *("a\0b.jpg", "a\nb\rc.jpg", "\x1b[31mred.jpg", "gpj.\u202eexe", "a\u200bb\u2066c.jpg", "\ufeffbom.jpg"),
    *("a" * 5000 + ".jpg", "é" * 300, "👩‍👩‍👧‍👦.jpg", "файл.jpg", "ملف.jpg", "图片.jpg", "e\u0301.jpg", "\u212b.jpg"),
    *(
        "'; DROP TABLE series_item; --",
        "<script>alert(1)</script>.jpg",
        "{{ 7 * 7 }}",
        "%00%2e%2e%2f",
        "${jndi:ldap://x}",
    ),
    *(b"caf\xe9.jpg".decode("utf-8", "surrogateescape"), "写真.jpg".encode("shift-jis").decode("latin-1")),
    *("\ud800.jpg", "name.jpg" * 200, "-rf", "=1+1", "\u0000", "\U0010ffff.jpg"),
)
