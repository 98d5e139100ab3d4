"""The files of crops: ``crops/ab/cd/<sha256>.webp`` under MEDIA_FOLDER, each named by its own content."""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from series import blobs
from series.ingest.decoder import CROP, CropReport
from series.ingest.decoders import new_decoder
from series.ingest.recognition import Refusal

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Cut:
    """A crop that has been stored: its name, and its size in pixels."""

    sha256: str
    width: int
    height: int


def crop_path(sha256: str) -> Path:
    """Return where a crop is kept.

    :raises ValueError: this is no SHA-256, so it is no part of a path.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not 64 lower-case hex digits")
    folder: Path = settings.MEDIA_FOLDER / "crops" / sha256[:2] / sha256[2:4]
    return folder / f"{sha256}.webp"


def stored_crops(older_than_seconds: float) -> Iterator[str]:
    """Give the names of all crops that have lain untouched for so long."""
    before = time.time() - older_than_seconds
    for path in (settings.MEDIA_FOLDER / "crops").glob("*/*/*.webp"):
        with suppress(FileNotFoundError):  # removed since the folder was read
            if _SHA256.fullmatch(path.stem) and path.stat().st_mtime < before:
                yield path.stem


def cut(original: str, box: Sequence[float]) -> Cut | Refusal:
    """Cut a rectangle out of an original and store it, safely on the disk when this returns.

    :param original: the SHA-256 of the original.
    :param box: x, y, width and height, as shares of the picture as shown.
    :raises series.ingest.decoder.DecoderUnavailableError: not the file's fault; try again later.
    """
    scratch_of_all = blobs.scratch_folder()
    with tempfile.TemporaryDirectory(dir=scratch_of_all, prefix="crop-") as scratch, new_decoder() as decoder:
        report = decoder.crop(blobs.blob_path(original), box, Path(scratch))
        if not isinstance(report, CropReport):
            return report
        return _store(Path(scratch) / CROP, report)


def _store(file: Path, report: CropReport) -> Cut:
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    target = crop_path(sha256)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync(file)
    file.replace(target)
    _sync(target.parent)
    return Cut(sha256, report.width, report.height)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
