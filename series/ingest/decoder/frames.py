"""The frames of a video that are looked at: one of each second, its PDQ, and how they are written down.

PDQ does not survive black bars, which players and converters put round a video of another shape. So a frame with bars
has a second PDQ, of what lies between them.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np
from PIL import Image

from series.ingest.decoder.answers import write
from series.ingest.decoder.pictures import fitting
from series.matching.fingerprints import DIHEDRAL_NAMES, HASH_BYTES, Dihedral, Fingerprint, dihedral

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

#: What PDQ is computed of; it makes 64 x 64 of it.
HASHED_SIDE: Final = 512
#: Different frames of one video that are kept: five and a half hours in which no second looks like another.
MOST_FRAMES: Final = 20_000
_ROW: Final = struct.Struct(f"<I?B{len(DIHEDRAL_NAMES) * HASH_BYTES}s")
#: Each frame may have two rows.
FRAMES_BYTES: Final = 2 * MOST_FRAMES * _ROW.size
#: Darker than this is black, where a video is recompressed; a line of a bar may have a few lighter spots.
_BLACK: Final = 24
_SPOTS: Final = 0.02
#: Bars of less than this share of a side do not change the PDQ much; more than half is no bar but a dark picture.
_THINNEST_BARS: Final = 0.02
_THICKEST_BARS: Final = 0.5
_TURNS: Final = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


class BadFramesError(ValueError):
    """What was written down is not what a healthy decoder writes."""


@dataclass(frozen=True)
class FramePrint:
    """The PDQ of the frame shown at a second, as stored and turned and mirrored (in the order of DIHEDRAL_NAMES).

    ``is_trimmed`` says that it is of what lies between black bars, ``stands_for`` how many seconds that were left out
    resemble it (``series.matching.folding``).
    """

    second: int
    is_trimmed: bool
    quality: int
    orientations: bytes
    stands_for: int = 0

    @property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint of the frame as it is."""
        return Fingerprint(self.orientations[:HASH_BYTES], self.quality)


class FrameLog:
    """Writes down each frame that differs from all before it: what repeats says nothing new, in vPDQ neither."""

    def __init__(self, output: BinaryIO | None) -> None:
        self._output = output
        self._known: set[bytes] = set()

    def __len__(self) -> int:
        """How many are written down."""
        return len(self._known)

    def add(self, second: int, frame: Image.Image) -> None:
        """Take the frame of a second. Raises OutputError."""
        prints = dihedral(frame)
        if len(self) == MOST_FRAMES or prints[0].bits in self._known:
            return
        self._known.add(prints[0].bits)
        self._write(second, prints, is_trimmed=False)
        inner = between_bars(frame)
        if inner is not None:
            self._write(second, dihedral(inner), is_trimmed=True)

    def _write(self, second: int, prints: Dihedral, *, is_trimmed: bool) -> None:
        if self._output is not None:
            bits = b"".join(one.bits for one in prints)
            write(_ROW.pack(second, is_trimmed, prints[0].quality, bits), self._output)


def frames_in(written: bytes) -> Iterator[FramePrint]:
    """Read what a decoder wrote down. Raises BadFramesError: it comes from a process that may have been taken over."""
    if len(written) % _ROW.size or len(written) > FRAMES_BYTES:
        raise BadFramesError("length")
    before = (-1, True)
    for second, is_trimmed, quality, bits in _ROW.iter_unpack(written):
        in_order = second == before[0] and not before[1] if is_trimmed else second > before[0]
        if not in_order or quality > 100:
            raise BadFramesError("order")
        before = second, is_trimmed
        yield FramePrint(second, is_trimmed, quality, bits)


def between_bars(image: Image.Image) -> Image.Image | None:
    """Return what lies between black bars at the edges, or None when there are none."""
    light = np.asarray(image.convert("L")) > _BLACK
    rows, columns = (np.flatnonzero(light.mean(axis=axis) > _SPOTS) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return None
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    shares = 1 - (box[2] - box[0]) / image.width, 1 - (box[3] - box[1]) / image.height
    return image.crop(box) if max(shares) >= _THINNEST_BARS and max(shares) <= _THICKEST_BARS else None


def as_picture(frame: "VideoFrame", side: int) -> Image.Image:
    """Return a frame as RGB, no side longer than ``side``, as stored."""
    width, height = fitting((frame.width, frame.height), side)
    return Image.fromarray(frame.to_ndarray(format="rgb24", width=width, height=height, threads=1))


def upright(image: Image.Image, rotation: float) -> Image.Image:
    """Turn a frame as its video says that it is shown."""
    turn = _TURNS.get(round(rotation) % 360)
    return image if turn is None else image.transpose(turn)
