"""What the decoder tells about a video or a sound. As with pictures, every field is checked before anyone uses it."""

import math
from dataclasses import dataclass
from typing import Any, Final

from series.ingest.decoder.description import BadReplyError
from series.ingest.decoder.frames import FramePrint
from series.ingest.decoder.metadata import LONGEST_NAME, LONGEST_TEXT, MOST_TAGS, clean
from series.ingest.recognition import Refusal

#: The picture of a video's sound, beside the usual three.
SPECTROGRAM: Final = "spectrogram.jpg"
#: Fingerprints of frames; read when the job is done, and removed.
FRAMES: Final = "frames.bin"
MOST_STREAMS: Final = 32
#: An hour a day for a year; a header that says more lies.
LONGEST_SECONDS: Final = 365 * 3600.0
_LARGEST: Final = 1 << 31
_PARTS: Final = frozenset({"decode", "preview"})
_STREAM_KINDS: Final = frozenset({"video", "sound", "cover", "subtitle", "data"})
_STREAM_TEXTS: Final = ("codec", "language")
_STREAM_NUMBERS: Final = ("width", "height", "sample_rate", "channels", "bit_rate")
_AS_SOUND: Final = {
    "video/mp4": "audio/mp4",
    "video/quicktime": "audio/mp4",
    "video/webm": "audio/webm",
    "video/ogg": "audio/ogg",
    "video/x-matroska": "audio/x-matroska",
    "video/x-ms-asf": "audio/x-ms-wma",
}

#: Why a video or a sound is refused, by the same codes as for pictures: what is wrong, and what the uploader can do.
SENTENCES: Final = {
    "damaged": "The video or sound is damaged and nothing of it can be read. Copy it again, and upload that copy.",
    "truncated": "The video or sound breaks off before anything can be read. Copy it again, and upload that copy.",
    "too_many_pixels": "The video's pictures have more pixels than may be opened safely. Upload a smaller copy of it.",
    "took_too_long": "Reading the video or sound took too long. Save it in another format, and upload that copy.",
    "too_much_memory": "Reading the video or sound took too much memory. Upload a copy in another format.",
    "decoder_crashed": "Reading the video or sound made the decoder fail. Upload a copy in another format.",
}
#: Not a fault of the file: its coding is none that is read. It is kept as evidence, and not shown.
NOT_READABLE: Final = "not_readable"


@dataclass(frozen=True)
class Recording:
    """What one video or sound is. Width and height are of the stored pixels, and None for a sound.

    ``frames`` are those of each second that differ from all before; ``read_until`` is how far it was read, which is
    short of ``duration`` where ``is_whole`` is false; without ``every_second`` only key frames were looked at from some
    point on.
    """

    kind: str
    media_type: str
    width: int | None
    height: int | None
    duration: float
    read_until: float
    is_whole: bool
    every_second: bool
    has_sound: bool
    streams: list[dict[str, Any]]
    metadata: dict[str, str]
    frames: tuple[FramePrint, ...]
    timings: dict[str, float]


def refusal(code: str) -> Refusal:
    """Make the refusal of a video or a sound; an unknown code is a decoder that failed."""
    known = code if code in SENTENCES else "decoder_crashed"
    return Refusal(known, SENTENCES[known])


def recording_from(answer: dict[str, Any], media_type: str, frames: tuple[FramePrint, ...]) -> Recording:
    """Check the answer field by field. Raises BadReplyError."""
    is_video = answer.get("kind") == "video"
    if answer.get("kind") not in ("video", "sound") or is_video != bool(frames):
        raise BadReplyError("kind")
    return Recording(
        kind="video" if is_video else "sound",
        media_type=media_type if is_video else _AS_SOUND.get(media_type, media_type),
        width=_whole(answer, "width", 1) if is_video else None,
        height=_whole(answer, "height", 1) if is_video else None,
        duration=_seconds(answer, "duration"),
        read_until=_seconds(answer, "read_until"),
        is_whole=_truth(answer, "is_whole"),
        every_second=_truth(answer, "every_second"),
        has_sound=_truth(answer, "has_sound"),
        streams=_streams(answer.get("streams")),
        metadata=_metadata(answer.get("metadata")),
        frames=frames,
        timings=_timings(answer.get("timings")),
    )


def _whole(answer: dict[str, Any], name: str, least: int = 0) -> int:
    value = answer.get(name)
    if type(value) is not int or not least <= value < _LARGEST:
        raise BadReplyError(name)
    return value


def _seconds(answer: dict[str, Any], name: str) -> float:
    value = answer.get(name)
    if not isinstance(value, float) or not 0 <= value < math.inf:
        raise BadReplyError(name)
    return min(value, LONGEST_SECONDS)


def _truth(answer: dict[str, Any], name: str) -> bool:
    value = answer.get(name)
    if not isinstance(value, bool):
        raise BadReplyError(name)
    return value


def _streams(streams: Any) -> list[dict[str, Any]]:
    if not isinstance(streams, list) or len(streams) > MOST_STREAMS:
        raise BadReplyError("streams")
    return [_stream(stream) for stream in streams]


def _stream(stream: Any) -> dict[str, Any]:
    if not isinstance(stream, dict) or stream.get("kind") not in _STREAM_KINDS:
        raise BadReplyError("streams")
    rate = stream.get("frame_rate")
    if not isinstance(rate, float) or not 0 <= rate <= 1000:
        raise BadReplyError("streams")
    texts = {name: stream.get(name) for name in _STREAM_TEXTS}
    if not all(isinstance(text, str) and text == clean(text, LONGEST_NAME) for text in texts.values()):
        raise BadReplyError("streams")
    return {
        "kind": stream["kind"],
        "frame_rate": rate,
        **texts,
        **{name: _whole(stream, name) for name in _STREAM_NUMBERS},
    }


def _metadata(metadata: Any) -> dict[str, str]:
    if not isinstance(metadata, dict) or len(metadata) > MOST_TAGS:
        raise BadReplyError("metadata")
    for name, value in metadata.items():
        if name != clean(name, LONGEST_NAME) or not isinstance(value, str) or value != clean(value, LONGEST_TEXT):
            raise BadReplyError("metadata")
    return metadata


def _timings(timings: Any) -> dict[str, float]:
    if not isinstance(timings, dict) or not set(timings) <= _PARTS:
        raise BadReplyError("timings")
    if not all(isinstance(seconds, float) and 0 <= seconds < math.inf for seconds in timings.values()):
        raise BadReplyError("timings")
    return timings
