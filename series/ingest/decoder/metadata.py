"""What EXIF says about a picture, made safe to store and to show: bounded, without control characters, checked."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import Any, Final

from PIL import ExifTags, Image

Json = str | int | float | list["Json"]

MOST_TAGS: Final = 200
LONGEST_TEXT: Final = 1000
LONGEST_NAME: Final = 200
#: Metres; what a receiver says beyond that is nonsense.
MOST_ALTITUDE: Final = 100_000
_LONGEST_LIST: Final = 32
_LONGEST_BYTES: Final = 32

_IFD = ExifTags.IFD
_BODY_SERIAL: Final = 0xA431
_CAMERA_SERIAL: Final = 0xC62F  # the same, in the words of DNG
_TAKEN: Final = 0x9003
_TAKEN_OFFSET: Final = 0x9011
_MODIFIED_OFFSET: Final = 0x9010
_LENS: Final = 0xA434
_USER_COMMENT: Final = 0x9286
# Makers' private data, and where embedded thumbnails lie: long, or meaningless outside the file.
_LEFT_OUT: Final = frozenset({0x927C, 0xC4A5, 0xC634, 0x02BC, 0x83BB, 0x8649, 0x8773, 0x8769, 0x8825, 0xA005})
# Windows' title, comment, author, keywords and subject: UTF-16 in a field of bytes.
_UTF_16: Final = frozenset({0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})
# Marks that change the direction of the text after them, with which a text can be made to look like another.
_DIRECTION_MARKS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNREADABLE: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    ArithmeticError,
    RuntimeError,
)

_DATE: Final = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET: Final = re.compile(r"([+-])(\d\d):(\d\d)")
_FRACTION: Final = re.compile(r"^\.\d+")


def describe(exif: Image.Exif) -> dict[str, Any]:
    """Give the tags as `metadata`, and what is worth a field of its own, for the report of a decode job."""
    base = dict(_readable(exif))
    detail, gps = _tags(exif, _IFD.Exif), _tags(exif, _IFD.GPSInfo)
    latitude, longitude = _position(gps)
    return {
        "metadata": dict(_bounded(base, detail, gps)),
        "maker": _name(base.get(ExifTags.Base.Make)),
        "model": _name(base.get(ExifTags.Base.Model)),
        "serial": serial_of(detail.get(_BODY_SERIAL, base.get(_CAMERA_SERIAL))),
        "lens": _name(detail.get(_LENS)),
        "software": _name(base.get(ExifTags.Base.Software)),
        "taken_at": moment(detail.get(_TAKEN), detail.get(_TAKEN_OFFSET)),
        "modified_at": moment(base.get(ExifTags.Base.DateTime), detail.get(_MODIFIED_OFFSET)),
        "gps_at": _gps_at(gps),
        "latitude": latitude,
        "longitude": longitude,
        "altitude": _altitude(gps),
    }


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """Keep what can be printed, on one line, at most `longest` characters."""
    kept = (" " if character.isspace() else character for character in text[: 4 * longest] if _is_kept(character))
    return "".join(kept).strip()[:longest].rstrip()


def _is_kept(character: str) -> bool:
    if character.isspace():
        return True
    return unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn") and character not in _DIRECTION_MARKS


def _tags(exif: Image.Exif, directory: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(directory))
    except _UNREADABLE:
        return {}


def _readable(exif: Image.Exif) -> Iterator[tuple[int, Any]]:
    """The tags of the first directory that can be read at all; one broken tag does not hide the others."""
    for tag in list(exif):
        try:
            yield int(tag), exif[tag]
        except _UNREADABLE:
            continue


def _bounded(base: dict[int, Any], detail: dict[int, Any], gps: dict[int, Any]) -> Iterable[tuple[str, Json]]:
    """Name at most MOST_TAGS tags, those of the standard before others, and make their values safe."""
    named = [(ExifTags.GPSTAGS.get(tag, f"GPSTag{tag:#06x}"), -1, value) for tag, value in gps.items()]
    named += [(ExifTags.TAGS.get(tag, f"Tag{tag:#06x}"), tag, value) for tag, value in (base | detail).items()]
    named.sort(key=lambda entry: (entry[0].startswith(("Tag", "GPSTag")), entry[1]))
    safe = ((name, _safe(tag, value)) for name, tag, value in named if tag not in _LEFT_OUT)
    return islice(((name, value) for name, value in safe if value is not None), MOST_TAGS)


def _safe(tag: int, value: Any) -> Json | None:
    if isinstance(value, bytes):
        return _from_bytes(tag, value)
    if isinstance(value, str):
        return clean(_rightly_decoded(value))
    if isinstance(value, tuple | list):
        parts = [_safe(tag, part) for part in value[:_LONGEST_LIST]]
        return [part for part in parts if part is not None]
    return _number(value)


def _from_bytes(tag: int, value: bytes) -> str:
    if tag in _UTF_16:
        return clean(value.decode("utf-16-le", "replace"))
    if tag == _USER_COMMENT and (comment := _comment(value)):
        return clean(comment)
    if value.isascii() and value.decode("ascii").isprintable():
        return value[:LONGEST_TEXT].decode("ascii").strip()
    return value[:_LONGEST_BYTES].hex() + ("…" if len(value) > _LONGEST_BYTES else "")


def _comment(value: bytes) -> str:
    """Decode a UserComment: eight bytes name the character code (EXIF 2.32, 4.6.5). Empty for a maker's own data."""
    code, text = value[:8], value[8:].rstrip(b"\0")
    encoding = "utf-8"
    if code.startswith(b"UNICODE"):
        text = value[8:]
        encoding = "utf-16-le" if text[1::2].count(0) >= text[::2].count(0) else "utf-16-be"
    try:
        return text.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _rightly_decoded(text: str) -> str:
    """Pillow reads every text as Latin-1, while phones write UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _number(value: Any) -> int | float | None:
    """Give an int as it is and a fraction as a finite float; None for anything else."""
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else None
    try:
        number = float(value)
    except _UNREADABLE:
        return None
    return number if abs(number) < float("inf") else None


def _name(value: Any) -> str:
    return clean(_rightly_decoded(value), LONGEST_NAME) if isinstance(value, str) else ""


def serial_of(value: Any) -> str:
    """The serial number of the camera's body; nothing for the zeros that some makers write in every camera."""
    serial = _name(str(value)) if isinstance(value, str | int) else ""
    return serial if serial.strip("0 -") else ""


def moment(said: Any, offset: Any = None) -> str | None:
    """A time as ISO 8601; with the offset from UTC where one was written beside it or behind it. None for nonsense."""
    date = _DATE.match(str(said or ""))
    if date is None:
        return None
    try:
        year, month, day, hour, minute, second = map(int, date.groups())
        zone = _zone(offset) or _zone(str(said)[date.end() :])
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).isoformat()
    except ValueError:
        return None


def _zone(said: Any) -> timezone | None:
    text = _FRACTION.sub("", str(said or ""), count=1)
    if text == "Z":
        return UTC
    offset = _OFFSET.fullmatch(text)
    if offset is None:
        return None
    sign, hours, minutes = offset.groups()
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-distance if sign == "-" else distance) if distance <= timedelta(hours=14) else None


def _gps_at(gps: dict[int, Any]) -> str | None:
    """What the receiver said the time was, which is UTC."""
    parts = gps.get(ExifTags.GPS.GPSTimeStamp)
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    hour, minute, second = (_number(part) for part in parts)
    if hour is None or minute is None or second is None:
        return None
    clock = f"{int(hour):02}:{int(minute):02}:{int(second):02}"
    return moment(f"{clean(str(gps.get(ExifTags.GPS.GPSDateStamp, '')))} {clock}", "Z")


def _altitude(gps: dict[int, Any]) -> float | None:
    """Metres above the sea; below it where the reference says so."""
    metres = _number(gps.get(ExifTags.GPS.GPSAltitude))
    if metres is None or not 0 <= metres <= MOST_ALTITUDE:
        return None
    below = gps.get(ExifTags.GPS.GPSAltitudeRef) in (1, b"\x01")
    return round(float(-metres if below else metres), 2)


def _position(gps: dict[int, Any]) -> tuple[float, float] | tuple[None, None]:
    """Latitude and longitude in degrees, north and east positive; both or neither."""
    tags = ExifTags.GPS
    latitude = _degrees(gps.get(tags.GPSLatitude), gps.get(tags.GPSLatitudeRef), "NS", 90)
    longitude = _degrees(gps.get(tags.GPSLongitude), gps.get(tags.GPSLongitudeRef), "EW", 180)
    if latitude is None or longitude is None:
        return None, None
    return latitude, longitude


def _degrees(value: Any, direction: Any, directions: str, most: int) -> float | None:
    """Turn degrees, minutes and seconds with a direction into degrees; None for anything out of range."""
    letter = clean(direction).upper() if isinstance(direction, str) else ""
    if not isinstance(value, tuple) or len(value) != 3 or len(letter) != 1 or letter not in directions:
        return None
    parts = [_number(part) for part in value]
    if any(part is None or part < 0 for part in parts):
        return None
    whole, minutes, seconds = (float(part or 0) for part in parts)
    degrees = whole + minutes / 60 + seconds / 3600
    if minutes >= 60 or seconds >= 60 or degrees > most:
        return None
    return round(-degrees if letter == directions[1] else degrees, 7)
