"""What the decoder can be asked. One line a job; the function itself is in the module that the line names.

The module is imported by the decoder's process before it has seen any file, and never by anything else. It has

* ``JOBS``: names to functions ``(source, outputs, job, limits) -> answer`` (``series.ingest.decoder.answers``);
* ``prepare()``: loads and sets once what every file needs, for a confined process can open no module any more.

Jobs of one module share a process, those of another have their own: pictures do not carry what videos need.
"""

from dataclasses import dataclass, field
from typing import Final

from series.ingest.decoder.limits import Limits
from series.ingest.decoder.recordings import FRAMES, SPECTROGRAM
from series.ingest.decoder.reports import CONCEALED, CROP, PLAIN, THUMB


@dataclass(frozen=True)
class Rules:
    """Where a job is, which files it may write (open before it begins), and what it may take."""

    module: str
    outputs: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


RULES: Final = {
    "decode": Rules("series.ingest.decoder.picture_jobs", (PLAIN, THUMB, CONCEALED)),
    "crop": Rules("series.ingest.decoder.picture_jobs", (CROP,)),
    # Reading ends by itself before the processor's seconds do (recording_jobs), so that long videos are not refused.
    "record": Rules(
        "series.ingest.decoder.recording_jobs",
        (PLAIN, THUMB, CONCEALED, SPECTROGRAM, FRAMES),
        Limits(wall_seconds=420.0, cpu_seconds=360, memory_bytes=3 << 30),
    ),
}
