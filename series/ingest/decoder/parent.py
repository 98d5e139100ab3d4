"""Decoding untrusted files from the safety of another process."""

import json
import math
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, Self

from series.ingest.decoder.limits import Limits
from series.ingest.decoder.process import (
    ChildGoneError,
    ChildLateError,
    ChildProcess,
    DecoderKilledError,
    DecoderUnavailableError,
)
from series.ingest.decoder.reports import (
    CONCEALED,
    CROP,
    PLAIN,
    THUMB,
    BadReplyError,
    CropReport,
    Report,
    crop_report_from,
    report_from,
)
from series.ingest.recognition import SENTENCES, Recognised, Refusal, recognise, refusal

# SIGKILL is someone else's doing: no limit of ours ends in it, and the child itself reads no file. A second try is
# fair, a third not; the file is not refused for it, since nothing is known of it.
_TRIES: Final = 2
_OUTPUTS: Final = {"decode": (PLAIN, THUMB, CONCEALED), "crop": (CROP,)}


class _JobKilledError(Exception):
    """The process of this one file was killed from outside."""


class Decoder:
    """Decodes one file at a time in a child process, which starts with the first file and is replaced when it dies.

    Use it as a context manager, or call `close`. It may be shared by threads, and survives a fork: each process gets a
    child of its own. Whatever a file does becomes a `Refusal` of that file. DecoderUnavailableError is raised only for
    what is not the file's fault: it cannot be opened, the disk is full, the child does not start, or is killed.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = Lock()
        self._child: ChildProcess | None = None
        self._owner = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def child_pid(self) -> int | None:
        """The id of the child process, for those who watch over processes; None while there is none."""
        return self._child.pid if self._child is not None else None

    def close(self) -> None:
        """End the child. The next file starts another."""
        with self._lock:
            self._drop_child()

    def decode(self, path: Path, scratch: Path | None) -> Report | Refusal:
        """Tell what a picture is, and write PLAIN, THUMB and CONCEALED into the folder `scratch`, unless it is None.

        PLAIN and THUMB (at most 1600 and 480 pixels a side) have the orientation applied; none has metadata. After a
        refusal none of the files is left.
        """
        recognised = _recognise(path)
        if isinstance(recognised, Refusal):
            return recognised
        answer = self._do("decode", path, recognised.media_type, scratch)
        if isinstance(answer, Refusal):
            return answer
        try:
            return report_from(answer, recognised.media_type)
        except BadReplyError:
            return _refuse("decode", scratch, "decoder_crashed")

    def crop(self, path: Path, box: Sequence[float], scratch: Path) -> CropReport | Refusal:
        """Cut `box` out of a picture and write it as CROP into `scratch`.

        `box` is x, y, width and height as shares, 0 to 1, of the picture as shown (orientation applied). The crop comes
        from the original and is at most 1200 pixels a side; one under 24 pixels of the original a side is refused.
        """
        if not _is_inside(box):
            return refusal("crop_outside")
        recognised = _recognise(path)
        if isinstance(recognised, Refusal):
            return recognised
        answer = self._do("crop", path, recognised.media_type, scratch, [float(share) for share in box])
        if isinstance(answer, Refusal):
            return answer
        try:
            return crop_report_from(answer)
        except BadReplyError:
            return _refuse("crop", scratch, "decoder_crashed")

    def _do(
        self, name: str, path: Path, media_type: str, scratch: Path | None, box: list[float] | None = None
    ) -> dict[str, Any] | Refusal:
        """Run one job to its answer or to a refusal, which leaves no file behind."""
        job = {
            "job": name,
            "path": str(path.absolute()),
            "media_type": media_type,
            "scratch": None if scratch is None else str(scratch.absolute()),
            "box": box,
        }
        with self._lock:
            reply = self._ask(job)
        if isinstance(reply, str):
            return _refuse(name, scratch, reply)
        if isinstance(reply.get("fault"), str):
            _remove_outputs(name, scratch)
            raise DecoderUnavailableError(reply["fault"])
        if "refused" in reply:
            return _refuse(name, scratch, reply["refused"], reply.get("kind"))
        return reply

    def _ask(self, job: dict[str, Any]) -> dict[str, Any] | str:
        """Give what the job said, or the code of the refusal where it said nothing."""
        for _ in range(_TRIES):
            try:
                return _said(self._running_child().ask(job))
            except ChildLateError:
                self._drop_child()
                return "took_too_long"
            except _JobKilledError:
                continue
            except ChildGoneError:
                self._drop_child()
        raise DecoderKilledError("the decoder was killed, twice")

    def _running_child(self) -> ChildProcess:
        if self._child is not None and self._owner != os.getpid():
            # After a fork the child is the other process's: only the copies of its pipes are ours.
            self._child.let_go()
            self._child = None
        if self._child is not None and not self._child.is_running():
            self._drop_child()
        if self._child is None:
            self._child, self._owner = ChildProcess(self._limits), os.getpid()
        return self._child

    def _drop_child(self) -> None:
        if self._child is not None and self._owner == os.getpid():
            self._child.kill()
        self._child = None


def _recognise(path: Path) -> Recognised | Refusal:
    try:
        return recognise(path)
    except OSError as error:
        raise DecoderUnavailableError("the file cannot be opened") from error


def _said(reply: dict[str, Any]) -> dict[str, Any] | str:
    """Read what a job said out of the child's reply, or tell from its status how the job ended."""
    if reply.get("status") == -signal.SIGXCPU:
        return "took_too_long"
    # One that says too much is killed by the child, in the middle of a word.
    if reply.get("status") == -signal.SIGKILL and not reply.get("reply"):
        raise _JobKilledError
    try:
        said = json.loads(reply["reply"]) if reply.get("status") == 0 else None
    except (KeyError, TypeError, ValueError, RecursionError):
        return "decoder_crashed"
    return said if isinstance(said, dict) else "decoder_crashed"


def _refuse(job: str, scratch: Path | None, code: object, kind: object = "") -> Refusal:
    _remove_outputs(job, scratch)
    known = code if isinstance(code, str) and code in SENTENCES else "decoder_crashed"
    return refusal(known, kind if isinstance(kind, str) and kind.isprintable() else "")


def _remove_outputs(job: str, scratch: Path | None) -> None:
    if scratch is not None:
        for name in _OUTPUTS[job]:
            (scratch / name).unlink(missing_ok=True)


def _is_inside(box: Sequence[float]) -> bool:
    if len(box) != 4 or not all(math.isfinite(share) for share in box):
        return False
    x, y, width, height = box
    # A browser's rectangle drawn to the very edge may pass it by a rounding error.
    return min(x, y) >= 0 and min(width, height) > 0 and max(x + width, y + height) <= 1.000001
