"""What a file is, of every kind that is kept: pictures, videos, sounds, and other evidence that is never shown.

A picture is what ``recognition`` takes for one. Videos and sounds are told by their signatures here, and proved by
decoding. Everything else is kept under a type that only says in words what it seems to be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from series.ingest import recognition
from series.ingest.recognition import HEAD_BYTES, Refusal

PICTURE: Final = "picture"
VIDEO: Final = "video"
SOUND: Final = "sound"
OTHER: Final = "other"
#: The type of what nothing is known about.
UNKNOWN: Final = "application/octet-stream"
#: What turns out, while it is decoded, to be evidence that is not shown.
RAW: Final = "image/x-raw"
UNREAD: Final = "application/x-unread-recording"

#: What browsers decode by themselves, in a process of their own; served under exactly these types.
PLAYABLE: Final = frozenset(
    {
        *("video/mp4", "video/webm", "video/ogg"),
        *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm", "audio/wav", "audio/flac"),
    }
)

#: What people call each type.
WORDS: Final = {
    "image/jpeg": "JPEG picture",
    "image/png": "PNG picture",
    "image/webp": "WebP picture",
    "image/gif": "GIF picture",
    "image/tiff": "TIFF picture",
    "image/bmp": "BMP picture",
    "image/avif": "AVIF picture",
    "image/heic": "HEIC picture",
    "video/mp4": "MP4 video",
    "video/quicktime": "QuickTime video",
    "video/webm": "WebM video",
    "video/x-matroska": "Matroska video",
    "video/x-msvideo": "AVI video",
    "video/x-ms-asf": "Windows Media video",
    "video/mpeg": "MPEG video",
    "video/mp2t": "MPEG transport stream",
    "video/ogg": "Ogg video",
    "audio/wav": "WAV sound",
    "audio/mpeg": "MP3 sound",
    "audio/mp4": "MPEG-4 sound",
    "audio/ogg": "Ogg sound",
    "audio/webm": "WebM sound",
    "audio/flac": "FLAC sound",
    "audio/x-matroska": "Matroska sound",
    "audio/x-ms-wma": "Windows Media sound",
    "image/svg+xml": "SVG drawing",
    RAW: "camera's raw file",
    "text/html": "web page",
    "text/plain": "text",
    "application/pdf": "PDF document",
    "application/zip": "ZIP archive or office document",
    "application/x-archive": "archive",
    "application/x-executable": "program",
    UNREAD: "video or sound in a coding that is not read here",
    UNKNOWN: "file of another or unknown type",
}


@dataclass(frozen=True)
class Known:
    """What a file is: its kind, and its media type, which for other evidence is only what it seems to be."""

    kind: str
    media_type: str


def tell(path: Path) -> Known | Refusal:
    """Tell what a file is by its first bytes; only an empty one is refused. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        return recognition.refusal("empty")
    found = recognition.recognise(path)
    if not isinstance(found, Refusal):
        return Known(PICTURE, found.media_type)
    for media_type, has_signature in _RECORDINGS:
        if has_signature(head):
            return Known(VIDEO if media_type.startswith("video/") else SOUND, media_type)
    return Known(OTHER, recognition.other_type(head))


def words(media_type: str) -> str:
    """Say a type in words that follow "a" or begin a line."""
    return WORDS.get(media_type, f"file of the type “{media_type}”" if media_type else "")


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _brand(head: bytes) -> bytes:
    return head[8:12] if head[4:8] == b"ftyp" else b""


# A camera's raw file, and pictures of kinds that are not taken.
_STILL_BRANDS: Final = (b"crx ", b"mif1", b"msf1", b"jp2 ", b"jpx ", b"jxl ")


def _is_sound_of_mpeg4(head: bytes) -> bool:
    return _brand(head) in (b"M4A ", b"M4B ", b"F4A ")


def _is_quicktime(head: bytes) -> bool:
    """Its own brand, or none: QuickTime's oldest files begin with any of these atoms."""
    if _brand(head):
        return _brand(head) == b"qt  "
    size = int.from_bytes(head[:4])
    return head[4:8] in (b"moov", b"mdat", b"wide", b"pnot") and (size == 1 or size >= 8)


def _is_riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] in (b"RIFF", b"RF64") and head[8:12] == kind


def _is_ebml(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82" + bytes([0x80 | len(kind)]) + kind in head


def _is_ogg(*, moving: bool) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"OggS") and (b"\x80theora" in head) == moving


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes each begin with 0x47; in those of cameras, after four more."""
    return any(
        len(head) > start + 4 * size and all(head[start + number * size] == 0x47 for number in range(5))
        for start, size in ((0, 188), (4, 192))
    )


_LAYER_3: Final = 1
_KILOBITS: Final = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _is_mp3(head: bytes) -> bool:
    """A tag before it, or two frames of which the first says where the second begins (ISO/IEC 11172-3, 2.4.1)."""
    if head.startswith(b"ID3") and len(head) > 9 and head[3] < 5 and not any(byte & 0x80 for byte in head[6:10]):
        return True
    size = _mp3_frame(head[:4])
    return size > 0 and _mp3_frame(head[size : size + 4]) > 0


def _mp3_frame(header: bytes) -> int:
    """How long the frame with this header is; nought when it is none."""
    if len(header) < 4:
        return 0
    word = int.from_bytes(header)
    version, layer, bits, rate = word >> 19 & 3, word >> 17 & 3, word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or layer != _LAYER_3 or version == 1 or not 0 < bits < 15 or rate == 3:
        return 0
    samples = 144 if version == 3 else 72
    return samples * 1000 * _KILOBITS[version == 3][bits] // _HERTZ[version][rate] + (word >> 9 & 1)


_RECORDINGS: Final[tuple[tuple[str, Callable[[bytes], bool]], ...]] = (
    ("audio/mp4", _is_sound_of_mpeg4),
    ("video/quicktime", _is_quicktime),
    ("video/mp4", lambda head: bool(_brand(head)) and _brand(head) not in _STILL_BRANDS),
    ("video/webm", _is_ebml(b"webm")),
    ("video/x-matroska", _is_ebml(b"matroska")),
    ("video/x-msvideo", _is_riff(b"AVI ")),
    ("audio/wav", _is_riff(b"WAVE")),
    ("video/x-ms-asf", _starts(bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"))),
    ("video/mpeg", _starts(b"\0\0\x01\xba")),
    ("video/mp2t", _is_transport_stream),
    ("video/ogg", _is_ogg(moving=True)),
    ("audio/ogg", _is_ogg(moving=False)),
    ("audio/flac", _starts(b"fLaC")),
    ("audio/mpeg", _is_mp3),
)
