"""Question: how many seconds of video does ingest read in a second of one core, and how much of that is decoding?

Generated H.264 films with sound, through the confined process as a worker gives them to it: every frame decoded, one
PDQ in eight orientations a second, storyboard, spectrogram. Peer: FFmpeg (PyAV) decoding the same frames and samples
and doing nothing with them, in the same run.
"""

import io
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from PIL import Image

from benchmarks.harness import Benchmark, show
from series.ingest.decoder import Decoder
from series.ingest.decoder.frames import frames_in
from series.ingest.decoder.recordings import FRAMES, Recording, recording_from
from series.ingest.recognition import Refusal

SIZES: Final = {"360p": (640, 360), "720p": (1280, 720), "1080p": (1920, 1080)}
SECONDS: Final = 40
_RATE: Final = 25
_ROUNDS: Final = 3


def run(full: bool) -> dict[str, Any]:
    """Make each film, read it by both, print a table; return the figures. There is one size only."""
    with Decoder() as decoder, tempfile.TemporaryDirectory() as folder:
        found = {name: _of_size(decoder, Path(folder), size) for name, size in SIZES.items()}
    show("seconds of video a second", found)
    return {"seconds": SECONDS, "frames_a_second": _RATE, "sizes": found}


def _of_size(decoder: Decoder, folder: Path, size: tuple[int, int]) -> dict[str, Any]:
    path, scratch = folder / "film.mp4", folder / "scratch"
    scratch.mkdir(exist_ok=True)
    path.write_bytes(_film(size))
    taken, alone = [], []
    for _ in range(_ROUNDS + 1):
        since = time.perf_counter()
        _record(decoder, path, scratch)
        taken.append(time.perf_counter() - since)
        since = time.perf_counter()
        _decode_only(path)
        alone.append(time.perf_counter() - since)
    # The first round starts the process.
    whole, only = min(taken[1:]), min(alone[1:])
    return {
        "ingest": round(SECONDS / whole, 1),
        "decoding_only": round(SECONDS / only, 1),
        "ratio": round(whole / only, 2),
    }


def _record(decoder: Decoder, path: Path, scratch: Path) -> None:
    def checked(answer: dict[str, Any]) -> Recording:
        return recording_from(answer, "video/mp4", tuple(frames_in((scratch / FRAMES).read_bytes())))

    found = decoder.do("record", path, "video/mp4", scratch, checked)
    if isinstance(found, Refusal) or not (found.is_whole and found.every_second):
        raise RuntimeError("the film was not read as a whole")


def _decode_only(path: Path) -> None:
    with av.open(str(path), format="mov") as container:
        for stream in (*container.streams.video, *container.streams.audio):
            stream.codec_context.thread_count = 1
        for packet in container.demux():
            for _ in packet.decode():
                pass


def _film(size: tuple[int, int]) -> bytes:
    """A window that wanders over a large pattern: every frame differs from the one before, as in a film by hand."""
    rng = np.random.default_rng(1)
    ground = Image.fromarray(rng.integers(0, 256, (54, 96, 3), dtype=np.uint8))
    ground = ground.resize((size[0] * 2, size[1] * 2), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        shown: Any = container.add_stream("libx264", rate=_RATE, options={"preset": "veryfast"})
        shown.width, shown.height = size
        shown.pix_fmt = "yuv420p"
        heard: Any = container.add_stream("aac", rate=44_100)
        heard.layout = "mono"
        for number in range(SECONDS * _RATE):
            share = number / (SECONDS * _RATE)
            left, top = round(size[0] * share), round(size[1] * abs(1 - 2 * share))
            part = np.asarray(ground.crop((left, top, left + size[0], top + size[1])))
            frame = av.VideoFrame.from_ndarray(part, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, _RATE)
            container.mux(shown.encode(frame))
        for start in range(0, SECONDS * 44_100, 1024):
            wave = np.sin(np.arange(start, start + 1024) / 20, dtype=np.float32).reshape(1, -1)
            samples = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
            samples.sample_rate, samples.pts, samples.time_base = 44_100, start, Fraction(1, 44_100)
            container.mux(heard.encode(samples))
        container.mux([*shown.encode(None), *heard.encode(None)])
    return file.getvalue()


BENCHMARK: Final = Benchmark(
    "How many seconds of video does ingest read in a second of one core?",
    "FFmpeg decoding the same frames and samples with one thread, and nothing else",
    run,
)
