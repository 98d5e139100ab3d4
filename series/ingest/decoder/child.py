"""The program that decodes untrusted files: `python -m series.ingest.decoder.child LIMITS`.

It reads one job a line from its input, as JSON, and answers each with one line. It never looks at a file itself: it
forks a process for each, which opens what it needs, gives up every right and only then reads the first byte. Such a
process may open no file and no socket and (HEIC aside) start no process; as root it becomes nobody; it has a limit on
memory, processor time and what it writes; and whatever a file does to it ends with it. Nothing here imports Django,
and the environment is empty.

A job:    {"job": "decode"|"crop", "path", "media_type", "scratch": folder|null, "box": [x, y, width, height]|null}
A reply:  {"status": exit code, negative for a signal, "reply": what the job said, as text}
The job's own text is JSON: the fields of a report, or {"refused": code, "kind"}, or {"fault": what the machine lacks}.
"""

import codecs
import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import pillow_heif
from PIL import AvifImagePlugin, Image

from series.ingest.decoder.limits import Limits
from series.ingest.decoder.metadata import describe
from series.ingest.decoder.pictures import Picture, RefusedPictureError, shown
from series.ingest.decoder.previews import as_webp, concealed, thumb
from series.ingest.decoder.reports import CONCEALED, CROP, LONGEST_CROP, PLAIN, SHORTEST_CROP, THUMB
from series.matching.fingerprints import dihedral

_SET_PARENT_DEATH_SIGNAL: Final = 1
_SET_NO_NEW_PRIVILEGES: Final = 38
_NOBODY: Final = 65534
_PIECE: Final = 1 << 16
# libde265 decodes in a thread of its own, whatever it is told.
_NEED_THREADS: Final = frozenset({"image/heic"})

Job = dict[str, Any]
Answer = dict[str, Any]


def main() -> None:
    """Answer jobs until the input ends."""
    limits = Limits(**json.loads(sys.argv[1]))
    replies = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not end up among the replies
    _die_with_parent()
    _prepare(limits)
    _send(replies, {"ready": True})
    for line in sys.stdin.buffer:
        _send(replies, _answer_in_a_fork(json.loads(line), limits, replies))


def _prepare(limits: Limits) -> None:
    """Load and set once what every fork uses: a confined process can open no module any more."""
    Image.init()
    importlib.import_module("PIL.MpoImagePlugin")
    for encoding in ("ascii", "latin-1", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        codecs.lookup(encoding)
    Image.MAX_IMAGE_PIXELS = limits.pixels
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # Threads are refused in a fork, and other files are waiting for the other cores.
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the one that started it ends; elsewhere the end of the input does."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def _send(replies: int, message: Answer) -> None:
    rest = json.dumps(message).encode() + b"\n"
    while rest:
        rest = rest[os.write(replies, rest) :]


def _answer_in_a_fork(job: Job, limits: Limits, replies: int) -> Answer:
    """Run one job in a process of its own and pass on what it says. Only this process can write a reply."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os.close(replies)
        _run_and_exit(job, limits, writing)
    os.close(writing)
    said = _read_all(reading, limits.reply_bytes, pid)
    _, status = os.waitpid(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "reply": said.decode("ascii", "replace")}


def _read_all(reading: int, most: int, pid: int) -> bytes:
    said = bytearray()
    while piece := os.read(reading, _PIECE):
        said += piece
        if len(said) > most:
            os.kill(pid, signal.SIGKILL)
            break
    os.close(reading)
    return bytes(said)


def _run_and_exit(job: Job, limits: Limits, writing: int) -> None:
    """Do one job in the fork and end it, in every case without running what the parent has to clean up."""
    try:
        _die_with_parent()
        _send(writing, _answer(job, limits))
    finally:
        os._exit(0)


def _answer(job: Job, limits: Limits) -> Answer:
    """Open, confine, work: a file's own fault becomes a refusal, the machine's becomes a fault."""
    try:
        source = Path(job["path"]).open("rb")  # noqa: SIM115 - the process ends right after
        outputs = _open_outputs(job)
    except OSError as error:
        return {"fault": f"{type(error).__name__} {error.errno}"}
    _confine(limits, job["media_type"])
    try:
        return _work(job, limits, source.read(), outputs)
    except _OutputError as error:
        return {"fault": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes a library raise, the file is refused
        return _refused_for(error)


def _open_outputs(job: Job) -> dict[str, BinaryIO]:
    if job["scratch"] is None:
        return {}
    names = [CROP] if job["job"] == "crop" else [PLAIN, THUMB, CONCEALED]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    return {name: os.fdopen(os.open(Path(job["scratch"]) / name, flags, 0o600), "wb") for name in names}


def _confine(limits: Limits, media_type: str) -> None:
    """Give up, for good, everything that decoding does not need."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    if os.geteuid() == 0:
        # Refused where there is no second user, as in some containers; root is then an ordinary user outside.
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        _die_with_parent()  # Linux forgets the wish when the user changes
    if media_type not in _NEED_THREADS:
        # The limit counts a user's processes, so nought means: no further one, and no thread.
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    # What is open stays open; nothing else can be opened, and no socket made.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _work(job: Job, limits: Limits, data: bytes, outputs: dict[str, BinaryIO]) -> Answer:
    if job["job"] == "crop":
        return _crop(job, limits, data, outputs[CROP])
    return _decode(job, limits, data, outputs)


def _decode(job: Job, limits: Limits, data: bytes, outputs: dict[str, BinaryIO]) -> Answer:
    clock = _Clock()
    picture = Picture(data, job["media_type"], limits.pixels)
    clock.lap("decode")
    described = describe(picture.exif)
    clock.lap("describe")
    working = picture.working_copy()
    clock.lap("decode")
    prints = dihedral(working)
    clock.lap("fingerprint")
    if outputs:
        _write_previews(shown(working, picture.orientation), outputs)
    clock.lap("preview")
    frames = picture.frames
    clock.lap("describe")
    return described | {
        "width": picture.width,
        "height": picture.height,
        "frames": frames,
        "orientation": picture.orientation,
        "fingerprints": [one.hex for one in prints],
        "quality": prints[0].quality,
        "timings": clock.laps,
    }


def _write_previews(plain: Image.Image, outputs: dict[str, BinaryIO]) -> None:
    for name, image in ((PLAIN, plain), (THUMB, thumb(plain)), (CONCEALED, concealed(plain))):
        _write(image, outputs[name])


def _write(image: Image.Image, file: BinaryIO) -> None:
    encoded = as_webp(image)
    try:
        file.write(encoded)
        file.flush()
    except OSError as error:
        raise _OutputError(f"{type(error).__name__} {error.errno}") from error


def _crop(job: Job, limits: Limits, data: bytes, output: BinaryIO) -> Answer:
    picture = Picture(data, job["media_type"], limits.pixels)
    box = _in_pixels(job["box"], picture.shown_size)
    if min(box[2] - box[0], box[3] - box[1]) < SHORTEST_CROP:
        raise RefusedPictureError("crop_too_small")
    cut = picture.shown_part(box, LONGEST_CROP)
    _write(cut, output)
    return {"width": cut.width, "height": cut.height}


def _in_pixels(box: list[float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Turn x, y, width and height as shares of the shown picture into left, top, right, bottom within it."""
    x, y, width, height = box
    left, top = round(x * size[0]), round(y * size[1])
    return left, top, min(size[0], round((x + width) * size[0])), min(size[1], round((y + height) * size[1]))


def _refused_for(error: Exception) -> Answer:
    """Name the reason for which a picture could not be read."""
    if isinstance(error, RefusedPictureError):
        return {"refused": error.code, "kind": error.kind}
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return {"refused": "too_many_pixels", "kind": ""}
    text = str(error).lower()
    if isinstance(error, MemoryError) or "memory" in text:
        return {"refused": "too_much_memory", "kind": ""}
    if isinstance(error, EOFError) or "truncated" in text or "end of file" in text:
        return {"refused": "truncated", "kind": ""}
    return {"refused": "damaged", "kind": ""}


class _OutputError(Exception):
    """A preview could not be written: the disk's fault, not the file's."""


class _Clock:
    """Adds up the seconds that each part of a job took."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, part: str) -> None:
        now = time.perf_counter()
        self.laps[part] = self.laps.get(part, 0.0) + now - self._since
        self._since = now


if __name__ == "__main__":
    main()
