"""Short films and sounds of the demo world: a slow look round a room, and a hum. Made at run time."""

import io
from fractions import Fraction
from typing import Any, Final, Literal

import av
import numpy as np
from PIL import Image

Film = Literal["MP4", "WEBM"]
SIZE: Final = (480, 360)
_RATE: Final = 8
_WANDERS: Final = 7  # seconds
# Else some containers are given a number by chance.
_SAME_BYTES: Final = {"fflags": "+bitexact"}
_CODINGS: Final[dict[Film, tuple[str, str, str, int]]] = {
    "MP4": ("mp4", "libx264", "aac", 44_100),
    "WEBM": ("webm", "libvpx", "libopus", 48_000),
}


def film(image: Image.Image, kind: Film, seconds: int) -> bytes:
    """Show a picture for a second, then parts of it; a tone goes with it."""
    container, codec, sound, sample_rate = _CODINGS[kind]
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=_SAME_BYTES) as written:
        shown: Any = written.add_stream(codec, rate=_RATE)
        shown.width, shown.height = SIZE
        shown.pix_fmt, shown.bit_rate = "yuv420p", 900_000
        shown.codec_context.thread_count = 1  # with several, the bytes differ each time
        heard: Any = written.add_stream(sound, rate=sample_rate)
        heard.layout = "mono"
        heard.bit_rate = 64_000
        heard.codec_context.format = "fltp" if kind == "MP4" else "flt"
        for number in range(seconds * _RATE):
            frame = av.VideoFrame.from_ndarray(_view(image, number / _RATE), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, _RATE)
            written.mux(shown.encode(frame))
        for samples in _samples(
            seconds, sample_rate, heard.codec_context.format.name, heard.codec_context.frame_size or 1024
        ):
            written.mux(heard.encode(samples))
        written.mux([*shown.encode(None), *heard.encode(None)])
    return file.getvalue()


def hum(seconds: int) -> bytes:
    """Make a WAV file of a low hum with steps in it."""
    file = io.BytesIO()
    with av.open(file, "w", format="wav") as written:
        stream: Any = written.add_stream("pcm_s16le", rate=16_000)
        stream.layout = "mono"
        tone = (_tone(seconds, 16_000) * 32_000).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate = 16_000
        written.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()


def _view(image: Image.Image, at: float) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    """The whole for a second, then a window that wanders over it, as fast in a short film as in a long one."""
    box = (0.0, 0.0, float(image.width), float(image.height))
    if at >= 1:
        share = min((at - 1) / _WANDERS, 1)
        width, height = image.width * 0.6, image.height * 0.6
        left, top = (image.width - width) * share, (image.height - height) * abs(1 - 2 * share)
        box = (left, top, left + width, top + height)
    return np.asarray(image.convert("RGB").resize(SIZE, Image.Resampling.BILINEAR, box=box))


def _tone(seconds: int, sample_rate: int) -> "np.ndarray[Any, np.dtype[np.float32]]":
    at = np.arange(seconds * sample_rate) / sample_rate
    wave = 0.2 * np.sin(2 * np.pi * 110 * at) + 0.3 * np.sin(2 * np.pi * 900 * at) * (at % 1 < 0.15)
    return wave.astype(np.float32)


def _samples(seconds: int, sample_rate: int, sample_format: str, piece: int) -> list[Any]:
    tone, frames = _tone(seconds, sample_rate), []
    for start in range(0, len(tone), piece):
        part = np.ascontiguousarray(tone[start : start + piece].reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(part, format=sample_format, layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = sample_rate, start, Fraction(1, sample_rate)
        frames.append(frame)
    return frames
