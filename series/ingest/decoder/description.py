"""What a file says of itself, checked: it comes from processes that a hostile file may have taken over."""

import math
from dataclasses import dataclass
from typing import Any, Final

from series.ingest.decoder.metadata import LONGEST_NAME, LONGEST_TEXT, MOST_ALTITUDE, MOST_TAGS, clean

_DEEPEST: Final = 4

Json = str | int | float | list["Json"]


class BadReplyError(ValueError):
    """The decoder's reply is not what a healthy decoder says."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """The useful part in fields, the whole as `metadata` by tag name.

    Texts are empty when unknown. Times are ISO 8601, with an offset where one is known; `gps_at` is what the receiver
    said, in UTC. Latitude and longitude are degrees, both or neither; altitude is metres above the sea.
    """

    metadata: dict[str, Json]
    maker: str
    model: str
    serial: str
    lens: str
    software: str
    taken_at: str | None
    modified_at: str | None
    gps_at: str | None
    latitude: float | None
    longitude: float | None
    altitude: float | None


def description_from(answer: dict[str, Any]) -> Description:
    """Check what was said, field by field. Raises BadReplyError."""
    return Description(
        metadata=_metadata(answer),
        maker=_text(answer, "maker"),
        model=_text(answer, "model"),
        serial=_text(answer, "serial"),
        lens=_text(answer, "lens"),
        software=_text(answer, "software"),
        taken_at=_time(answer, "taken_at"),
        modified_at=_time(answer, "modified_at"),
        gps_at=_time(answer, "gps_at"),
        latitude=_number(answer, "latitude", 90),
        longitude=_number(answer, "longitude", 180),
        altitude=_number(answer, "altitude", MOST_ALTITUDE),
    )


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or value != clean(value, LONGEST_NAME):
        raise BadReplyError(name)
    return value


def _time(answer: dict[str, Any], name: str) -> str | None:
    return None if answer.get(name) is None else _text(answer, name)


def _number(answer: dict[str, Any], name: str, most: float) -> float | None:
    value = answer.get(name)
    if value is None:
        return None
    if not isinstance(value, float) or not -most <= value <= most:
        raise BadReplyError(name)
    return value


def _metadata(answer: dict[str, Any]) -> dict[str, Json]:
    metadata = answer.get("metadata")
    if not isinstance(metadata, dict) or len(metadata) > MOST_TAGS:
        raise BadReplyError("metadata")
    if not all(name == clean(name) and _is_safe(value) for name, value in metadata.items()):
        raise BadReplyError("metadata")
    return metadata


def _is_safe(value: Any, depth: int = 0) -> bool:
    if isinstance(value, str):
        return value == clean(value, LONGEST_TEXT)
    if isinstance(value, list):
        return depth < _DEEPEST and all(_is_safe(part, depth + 1) for part in value)
    return isinstance(value, int | float) and math.isfinite(value)
