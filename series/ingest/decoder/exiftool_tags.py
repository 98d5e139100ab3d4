"""What exiftool says, brought to the fields of a description: bounded, without control characters, checked."""

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from series.ingest.decoder.metadata import LONGEST_NAME, MOST_ALTITUDE, MOST_TAGS, clean, moment, serial_of

_DEEPEST: Final = 4
_LONGEST_LIST: Final = 32
#: A whole description's texts together, so that no file fills the database.
_MOST_TEXT: Final = 64_000
_NOT_THE_FILES: Final = ("SourceFile", "File:FileName", "File:Directory", "ExifTool:")
_BINARY: Final = "(Binary data"

#: Where each field stands, the surest first.
_MAKER: Final = ("EXIF:Make", "XMP:Make", "QuickTime:Make", "MakerNotes:Make")
_MODEL: Final = ("EXIF:Model", "XMP:Model", "QuickTime:Model", "MakerNotes:Model")
_SERIAL: Final = ("EXIF:SerialNumber", "XMP:SerialNumber", "MakerNotes:SerialNumber", "MakerNotes:InternalSerialNumber")
_LENS: Final = ("EXIF:LensModel", "XMP:LensModel", "XMP:Lens", "MakerNotes:LensModel")
_SOFTWARE: Final = ("EXIF:Software", "XMP:CreatorTool", "QuickTime:Software", "PNG:Software")
_TAKEN: Final = (
    ("EXIF:DateTimeOriginal", "EXIF:OffsetTimeOriginal"),
    ("XMP:DateTimeOriginal", ""),
    ("QuickTime:CreationDate", ""),
    ("EXIF:CreateDate", "EXIF:OffsetTimeDigitized"),
)
_MODIFIED: Final = (("EXIF:ModifyDate", "EXIF:OffsetTime"), ("XMP:ModifyDate", ""), ("PNG:ModifyDate", ""))

Json = str | int | float | list["Json"]


def described(tags: dict[str, Any]) -> dict[str, Any]:
    """Give what a decode job gives of its metadata, from the tags by `Group:Name`."""
    latitude, longitude = _position(tags)
    return {
        "metadata": dict(_bounded(tags)),
        "maker": _name(tags, _MAKER),
        "model": _name(tags, _MODEL),
        "serial": next((found for one in _SERIAL if (found := serial_of(tags.get(one)))), ""),
        "lens": _name(tags, _LENS),
        "software": _name(tags, _SOFTWARE),
        "taken_at": _time(tags, _TAKEN),
        "modified_at": _time(tags, _MODIFIED),
        "gps_at": moment(tags.get("Composite:GPSDateTime"), "Z"),
        "latitude": latitude,
        "longitude": longitude,
        "altitude": _number(tags.get("Composite:GPSAltitude"), MOST_ALTITUDE),
    }


def _name(tags: dict[str, Any], names: tuple[str, ...]) -> str:
    texts = (clean(str(tags[one]), LONGEST_NAME) for one in names if isinstance(tags.get(one), str | int))
    return next((text for text in texts if text), "")


def _time(tags: dict[str, Any], names: tuple[tuple[str, str], ...]) -> str | None:
    times = (moment(tags.get(name), tags.get(offset)) for name, offset in names)
    return next((time for time in times if time), None)


def _position(tags: dict[str, Any]) -> tuple[float, float] | tuple[None, None]:
    """Degrees, north and east positive; nothing where a direction is missing or invented."""
    for name, directions in (("EXIF:GPSLatitudeRef", "NS"), ("EXIF:GPSLongitudeRef", "EW")):
        said = tags.get(name)
        if said is not None and str(said).strip().upper()[:1] not in (*directions,):
            return None, None
    latitude = _number(tags.get("Composite:GPSLatitude"), 90)
    longitude = _number(tags.get("Composite:GPSLongitude"), 180)
    if latitude is None or longitude is None:
        return None, None
    return round(latitude, 7), round(longitude, 7)


def _number(value: Any, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        return None
    return float(value)


def _bounded(tags: dict[str, Any]) -> Iterator[tuple[str, Json]]:
    """Give at most MOST_TAGS tags with a bounded amount of text."""
    left = _MOST_TEXT
    for name, value in islice(_flat(tags), MOST_TAGS):
        left -= len(name) + len(str(value))
        if left < 0:
            return
        yield name, value


def _flat(tags: dict[str, Any]) -> Iterator[tuple[str, Json]]:
    for name, value in tags.items():
        if name.startswith(_NOT_THE_FILES) or (isinstance(value, str) and value.startswith(_BINARY)):
            continue
        yield from _named(clean(name, LONGEST_NAME), value, 0)


def _named(name: str, value: Any, depth: int) -> Iterator[tuple[str, Json]]:
    """A structure becomes a tag for each of its fields, named with a dot."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for field, part in islice(value.items(), _LONGEST_LIST):
            yield from _named(clean(f"{name}.{field}", LONGEST_NAME), part, depth + 1)
    elif name and (safe := _safe(value, 0)) is not None:
        yield name, safe


def _safe(value: Any, depth: int) -> Json | None:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | dict) and depth < _DEEPEST - 1:
        parts = value if isinstance(value, list) else [f"{name}: {part}" for name, part in value.items()]
        safe = (_safe(part, depth + 1) for part in parts[:_LONGEST_LIST])
        return [part for part in safe if part is not None]
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else None
    return value if isinstance(value, float) and math.isfinite(value) else None
