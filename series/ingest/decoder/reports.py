"""What the decoder tells about a file. It comes from a process that a hostile file may have taken over, so every
field is checked before anyone uses it."""

import math
from dataclasses import dataclass
from typing import Any, Final, cast

from series.ingest.decoder.description import BadReplyError, Description, description_from
from series.matching.fingerprints import DIHEDRAL_NAMES, HASH_BYTES, Dihedral, Fingerprint

# The names of the files that the decoder writes into the scratch folder.
PLAIN: Final = "plain.jpg"
THUMB: Final = "thumb.jpg"
CONCEALED: Final = "concealed.jpg"
CROP: Final = "crop.webp"

SHORTEST_CROP: Final = 24
LONGEST_CROP: Final = 1200
_PARTS: Final = ("decode", "fingerprint", "describe", "preview")
_LARGEST_SIDE: Final = 1 << 31


@dataclass(frozen=True, kw_only=True)
class Report(Description):
    """What one picture is. `width`, `height` and fingerprints are of the stored pixels, orientation not applied.

    `fingerprints` are in the order of `series.matching.fingerprints.DIHEDRAL_NAMES`; `metadata` is EXIF by tag name;
    `timings` are seconds by part.
    """

    media_type: str
    width: int
    height: int
    frames: int
    orientation: int
    fingerprints: Dihedral
    timings: dict[str, float]

    @property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint of the picture as it is."""
        return self.fingerprints[0]

    @property
    def quality(self) -> int:
        """PDQ's quality, 0 to 100, which is the same for all eight."""
        return self.fingerprint.quality


@dataclass(frozen=True)
class CropReport:
    """The size in pixels of the crop that was written as CROP into the scratch folder."""

    width: int
    height: int


def report_from(answer: dict[str, Any], media_type: str) -> Report:
    """Check a decode job's answer field by field. Raises BadReplyError."""
    return Report(
        media_type=media_type,
        width=_integer(answer, "width", 1, _LARGEST_SIDE),
        height=_integer(answer, "height", 1, _LARGEST_SIDE),
        frames=_integer(answer, "frames", 1, _LARGEST_SIDE),
        orientation=_integer(answer, "orientation", 1, 8),
        fingerprints=_fingerprints(answer),
        timings=_timings(answer),
        **vars(description_from(answer)),
    )


def crop_report_from(answer: dict[str, Any]) -> CropReport:
    """Check a crop job's answer. Raises BadReplyError."""
    return CropReport(_integer(answer, "width", 1, LONGEST_CROP), _integer(answer, "height", 1, LONGEST_CROP))


def _integer(answer: dict[str, Any], name: str, least: int, most: int) -> int:
    value = answer.get(name)
    if type(value) is not int or not least <= value <= most:
        raise BadReplyError(name)
    return value


def _fingerprints(answer: dict[str, Any]) -> Dihedral:
    quality = _integer(answer, "quality", 0, 100)
    hashes = answer.get("fingerprints")
    if not isinstance(hashes, list) or len(hashes) != len(DIHEDRAL_NAMES):
        raise BadReplyError("fingerprints")
    return cast(Dihedral, tuple(Fingerprint(_bits(one), quality) for one in hashes))


def _bits(text: Any) -> bytes:
    try:
        bits = bytes.fromhex(text)
    except (TypeError, ValueError) as error:
        raise BadReplyError("fingerprints") from error
    if len(bits) != HASH_BYTES:
        raise BadReplyError("fingerprints")
    return bits


def _timings(answer: dict[str, Any]) -> dict[str, float]:
    timings = answer.get("timings")
    if not isinstance(timings, dict) or not set(timings) <= set(_PARTS):
        raise BadReplyError("timings")
    if not all(isinstance(seconds, float) and 0 <= seconds < math.inf for seconds in timings.values()):
        raise BadReplyError("timings")
    return timings
