"""The job about videos and sounds: one pass, bounded; what comes out are facts, pictures and fingerprints."""

import codecs
import functools
import importlib
import io
from typing import Any, BinaryIO, Final

import av
import av.logging
import numpy as np
from PIL import Image

from series.ingest.decoder import containers
from series.ingest.decoder.answers import Answer, Clock, Job, Outputs, RefusedFileError, Run, write
from series.ingest.decoder.frames import FrameLog
from series.ingest.decoder.limits import Limits
from series.ingest.decoder.pictures import fitting
from series.ingest.decoder.previews import as_jpeg, concealed
from series.ingest.decoder.recordings import FRAMES, SPECTROGRAM
from series.ingest.decoder.reports import CONCEALED, PLAIN, THUMB
from series.ingest.decoder.storyboards import TILE_SIDE, lettering
from series.ingest.decoder.videos import MOST_FRAME_PIXELS, Reader, Reading

#: Of the processor's seconds that a job may take, so much is kept for drawing.
_SHARE_FOR_DRAWING: Final = 0.1
_LEAST_FOR_DRAWING: Final = 1.0
#: Seconds by which the last frame may come before the end.
_MAY_DIFFER: Final = 2.0
#: What PyAV imports only when it meets a stream or a frame of that kind.
_LOADED_LATE: Final = (
    *("av.audio.stream", "av.audio.codeccontext", "av.audio.frame", "av.audio.format", "av.audio.layout"),
    *("av.video.stream", "av.video.codeccontext", "av.video.frame", "av.video.format", "av.video.reformatter"),
    *("av.subtitles.stream", "av.subtitles.codeccontext", "av.subtitles.subtitle"),
    *("av.sidedata.sidedata", "av.sidedata.motionvectors", "av.sidedata.encparams", "av.container.input", "av.error"),
)
_letters = functools.cache(lettering)


def prepare() -> None:
    """Load what every file needs."""
    Image.init()
    for encoding in ("ascii", "latin-1", "utf-8"):
        codecs.lookup(encoding)
    av.logging.set_level(None)
    for module in _LOADED_LATE:
        importlib.import_module(module)
    _letters()
    _rehearse()


def _rehearse() -> None:
    """Read a video of two frames and a little sound, made here: libraries then have what they load at first use."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as container:
        picture, sound = container.add_stream("mpeg4", rate=1), container.add_stream("pcm_s16le", rate=8000)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound.layout = "mono"
        for shade in (60, 200):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), shade, np.uint8), format="rgb24")
            container.mux(picture.encode(frame))
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
        samples.sample_rate = 8000
        container.mux(sound.encode(samples))
        container.mux([*picture.encode(None), *sound.encode(None)])
    outputs: Outputs = {name: io.BytesIO() for name in (PLAIN, THUMB, CONCEALED, SPECTROGRAM, FRAMES)}
    file.seek(0)
    record(file, outputs, {"media_type": "video/x-matroska"}, Limits())


def record(source: BinaryIO, outputs: Outputs, job: Job, limits: Limits) -> Answer:
    """Tell what a video or a sound is, and write its pictures and the fingerprints of its frames."""
    clock = Clock()
    with containers.opened(source, job["media_type"]) as container:
        streams, tags = containers.streams_of(container), containers.tags_of(container)
        declared = containers.declared_seconds(container)
        pictures = containers.picture_stream(container, MOST_FRAME_PIXELS)
        sound = containers.sound_stream(container)
        if pictures is None and sound is None:
            raise RefusedFileError("not_readable" if streams else "damaged", _codings(streams))
        log = FrameLog(outputs.get(FRAMES))
        found = Reader(container, pictures, sound, log, limits.whole_pixels).read(_for_reading(limits))
    clock.lap("decode")
    is_video = bool(found.width)
    drawn = found.sound.drawn() if found.sound is not None else None
    if not is_video and drawn is None:
        raise RefusedFileError("damaged")
    if outputs:
        _write_pictures(found, drawn, outputs)
    clock.lap("preview")
    return {
        "kind": "video" if is_video else "sound",
        "width": found.width or None,
        "height": found.height or None,
        "duration": round(_seconds(found, declared), 3),
        "read_until": round(found.read_until, 3),
        "is_whole": found.is_whole,
        "every_second": found.every_second,
        "frames": found.frames,
        "has_sound": drawn is not None,
        "streams": streams,
        "metadata": tags,
        "timings": clock.laps,
    }


def _for_reading(limits: Limits) -> float:
    return limits.cpu_seconds - max(_LEAST_FOR_DRAWING, _SHARE_FOR_DRAWING * limits.cpu_seconds)


def _write_pictures(found: Reading, sound: Image.Image | None, outputs: Outputs) -> None:
    """Write the usual three, of the storyboard or of the sound; of a video's sound a fourth."""
    if found.width:
        middle = found.board.middle()
        pictures = {PLAIN: found.board.drawn(_letters()), THUMB: middle, CONCEALED: concealed(middle)}
        if sound is not None:
            pictures[SPECTROGRAM] = sound
    else:
        assert sound is not None  # noqa: S101 - for the type checker: one of the two is there
        pictures = {PLAIN: sound, THUMB: sound.resize(fitting(sound.size, TILE_SIDE)), CONCEALED: concealed(sound)}
    for name, picture in pictures.items():
        write(as_jpeg(picture), outputs[name])


def _seconds(found: Reading, declared: float | None) -> float:
    """How long it is: what was read to the end is believed, and the header where it fits or where it was not."""
    if declared is None:
        return found.read_until
    fits = abs(declared - found.read_until) <= max(_MAY_DIFFER, declared * 0.02)
    return declared if fits or not found.is_whole else found.read_until


def _codings(streams: list[dict[str, Any]]) -> str:
    named = ", ".join(sorted({stream["codec"] for stream in streams if stream["codec"]}))
    return f"a video or sound whose coding ({named or 'unknown'}) is not read here"


JOBS: Final[dict[str, Run]] = {"record": record}
