"""What a job's function is given and gives: the words shared by all that runs confined."""

import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from series.ingest.decoder.limits import Limits

Job = dict[str, Any]
Answer = dict[str, Any]
Outputs = Mapping[str, BinaryIO]
#: ``source`` is the opened file, at its beginning; ``outputs`` are the opened files of the job's ``Rules``, or empty.
Run = Callable[[BinaryIO, Outputs, Job, Limits], Answer]


class RefusedFileError(Exception):
    """The file is refused for the reason with the code that this carries; `kind` says what the file is."""

    def __init__(self, code: str, kind: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.kind = kind


class OutputError(Exception):
    """A preview could not be written: the disk's fault, not the file's."""


def write(content: bytes, output: BinaryIO) -> None:
    """Write one output whole. Raises OutputError."""
    try:
        output.write(content)
        output.flush()
    except OSError as error:
        raise OutputError(f"{type(error).__name__} {error.errno}") from error


class Clock:
    """Adds up the seconds of the processor that each part of a job took."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.process_time()

    def lap(self, part: str) -> None:
        """Count everything since the last lap to this part."""
        now = time.process_time()
        self.laps[part] = self.laps.get(part, 0.0) + now - self._since
        self._since = now
