"""Decoding untrusted files from the safety of another process."""

import json
import math
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from series.ingest.decoder.description import BadReplyError
from series.ingest.decoder.jobs import RULES, Rules
from series.ingest.decoder.limits import Limits
from series.ingest.decoder.process import (
    ChildGoneError,
    ChildLateError,
    ChildProcess,
    DecoderKilledError,
    DecoderUnavailableError,
)
from series.ingest.decoder.reports import (
    CropReport,
    Report,
    crop_report_from,
    report_from,
)
from series.ingest.recognition import SENTENCES, Recognised, Refusal, recognise, refusal

T = TypeVar("T")

# SIGKILL is someone else's doing: no limit of ours ends in it, and the child itself reads no file. A second try is
# fair, a third not; the file is not refused for it, since nothing is known of it.
_TRIES: Final = 2
# libde265 decodes in a thread of its own, whatever it is told.
_NEED_THREADS: Final = frozenset({"image/heic"})
_FOR_WRITING: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW


class _JobKilledError(Exception):
    """The process of this one file was killed from outside."""


class Decoder:
    """Decodes one file at a time in child processes, one for each module of jobs, started with the first file.

    A child that dies is replaced. Use it as a context manager, or call `close`. It may be shared by threads, and
    survives a fork: each process gets children of its own. Whatever a file does becomes a `Refusal` of that file.
    DecoderUnavailableError is raised only for what is not the file's fault: it cannot be opened, the disk is full, the
    child does not start, is killed, or lacks a layer of confinement that `require` names.
    """

    def __init__(self, limits: Limits | None = None, require: Iterable[str] = ()) -> None:
        self._limits = limits
        self._require = frozenset(require)
        self._lock = Lock()
        self._children: dict[str, ChildProcess] = {}
        self._owner = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def child_pid(self) -> int | None:
        """The id of the pictures' child process, for those who watch over processes; None while there is none."""
        child = self._children.get(RULES["decode"].module)
        return child.pid if child is not None else None

    def close(self) -> None:
        """End the children. The next file starts another."""
        with self._lock:
            for module in list(self._children):
                self._drop_child(module)

    def layers(self) -> frozenset[str]:
        """Say which layers of confinement are in force on this machine. Starts the pictures' child if need be."""
        with self._lock:
            return self._running_child(RULES["decode"].module).layers

    def decode(self, path: Path, scratch: Path | None) -> Report | Refusal:
        """Tell what a picture is, and write PLAIN, THUMB and CONCEALED into the folder `scratch`, unless it is None.

        PLAIN and THUMB (at most 2048 and 448 pixels a side) have the orientation applied; none has metadata. After a
        refusal none of the files is left.
        """
        recognised = _recognise(path)
        if isinstance(recognised, Refusal):
            return recognised
        media_type = recognised.media_type
        return self.do("decode", path, media_type, scratch, lambda answer: report_from(answer, media_type))

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
        details = {"box": [float(share) for share in box]}
        return self.do("crop", path, recognised.media_type, scratch, crop_report_from, details)

    def do(
        self,
        name: str,
        path: Path,
        media_type: str,
        scratch: Path | None,
        report: Callable[[dict[str, Any]], T],
        details: dict[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> T | Refusal:
        """Run one of the jobs of `RULES` on a file, to its report or to a refusal, which leaves no output behind.

        :param scratch: the folder for the job's outputs, or None: it then has none.
        :param report: checks what the job answers, field by field; raises BadReplyError for what no healthy job says.
        :param details: what else the job is to know.
        :param limits: what it may take, where that is not what its rules say.
        """
        rules = RULES[name]
        outputs = [] if scratch is None else [scratch / output for output in rules.outputs]
        job = (details or {}) | {"job": name, "media_type": media_type, "has_threads": media_type in _NEED_THREADS}
        with _removed_unless_good(outputs) as keep:
            answer = self._said(replace(rules, limits=self._limits or limits or rules.limits), job, path, outputs)
            if isinstance(answer, Refusal):
                return answer
            try:
                found = report(answer)
            except BadReplyError:
                return refusal("decoder_crashed")
            keep()
            return found

    def _said(self, rules: Rules, job: dict[str, Any], path: Path, outputs: list[Path]) -> dict[str, Any] | Refusal:
        """Run one job to its answer or to a refusal."""
        with self._lock:
            reply = self._ask(rules, job, path, outputs)
        if isinstance(reply, str):
            return _refusal(reply)
        if isinstance(reply.get("fault"), str):
            raise DecoderUnavailableError(reply["fault"])
        if "refused" in reply:
            return _refusal(reply["refused"], reply.get("kind"))
        return reply

    def _ask(self, rules: Rules, job: dict[str, Any], path: Path, outputs: list[Path]) -> dict[str, Any] | str:
        """Give what the job said, or the code of the refusal where it said nothing."""
        limits = rules.limits
        for _ in range(_TRIES):
            child = self._running_child(rules.module)
            with _opened(path, outputs) as descriptors:
                message = job | {
                    "limits": asdict(limits),
                    "outputs": [output.name for output in outputs],
                    "size": os.fstat(descriptors[0]).st_size,
                }
                try:
                    return _said(child.ask(message, descriptors, limits.wall_seconds, limits.reply_bytes))
                except ChildLateError:
                    self._drop_child(rules.module)
                    return "took_too_long"
                except _JobKilledError:
                    continue
                except ChildGoneError:
                    self._drop_child(rules.module)
        raise DecoderKilledError("the decoder was killed, twice")

    def _running_child(self, module: str) -> ChildProcess:
        if self._children and self._owner != os.getpid():
            # After a fork the children are the other process's: only the copies of its pipes are ours.
            for other in self._children.values():
                other.let_go()
            self._children = {}
        if module in self._children and not self._children[module].is_running():
            self._drop_child(module)
        if module not in self._children:
            self._children[module], self._owner = self._started(module), os.getpid()
        return self._children[module]

    def _started(self, module: str) -> ChildProcess:
        child = ChildProcess(module)
        if missing := self._require - child.layers:
            child.kill()
            raise DecoderUnavailableError(f"not in force on this machine: {', '.join(sorted(missing))}")
        return child

    def _drop_child(self, module: str) -> None:
        child = self._children.pop(module, None)
        if child is not None and self._owner == os.getpid():
            child.kill()


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


def _refusal(code: object, kind: object = "") -> Refusal:
    known = code if isinstance(code, str) and code in SENTENCES else "decoder_crashed"
    return refusal(known, kind if isinstance(kind, str) and kind.isprintable() else "")


@contextmanager
def _opened(path: Path, outputs: list[Path]) -> Iterator[list[int]]:
    """Open a file for reading and the outputs for writing: the child has no right to. Give their descriptors."""
    with ExitStack() as stack:
        descriptors = []
        try:
            for one, flags in ((path, os.O_RDONLY), *((output, _FOR_WRITING) for output in outputs)):
                descriptors.append(os.open(one, flags, 0o600))
                stack.callback(os.close, descriptors[-1])
        except OSError as error:
            raise DecoderUnavailableError(f"{type(error).__name__} {error.errno}") from error
        yield descriptors


@contextmanager
def _removed_unless_good(outputs: list[Path]) -> Iterator[Callable[[], None]]:
    """Remove the outputs at the end, unless what is given was called."""
    with ExitStack() as stack:
        for output in outputs:
            stack.callback(output.unlink, missing_ok=True)
        yield partial(_keep, stack)


def _keep(stack: ExitStack) -> None:
    stack.pop_all()


def _is_inside(box: Sequence[float]) -> bool:
    if len(box) != 4 or not all(math.isfinite(share) for share in box):
        return False
    x, y, width, height = box
    # A browser's rectangle drawn to the very edge may pass it by a rounding error.
    return min(x, y) >= 0 and min(width, height) > 0 and max(x + width, y + height) <= 1.000001
