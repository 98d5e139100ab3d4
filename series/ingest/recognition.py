"""What a file really is, told from its first bytes and never from its name; and the words for refusing one."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import puremagic

# Enough for every signature below and for the brands of a HEIC or AVIF file.
HEAD_BYTES: Final = 4096
_TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
# puremagic's confidence for a signature of four bytes. Shorter ones fit too many files.
_SURE: Final = 0.4

_WHAT_IS_READ: Final = "Pictures are read as JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC or AVIF."

# Every reason for which a file's bytes are refused: what is wrong, and what the uploader can do. `{kind}` is what the
# file seems to be.
SENTENCES: Final = {
    "empty": "The file is empty. Copy it again from where it came from, and upload it again.",
    "not_a_picture": "This is not a picture but {kind}. " + _WHAT_IS_READ,
    "not_allowed": "This is {kind}, which is not read as a picture. " + _WHAT_IS_READ,
    "truncated": "The picture breaks off before its end. Copy it again from where it came from, and upload it again.",
    "damaged": "The picture is damaged and cannot be read. Try to open it, save it as PNG, and upload that copy.",
    "too_many_pixels": "The picture has more pixels than may be opened safely. Upload a smaller copy of it.",
    "took_too_long": "Reading the picture took too long, so it was stopped. Open it, save it as PNG, and upload that.",
    "too_much_memory": "Reading the picture took too much memory. Upload a smaller copy of it.",
    "decoder_crashed": "Reading the picture made the decoder fail. Open it, save it as PNG, and upload that copy.",
    "not_readable": "This is {kind}. It is kept, but cannot be shown. Upload a copy in another format too.",
    "crop_outside": "The rectangle does not lie inside the picture. Draw it again.",
    "crop_too_small": "The rectangle is too small to show anything. Draw a larger one.",
}


@dataclass(frozen=True)
class Recognised:
    """A file of an allowed type."""

    media_type: str
    extension: str


@dataclass(frozen=True)
class Refusal:
    """Why one file is not taken: a stable code for programs, a sentence for its uploader."""

    code: str
    sentence: str


def refusal(code: str, kind: str = "") -> Refusal:
    """Make the refusal for one of the codes of SENTENCES. Raises KeyError for an unknown one."""
    return Refusal(code, SENTENCES[code].format(kind=kind))


def recognise(path: Path) -> Recognised | Refusal:
    """Tell the real type of a file by its signature. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        return refusal("empty")
    for recognised, has_signature in _ALLOWED:
        if has_signature(head):
            return recognised
    return _refuse(head)


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_bmp(head: bytes) -> bool:
    """Two letters are too little to go by ("BM" begins many texts): the size of the second header must fit too."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in (12, 16, 40, 52, 56, 64, 108, 124)


def _is_tiff(head: bytes) -> bool:
    """Classic and big TIFF; not Canon's raw format, which begins alike but shows only a thumbnail as a TIFF."""
    return head.startswith(_TIFF) and head[8:10] != b"CR"


def _brands(head: bytes) -> list[bytes]:
    """The major and the compatible brands of an ISO base media file (ISO/IEC 14496-12, 4.3)."""
    if head[4:8] != b"ftyp":
        return []
    box = head[: int.from_bytes(head[:4])]
    return [box[8:12], *(box[at : at + 4] for at in range(16, len(box), 4))]


# A film may list a picture's brand as compatible; its own major brand then decides.
_FILM_BRANDS: Final = (b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"qt  ", b"M4V ", b"3gp4", b"3gp5", b"dash")


def _is_picture_of(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[8:12] not in _FILM_BRANDS and not set(brands).isdisjoint(_brands(head))


_ALLOWED: Final[tuple[tuple[Recognised, Callable[[bytes], bool]], ...]] = (
    (Recognised("image/jpeg", ".jpg"), _starts(b"\xff\xd8\xff")),
    (Recognised("image/png", ".png"), _starts(b"\x89PNG\r\n\x1a\n")),
    (Recognised("image/webp", ".webp"), _is_webp),
    (Recognised("image/gif", ".gif"), _starts(b"GIF87a", b"GIF89a")),
    (Recognised("image/tiff", ".tiff"), _is_tiff),
    (Recognised("image/bmp", ".bmp"), _is_bmp),
    (Recognised("image/avif", ".avif"), _is_picture_of(b"avif", b"avis")),
    (Recognised("image/heic", ".heic"), _is_picture_of(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")),
)
ALLOWED_MEDIA_TYPES: Final = frozenset(recognised.media_type for recognised, _ in _ALLOWED)


def _refuse(head: bytes) -> Refusal:
    """Say what a file that is not allowed seems to be."""
    if b"<svg" in head:
        return refusal("not_allowed", "an SVG drawing")
    if head.startswith(_TIFF):
        return refusal("not_allowed", "a camera's raw file")
    for kind, signatures in _NOT_PICTURES:
        if head.startswith(signatures):
            return refusal("not_a_picture", kind)
    media_type, name = _guess(head)
    if media_type.startswith(("image/", "video/")):
        return refusal("not_allowed", f"a file of the type “{name}”")
    return refusal("not_a_picture", "a text" if _is_text(head) else "a file of another or unknown type")


def other_type(head: bytes) -> str:
    """Return the media type of what is neither picture, video nor sound, as far as its first bytes tell."""
    if b"<svg" in head:
        return "image/svg+xml"
    if head.startswith(_TIFF) or head[4:12] == b"ftypcrx ":
        return "image/x-raw"
    if head[4:8] == b"ftyp":
        return "application/octet-stream"
    for kind, signatures in _NOT_PICTURES:
        if head.startswith(signatures):
            return _TYPES[kind]
    media_type, _ = _guess(head)
    if media_type.startswith(("image/", "video/", "audio/")) and len(media_type) <= _LONGEST_TYPE:
        return media_type
    return "text/plain" if _is_text(head) else "application/octet-stream"


_LONGEST_TYPE: Final = 40
_TYPES: Final = {
    "a program": "application/x-executable",
    "a ZIP archive or an office document": "application/zip",
    "an archive": "application/x-archive",
    "a PDF document": "application/pdf",
    "a web page": "text/html",
}
_NOT_PICTURES: Final[tuple[tuple[str, tuple[bytes, ...]], ...]] = (
    ("a program", (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")),
    ("a ZIP archive or an office document", (b"PK\x03\x04", b"PK\x05\x06")),
    ("an archive", (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\0")),
    ("a PDF document", (b"%PDF",)),
    ("a web page", (b"<!DOCTYPE", b"<!doctype", b"<html", b"<HTML")),
)


def _guess(head: bytes) -> tuple[str, str]:
    """The media type and name that the longest fitting signature gives; both empty when none is sure enough."""
    if head[4:8] == b"ftyp":
        return "video/mp4", "MPEG-4 or QuickTime video"
    try:
        guesses = puremagic.magic_string(head)
    except puremagic.PureError:
        return "", ""
    sure = [guess for guess in guesses if guess.mime_type and guess.confidence >= _SURE]
    return (sure[0].mime_type, sure[0].name) if sure else ("", "")


def _is_text(head: bytes) -> bool:
    try:
        # The head may end within a character of several bytes: an incremental decoder waits for the rest of it.
        return "\0" not in codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
