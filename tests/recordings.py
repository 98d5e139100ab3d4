"""Videos and sounds that tests upload, all made at run time: patterns that change each second, and tones."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
import numpy as np
from PIL import Image

from tests.media import pattern

SIZE: Final = (320, 240)
RATE: Final = 4
_SAMPLE_RATE: Final = 16_000


@dataclass(frozen=True)
class Coding:
    """How a file is written: FFmpeg's container, and the codings of pictures and sound; either may be none."""

    container: str
    pictures: str | None
    sound: str | None
    sample_format: str = "s16"
    sample_rate: int = _SAMPLE_RATE


#: By media type: every kind that is taken.
CODINGS: Final = {
    "video/mp4": Coding("mp4", "libx264", "aac", "fltp"),
    "video/quicktime": Coding("mov", "mjpeg", "pcm_s16le"),
    "video/x-msvideo": Coding("avi", "mpeg4", "pcm_s16le"),
    "video/x-matroska": Coding("matroska", "libx264", "flac"),
    "video/webm": Coding("webm", "libvpx", "libopus", "flt", 48_000),
    "video/x-ms-asf": Coding("asf", "wmv2", "wmav2", "fltp", 44_100),
    "video/mpeg": Coding("mpeg", "mpeg2video", "mp2", "s16", 44_100),
    "video/mp2t": Coding("mpegts", "mpeg2video", "mp2", "s16", 44_100),
    "audio/wav": Coding("wav", None, "pcm_s16le"),
    "audio/mpeg": Coding("mp3", None, "libmp3lame", "s16p", 44_100),
    "audio/mp4": Coding("ipod", None, "aac", "fltp", 44_100),
    "audio/ogg": Coding("ogg", None, "libopus", "flt", 48_000),
    "audio/flac": Coding("flac", None, "flac"),
}


def scenes(*seeds: int, size: tuple[int, int] = SIZE) -> list[Image.Image]:
    """Make one picture for each second."""
    return [pattern(seed, size) for seed in seeds]


def video(pictures: Sequence[Image.Image], media_type: str = "video/mp4", *, with_sound: bool = True) -> bytes:
    """Make a video that shows each picture for a second, with a tone that rises each second."""
    return _written(CODINGS[media_type], list(pictures), len(pictures) if with_sound else 0)


def sound(seconds: int = 3, media_type: str = "audio/wav") -> bytes:
    """Make a sound: a tone that rises each second."""
    return _written(CODINGS[media_type], [], seconds)


def of_type(media_type: str, *seeds: int) -> bytes:
    """Make a video or a sound of any type that is taken."""
    if media_type.startswith("video/"):
        return video(scenes(*(seeds or (1, 2, 3))), media_type)
    return sound(len(seeds) or 3, media_type)


def _written(coding: Coding, pictures: list[Image.Image], seconds: int) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=coding.container) as container:
        shown: Any = _picture_stream(container, coding, pictures[0].size) if pictures else None
        heard: Any = _sound_stream(container, coding) if seconds and coding.sound else None
        for second in range(max(len(pictures), seconds)):
            if shown is not None and second < len(pictures):
                for frame in _frames(pictures[second], second * RATE):
                    container.mux(shown.encode(frame))
            if heard is not None and second < seconds:
                for samples in _samples(coding, second, heard.codec_context.frame_size or 1024):
                    container.mux(heard.encode(samples))
        for stream in (shown, heard):
            if stream is not None:
                container.mux(stream.encode(None))
    return file.getvalue()


def _picture_stream(container: Any, coding: Coding, size: tuple[int, int]) -> Any:
    # MPEG-1 and -2 know only a few rates; a rate of 25 would cost the tests much and show nothing more.
    stream = container.add_stream(coding.pictures, rate=24 if coding.pictures == "mpeg2video" else RATE)
    stream.width, stream.height = size
    stream.pix_fmt = "yuvj420p" if coding.pictures == "mjpeg" else "yuv420p"
    stream.codec_context.thread_count = 1
    stream.codec_context.time_base = Fraction(1, RATE if coding.pictures != "mpeg2video" else 24)
    stream.bit_rate = 2_000_000
    return stream


def _sound_stream(container: Any, coding: Coding) -> Any:
    stream = container.add_stream(coding.sound, rate=coding.sample_rate)
    stream.layout = "mono"
    stream.codec_context.format = coding.sample_format
    stream.bit_rate = 64_000
    return stream


def _frames(picture: Image.Image, first: int) -> list[Any]:
    frames = []
    for number in range(RATE):
        frame = av.VideoFrame.from_ndarray(np.asarray(picture.convert("RGB")), format="rgb24")
        frame.pts, frame.time_base = first + number, Fraction(1, RATE)
        frames.append(frame)
    return frames


def _samples(coding: Coding, second: int, piece: int) -> list[Any]:
    at = np.arange(coding.sample_rate) / coding.sample_rate
    wave = 0.5 * np.sin(2 * np.pi * (300 + 200 * second) * at)
    is_whole = coding.sample_format.startswith("s16")
    scaled: Any = (wave * 32000).astype(np.int16) if is_whole else wave.astype(np.float32)
    frames = []
    for start in range(0, len(scaled), piece):
        part = np.ascontiguousarray(scaled[start : start + piece].reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(part, format=coding.sample_format, layout="mono")
        frame.sample_rate = coding.sample_rate
        frame.pts, frame.time_base = second * coding.sample_rate + start, Fraction(1, coding.sample_rate)
        frames.append(frame)
    return frames
