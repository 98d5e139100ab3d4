"""The program that decodes untrusted files: `python -m series.ingest.decoder.child MODULE`.

It answers the jobs of one module (``series.ingest.decoder.jobs``), one message each: a line of JSON, with the opened
file and the opened outputs beside it. So it needs no file of its own, and gives up the sight of all before the first
job. It never looks at a file itself: it forks a process for each, which gives up what is left and only then reads the
first byte (``series.ingest.decoder.confinement``). Whatever a file does to that process ends with it. Nothing here
imports Django, and the environment is empty of settings.

A job:    {"job", "limits", "has_threads", "outputs": [names], …}, and the descriptors: the source, then each output
A reply:  {"status": exit code, negative for a signal, "reply": what the job said, as text}
The job's own text is JSON: the fields of a report, or {"refused": code, "kind"}, or {"fault": what the machine lacks}.
"""

import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any, Final

from PIL import Image

from series.ingest.decoder import confinement
from series.ingest.decoder.answers import Answer, Job, OutputError, RefusedFileError, Run
from series.ingest.decoder.limits import Limits

_PIECE: Final = 1 << 16
_MOST_DESCRIPTORS: Final = 16


def main() -> None:
    """Answer jobs until the input ends."""
    module = importlib.import_module(sys.argv[1])
    replies = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not end up among the replies
    module.prepare()
    layers = confinement.confine_for_good()
    # A fork's collector would touch, and thereby copy, every page that holds an object.
    gc.collect()
    gc.freeze()
    gc.disable()
    _send(replies, {"ready": True, "layers": layers})
    with socket.socket(fileno=0) as asked:
        while received := _receive(asked):
            job, descriptors = received
            _send(replies, _answer_in_a_fork(job, descriptors, module.JOBS, replies))


def _receive(asked: socket.socket) -> tuple[Job, list[int]] | None:
    """Read one job and the descriptors that came with it, or None at the end of the input."""
    said, descriptors = bytearray(), list[int]()
    while not said.endswith(b"\n"):
        piece, more, _, _ = socket.recv_fds(asked, _PIECE, _MOST_DESCRIPTORS)
        if not piece:
            return None
        said += piece
        descriptors += more
    return json.loads(said), descriptors


def _send(replies: int, message: Answer) -> None:
    rest = json.dumps(message).encode() + b"\n"
    while rest:
        rest = rest[os.write(replies, rest) :]


def _answer_in_a_fork(job: Job, descriptors: list[int], jobs: Mapping[str, Run], replies: int) -> Answer:
    """Run one job in a process of its own and pass on what it says. Only this process can write a reply."""
    limits = Limits(**job["limits"])
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os.close(replies)
        _run_and_exit(job, descriptors, jobs, limits, writing)
    for descriptor in (writing, *descriptors):
        os.close(descriptor)
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


def _run_and_exit(job: Job, descriptors: list[int], jobs: Mapping[str, Run], limits: Limits, writing: int) -> None:
    """Do one job in the fork and end it, in every case without running what the parent has to clean up."""
    try:
        gc.enable()  # what is frozen stays untouched
        os.dup2(1, 0)  # the jobs' socket; 1 leads nowhere
        source = os.fdopen(descriptors[0], "rb")
        outputs = {name: os.fdopen(one, "wb") for name, one in zip(job["outputs"], descriptors[1:], strict=True)}
        confinement.confine_fork(limits, has_threads=job["has_threads"])
        try:
            answer = jobs[job["job"]](source, outputs, job, limits)
        except OutputError as error:
            answer = {"fault": str(error)}
        except Exception as error:  # noqa: BLE001 - whatever a broken file makes a library raise, the file is refused
            answer = _refused_for(error)
        _send(writing, answer)
    finally:
        os._exit(0)


def _refused_for(error: Exception) -> dict[str, Any]:
    """Name the reason for which a file could not be read."""
    if isinstance(error, RefusedFileError):
        return {"refused": error.code, "kind": error.kind}
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return {"refused": "too_many_pixels", "kind": ""}
    text = str(error).lower()
    if isinstance(error, MemoryError) or "memory" in text:
        return {"refused": "too_much_memory", "kind": ""}
    if isinstance(error, EOFError) or "truncated" in text or "end of file" in text:
        return {"refused": "truncated", "kind": ""}
    return {"refused": "damaged", "kind": ""}


if __name__ == "__main__":
    main()
