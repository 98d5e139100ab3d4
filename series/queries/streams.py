"""What is told of the streams of a video or a sound."""

from dataclasses import dataclass
from typing import Any

from series.models import Item

_KINDS = {"video": "Video", "sound": "Sound", "cover": "Cover picture", "subtitle": "Subtitles", "data": "Other data"}


@dataclass(frozen=True)
class StreamLine:
    """One stream in words."""

    kind: str
    codec: str
    details: str
    language: str


def stream_lines(item: Item) -> list[StreamLine]:
    """Return the streams of an item, in the file's order."""
    return [
        StreamLine(_KINDS.get(one["kind"], ""), one["codec"], _details(one), one["language"]) for one in item.streams
    ]


def has_sound(item: Item) -> bool:
    """Whether a video has sound that was drawn."""
    return item.kind == Item.Kind.VIDEO and any(one["kind"] == "sound" for one in item.streams)


def _details(stream: dict[str, Any]) -> str:
    channels = stream["channels"]
    parts = (
        f"{stream['width']} × {stream['height']} pixels" if stream["width"] else "",
        f"{stream['frame_rate']:g} frames a second" if stream["frame_rate"] else "",
        f"{stream['sample_rate']:,} Hz".replace(",", " ") if stream["sample_rate"] else "",
        f"{channels} channel{'' if channels == 1 else 's'}" if channels else "",
        f"{stream['bit_rate'] / 1000:.0f} kbit/s" if stream["bit_rate"] else "",
    )
    return ", ".join(part for part in parts if part)
