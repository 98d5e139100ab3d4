"""Videos and sounds of the corpus: cut, flipped, without an end, lying about lengths, rates and times."""

import functools
import struct
from typing import Final

from tests import recordings
from tests.hostile.shaping import Hostile, box, flipped, one

READY, KEPT, CUT, BROKEN = "ready", "kept", "truncated", "damaged"
ANY: Final = (READY, KEPT, CUT, BROKEN)


@functools.cache
def seed(media_type: str) -> bytes:
    """Return a small good file of this type."""
    return recordings.of_type(media_type, 1, 2)


def _cut(media_type: str, share: float) -> Hostile:
    def make() -> bytes:
        whole = seed(media_type)
        return whole[: max(16, round(len(whole) * share))]

    return one(f"{media_type} cut at {share:.0%}", make, *ANY)


def _flipped(media_type: str) -> Hostile:
    def make() -> bytes:
        whole = seed(media_type)
        return flipped(whole, *range(200 * 8, len(whole) * 8, len(whole) * 8 // 60))

    return one(f"{media_type} with bits flipped", make, *ANY)


def wav(*, rate: int = 16_000, channels: int = 1, bits: int = 16, said: int | None = None, data: bytes = b"") -> bytes:
    """A WAV whose header says so."""
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * block & 0xFFFFFFFF, block & 0xFFFF, bits)
    length = len(data) if said is None else said
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", length) + data
    return b"RIFF" + struct.pack("<I", 0xFFFFFFFF if said else len(body)) + body


def _changed(media_type: str, where: bytes, offset: int, into: bytes) -> bytes:
    """The seed with other bytes so far behind the first place of these."""
    content = bytearray(seed(media_type))
    at = content.index(where) + offset
    content[at : at + len(into)] = into
    return bytes(content)


def _nested(depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = box(b"moov", body)
    return box(b"ftyp", b"isom\0\0\0\0isommp42") + body


_MKV_HEAD: Final = b"\x1aE\xdf\xa3\x8fB\x82\x88matroska"
_NOUGHT: Final = b"\0\0\0\0"
_ALL: Final = b"\xff\xff\xff\xff"

STREAMS: Final = (
    *(_cut(media_type, share) for media_type in recordings.CODINGS for share in (0.02, 0.5, 0.95)),
    *(_flipped(media_type) for media_type in recordings.CODINGS),
    one("MP4 of boxes in boxes", lambda: _nested(2000), *ANY),
    one("MP4 that lasts for ever", lambda: _changed("video/mp4", b"mvhd", 20, _ALL), *ANY),
    one("MP4 with a time scale of nought", lambda: _changed("video/mp4", b"mdhd", 16, _NOUGHT), *ANY),
    one("MP4 that says it has four billion samples", lambda: _changed("video/mp4", b"stsz", 12, _ALL), *ANY),
    one("MP4 whose samples lie behind its end", lambda: _changed("video/mp4", b"stco", 12, b"\x7f\xff\xff\xff"), *ANY),
    one("MP4 of 65,535 x 65,535", lambda: _changed("video/mp4", b"avc1", 28, _ALL), *ANY),
    one("MP4 that is nothing but its type", lambda: box(b"ftyp", b"isom\0\0\0\0isommp42"), *ANY),
    one("MP4 whose box never ends", lambda: box(b"ftyp", b"isom\0\0\0\0") + box(b"mdat", bytes(5000), size=0), *ANY),
    one("Matroska without an end", lambda: _MKV_HEAD + b"\x18S\x80g\x01" + b"\xff" * 7 + bytes(9000), *ANY),
    one(
        "Matroska element longer than the file", lambda: _MKV_HEAD + b"\x18S\x80g\x08\x7f\xff\xff\xff" + bytes(90), *ANY
    ),
    one("AVI without frames", lambda: b"RIFF\xff\xff\xff\x7fAVI LIST" + bytes(900), *ANY),
    one("WAV of no samples a second", lambda: wav(rate=0, data=bytes(9000)), *ANY),
    one("WAV of four billion samples a second", lambda: wav(rate=2**32 - 1, data=bytes(9000)), *ANY),
    one("WAV of 65,535 channels", lambda: wav(channels=65_535, data=bytes(90_000)), *ANY),
    one("WAV that says it holds 4 GB", lambda: wav(said=2**32 - 1, data=bytes(9000)), *ANY),
    one("WAV of 8 hours of nothing", lambda: wav(rate=100, bits=8, data=bytes(100 * 8 * 3600)), *ANY),
    one("MP3 of nothing but its head", lambda: b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(200), *ANY),
    one("MP3 behind 20 MB of tags", lambda: b"ID3\x04\0\0\x09\x44\x5a\0" + bytes(20 << 20) + seed("audio/mpeg"), *ANY),
    one("Ogg page again and again", lambda: seed("audio/ogg")[:200] * 5000, *ANY),
    one("FLAC with a picture of 16 MB that is not there", lambda: b"fLaC\x86\xff\xff\xff" + bytes(400), *ANY),
    one("transport stream of one packet 20,000 times", lambda: seed("video/mp2t")[:188] * 20_000, *ANY),
    one("MPEG that is a script too", lambda: b"\0\0\x01\xba<script>alert(1)</script>" + seed("video/mpeg"), *ANY),
    one("web page with a video behind it", lambda: b"<!DOCTYPE html>" + seed("video/mp4"), KEPT),
)
