"""What a stage is given, and what it may answer."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from series.ingest.decoder import Decoder, Report
from series.ingest.decoder.description import Description
from series.ingest.decoder.exiftool import ExifTool
from series.ingest.decoder.recordings import Recording
from series.ingest.kinds import Known
from series.matching.tail import Matcher
from series.matching.videos import Alike
from series.models import Item


@dataclass(frozen=True)
class Done:
    """Go on with the next stage."""


@dataclass(frozen=True)
class Duplicate:
    """The end: the same country holds this content in the same case, for the same audience, as item ``of``."""

    of: UUID


@dataclass(frozen=True)
class Refused:
    """The end: why the file is not taken; a stable code for programs, a sentence for its uploader."""

    code: str
    reason: str


Outcome = Done | Duplicate | Refused


@dataclass(frozen=True)
class Tools:
    """What a worker process keeps from one file to the next. For one thread.

    Without ``exiftool`` the decoder's own words on metadata stand.
    """

    decoder: Decoder
    matcher: Matcher
    exiftool: ExifTool | None = None


@dataclass
class Work:
    """One attempt at one item. Stages leave here what later stages need.

    ``report`` is of a picture, ``recording`` of a video or a sound; other evidence has neither. ``said`` is exiftool's.
    ``item`` is the row as it was claimed; ``attempt`` fences: whatever is written asks that it is still this one.
    ``timings`` are seconds by stage, ``processor`` those in which this process worked and did not wait.
    ``columns`` are what the stages of one transaction found for the item's row, written together at its end.
    """

    item: Item
    attempt: int
    tools: Tools
    blob: Path
    scratch: Path
    recognised: Known | None = None
    report: Report | None = None
    recording: Recording | None = None
    said: Description | None = None
    alike: list[Alike] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    columns: dict[str, object] = field(default_factory=dict)

    @property
    def known_type(self) -> Known:
        """What ``recognise`` found. Raises RuntimeError before that stage."""
        if self.recognised is None:
            raise RuntimeError("stages are out of order: not recognised yet")
        return self.recognised

    @property
    def known_report(self) -> Report:
        """What ``decode`` found of a picture. Raises RuntimeError before that stage."""
        if self.report is None:
            raise RuntimeError("stages are out of order: not decoded yet")
        return self.report


def lease() -> timedelta:
    """Return for how long an item is held without a heartbeat."""
    return timedelta(seconds=settings.INGEST_LEASE_SECONDS)
