"""Opening a video or a sound: one demuxer, one thread, no other file; what its streams and its header say, bounded."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, BinaryIO, Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from series.ingest.decoder.answers import RefusedFileError
from series.ingest.decoder.metadata import LONGEST_NAME, MOST_TAGS, clean
from series.ingest.decoder.recordings import LONGEST_SECONDS, MOST_STREAMS

# FFmpeg's name of the demuxer for each type. It is never left to guess: among what it would guess are playlists, which
# name other files.
DEMUXERS: Final = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
    "video/x-ms-asf": "asf",
    "video/mpeg": "mpeg",
    "video/mp2t": "mpegts",
    "video/ogg": "ogg",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    "audio/mp4": "mov",
    "audio/flac": "flac",
}
# What cameras, telephones, messengers and editing programs write. Each decoder less is one that cannot be attacked.
VIDEO_CODECS: Final = frozenset(
    {
        *("h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "libvpx", "libvpx-vp9", "theora"),
        *("mpeg1video", "mpeg2video", "mpeg4", "msmpeg4", "msmpeg4v1", "msmpeg4v2", "h263", "flv"),
        *("wmv1", "wmv2", "wmv3", "vc1", "mjpeg", "prores", "dvvideo", "rawvideo"),
    }
)
SOUND_CODECS: Final = frozenset(
    {
        *("aac", "mp3", "mp3float", "mp2", "mp2float", "ac3", "eac3", "opus", "libopus", "vorbis", "flac", "alac"),
        *("wmav1", "wmav2", "wmapro", "amrnb", "amrwb", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt"),
        *("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_u8"),
        *("pcm_alaw", "pcm_mulaw"),
    }
)
_LONGEST_CODE: Final = 32


@dataclass(frozen=True)
class StreamFacts:
    """What is told of one stream. What does not apply to its kind, or is not known, is nought or empty."""

    kind: str
    codec: str
    width: int = 0
    height: int = 0
    frame_rate: float = 0.0
    sample_rate: int = 0
    channels: int = 0
    bit_rate: int = 0
    language: str = ""


@contextmanager
def opened(source: BinaryIO, media_type: str) -> Iterator[InputContainer]:
    """Open a file by its descriptor with the one demuxer of its type; nothing else is opened for it."""
    options = {"codec_whitelist": ",".join(sorted(VIDEO_CODECS | SOUND_CODECS)), "max_streams": str(MOST_STREAMS)}
    with av.open(source, "r", format=DEMUXERS[media_type], options=options, metadata_errors="replace") as container:
        yield container


def picture_stream(container: InputContainer, most_pixels: int) -> VideoStream | None:
    """Return the stream of moving pictures that is decoded, made ready; a cover of a sound is none.

    :raises RefusedFileError: its pictures are too large.
    """
    for stream in container.streams.video:
        if stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails):
            continue
        if stream.codec_context is None or stream.codec_context.name not in VIDEO_CODECS:
            continue
        if stream.codec_context.width * stream.codec_context.height > most_pixels:
            raise RefusedFileError("too_many_pixels")
        _alone(stream)
        return stream
    return None


def sound_stream(container: InputContainer) -> AudioStream | None:
    """Return the stream of sound that is decoded, made ready."""
    for stream in container.streams.audio:
        if stream.codec_context is not None and stream.codec_context.name in SOUND_CODECS:
            _alone(stream)
            return stream
    return None


def streams_of(container: InputContainer) -> list[dict[str, Any]]:
    """Tell of every stream what its header says."""
    return [asdict(_facts(stream)) for stream in islice(container.streams, MOST_STREAMS)]


def tags_of(container: InputContainer) -> dict[str, str]:
    """Return the container's own tags, cleaned and bounded."""
    cleaned = {clean(name, LONGEST_NAME): clean(value) for name, value in container.metadata.items()}
    return {name: value for name, value in list(cleaned.items())[:MOST_TAGS] if name and value}


def declared_seconds(container: InputContainer) -> float | None:
    """Return how long the header says that it is."""
    seconds = (container.duration or 0) / 1_000_000
    return seconds if 0 < seconds <= LONGEST_SECONDS else None


def _alone(stream: VideoStream | AudioStream) -> None:
    stream.codec_context.thread_count = 1
    stream.codec_context.thread_type = "NONE"


def _facts(stream: Stream) -> StreamFacts:
    context: Any = stream.codec_context
    codec = clean(context.name if context is not None else "", _LONGEST_CODE)
    language = clean(stream.metadata.get("language", ""), _LONGEST_CODE)
    language = "" if language == "und" else language
    bits = _bounded(getattr(context, "bit_rate", None))
    if isinstance(stream, VideoStream) and context is not None:
        kind = "cover" if stream.disposition & Disposition.attached_pic else "video"
        rate = _rate(stream.average_rate or stream.guessed_rate)
        return StreamFacts(kind, codec, context.width, context.height, rate, bit_rate=bits, language=language)
    if isinstance(stream, AudioStream) and context is not None:
        sample_rate, channels = _bounded(context.sample_rate), _bounded(context.channels)
        return StreamFacts("sound", codec, sample_rate=sample_rate, channels=channels, bit_rate=bits, language=language)
    return StreamFacts(stream.type if stream.type == "subtitle" else "data", codec, language=language)


def _bounded(value: int | None) -> int:
    return value if value is not None and 0 <= value < 1 << 31 else 0


def _rate(value: Any) -> float:
    rate = float(value) if value else 0.0
    return round(rate, 3) if math.isfinite(rate) and 0 <= rate <= 1000 else 0.0
