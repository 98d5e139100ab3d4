"""Fingerprints of one file: digests of its bytes, and PDQ of its pixels.

PDQ is the perceptual hash of Meta's ThreatExchange (https://github.com/facebook/ThreatExchange, folder pdq), computed
here by `pdqhash`, which wraps the reference C++. Two pictures are near-duplicates when their hashes differ in at most
MATCH_DISTANCE of 256 bits and both have a quality of at least MIN_QUALITY; both numbers are the reference's own.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from pdqhash.bindings import compute, compute_dihedral
from PIL import Image

MATCH_DISTANCE: Final = 31
MIN_QUALITY: Final = 50
HASH_BYTES: Final = 32

# PDQ itself reduces every picture to 64 x 64; from here down the result hardly moves, and the time falls from 0.6 s
# to 2 ms for 12 megapixels. Not 512: rows of a power of two fall into the same places of the processor's cache.
FINGERPRINT_SIDE: Final = 448
_PIECE: Final = 1 << 20

# The order in which `dihedral` gives its eight fingerprints: turns, mirror images, mirror images turned.
DIHEDRAL_NAMES: Final = (
    "original",
    "rotate90",
    "rotate180",
    "rotate270",
    "flipx",
    "flipy",
    "flipplus90",
    "flipminus90",
)


@dataclass(frozen=True)
class Fingerprint:
    """A PDQ hash: 32 bytes, most significant bit first as in its hex form, and a quality of 0 to 100."""

    bits: bytes
    quality: int

    @property
    def hex(self) -> str:
        """The 64 lower-case hex digits in which PDQ hashes are exchanged."""
        return self.bits.hex()

    @property
    def is_usable(self) -> bool:
        """Whether the picture has enough structure for its hash to mean anything."""
        return self.quality >= MIN_QUALITY


Dihedral = tuple[Fingerprint, Fingerprint, Fingerprint, Fingerprint, Fingerprint, Fingerprint, Fingerprint, Fingerprint]


@dataclass(frozen=True)
class Digests:
    """What a file's bytes are known by: lower-case hex digests, and the size in bytes."""

    sha256: str
    sha1: str
    md5: str
    size: int


def digests(path: Path) -> Digests:
    """Read a file once, in pieces, and give its digests. Raises OSError when it cannot be read."""
    sha256 = hashlib.sha256()
    # SHA-1 and MD5 are what other services' lists are keyed by; nothing here trusts them.
    sha1, md5 = hashlib.sha1(usedforsecurity=False), hashlib.md5(usedforsecurity=False)
    size = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            for digest in (sha256, sha1, md5):
                digest.update(piece)
    return Digests(sha256.hexdigest(), sha1.hexdigest(), md5.hexdigest(), size)


def fingerprint(image: Image.Image) -> Fingerprint:
    """Compute the PDQ of the pixels as stored: no orientation tag applied, alpha ignored."""
    vector, quality = compute(_pixels(image))
    return _packed(vector, quality)


def dihedral(image: Image.Image) -> Dihedral:
    """Compute the PDQ of the picture and of its seven turned and mirrored forms, in the order of DIHEDRAL_NAMES.

    PDQ does not survive a turn by itself. Looking up all eight of a new picture finds every stored picture that is a
    turned or mirrored copy of it.
    """
    vectors, quality = compute_dihedral(_pixels(image))
    first, *rest = (_packed(vector, quality) for vector in vectors)
    a, b, c, d, e, f, g = rest
    return (first, a, b, c, d, e, f, g)


def hamming(a: bytes, b: bytes) -> int:
    """Count the bits in which two hashes of the same length differ."""
    if len(a) != len(b):
        raise ValueError(f"hashes of {len(a)} and {len(b)} bytes cannot be compared")
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def _pixels(image: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    rgb = image if image.mode == "RGB" else image.convert("RGB")
    longest = max(rgb.size)
    if longest > FINGERPRINT_SIDE:
        width, height = (max(1, round(side * FINGERPRINT_SIDE / longest)) for side in rgb.size)
        rgb = rgb.resize((width, height), Image.Resampling.BOX)
    return np.ascontiguousarray(np.asarray(rgb, dtype=np.uint8))


def _packed(vector: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", quality: int) -> Fingerprint:
    return Fingerprint(np.packbits(vector).tobytes(), int(quality))
