"""PDQ against the reference, under turns and copies, and the digests of bytes."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from series.ingest.decoder import Decoder, Report
from series.matching.fingerprints import (
    DIHEDRAL_NAMES,
    MATCH_DISTANCE,
    Fingerprint,
    digests,
    dihedral,
    fingerprint,
    hamming,
)
from tests import media

# The C++ reference's hashes of the stored pixels of Meta's sample pictures.
REFERENCE = {
    "exif-rotn-1.jpg": "f439d924da56a1d4c63973a56acfc926cd53d9341b18367d318666cf9b142649",
    "exif-rotn-6.jpg": "e9782aad54ae0b6365315ac278592d68d4b5434a5fcd7471f7abcb594b481a94",
    "q0122.jpg": "cfb2009ddd21c6dab0846a7745b5984757a8a4535b3377aea2591d32b33ff840",
    "q0746.jpg": "3049d96239e24d4dca2c55512b8b9b77425f4dbcf575a0a95555aaab5554aaaa",
    "q2821.jpg": "b150231ffae4710ffcf4f18bb574b109a576f14bb8543189f8743289f174b109",
    "aaa-orig.jpg": "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22",
}
LOW_QUALITY_REFERENCE = {"q0003.jpg": "54a977c221d14c1c43ba5e4e21d4a13989a3553f1462611cbb87fda7be83b677"}
BRIDGE_COPIES = (
    *("blur-a-little", "blur-a-lot", "high-contrast", "high-saturation", "sharpen-a-little", "sharpen-a-lot"),
    *("shrink-a-little", "shrink-a-lot", "square-128x128", "square-256x256", "square-512x512"),
)


def reference_path(name: str) -> Path:
    folder = Path(os.environ.get("ICSE_REFERENCE_FILES", Path(__file__).parents[4] / "shared/data")) / "pictures"
    if not folder.is_dir():
        pytest.skip(f"the reference pictures are not here: {folder}")
    return folder / name


def reference_picture(name: str) -> Image.Image:
    return Image.open(reference_path(name))


@pytest.mark.parametrize(("name", "expected"), REFERENCE.items())
def test_is_within_ten_bits_of_the_reference(name: str, expected: str) -> None:
    found = fingerprint(reference_picture(name))

    assert found.quality >= 80
    assert hamming(found.bits, bytes.fromhex(expected)) <= 10


def test_so_it_is_on_the_way_through_the_decoder() -> None:
    with Decoder() as decoder:
        reports = {name: decoder.decode(reference_path(name), None) for name in REFERENCE}

    distances = {
        name: hamming(report.fingerprint.bits, bytes.fromhex(REFERENCE[name]))
        for name, report in reports.items()
        if isinstance(report, Report)
    }
    assert set(distances) == set(REFERENCE)
    assert max(distances.values()) <= 10


@pytest.mark.parametrize(("name", "expected"), LOW_QUALITY_REFERENCE.items())
def test_is_within_sixteen_bits_of_the_reference_at_low_quality(name: str, expected: str) -> None:
    found = fingerprint(reference_picture(name))

    assert not found.is_usable
    assert hamming(found.bits, bytes.fromhex(expected)) <= 16


@pytest.mark.parametrize("name", BRIDGE_COPIES)
def test_copies_of_the_bridge_match_it(name: str) -> None:
    copy, bridge = (fingerprint(reference_picture(f"{one}.jpg")) for one in (name, "aaa-orig"))

    assert hamming(copy.bits, bridge.bits) <= MATCH_DISTANCE


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("vary", [media.resized, media.recompressed, media.brightened])
def test_copies_match_and_other_pictures_do_not(seed: int, vary: Callable[[Image.Image], Image.Image]) -> None:
    original, other = media.pattern(seed), media.pattern(seed + 100)
    found = fingerprint(original)

    assert found.quality >= 80
    assert hamming(found.bits, fingerprint(vary(original)).bits) <= MATCH_DISTANCE
    assert hamming(found.bits, fingerprint(other).bits) > MATCH_DISTANCE


TURNS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "original": lambda image: image,
    "rotate90": lambda image: media.rotated(image, 1),
    "rotate180": lambda image: media.rotated(image, 2),
    "rotate270": lambda image: media.rotated(image, 3),
    "flipx": lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    "flipy": media.mirrored,
    "flipplus90": lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    "flipminus90": lambda image: image.transpose(Image.Transpose.TRANSVERSE),
}


@pytest.mark.parametrize("name", DIHEDRAL_NAMES)
def test_each_of_the_eight_matches_the_file_turned_that_way_only(name: str) -> None:
    image = media.pattern(7)
    turned = fingerprint(TURNS[name](image))

    matching = {
        one
        for one, found in zip(DIHEDRAL_NAMES, dihedral(image), strict=True)
        if hamming(found.bits, turned.bits) <= MATCH_DISTANCE
    }

    assert matching == {name}


def test_the_first_of_the_eight_is_the_fingerprint() -> None:
    image = media.pattern(1, (1400, 900))

    assert dihedral(image)[0] == fingerprint(image)


def test_a_flat_picture_is_not_usable() -> None:
    assert not fingerprint(Image.new("RGB", (300, 200), "grey")).is_usable
    assert fingerprint(media.pattern(1)).is_usable


def test_hex_is_the_form_in_which_hashes_are_exchanged() -> None:
    assert Fingerprint(bytes(range(32)), 100).hex == "".join(f"{byte:02x}" for byte in range(32))


def test_hamming_counts_bits() -> None:
    assert hamming(b"\x00\xff", b"\x01\xf0") == 5
    assert hamming(b"\x00\xff", b"\x00\xff") == 0
    with pytest.raises(ValueError, match="2 and 1 bytes"):
        hamming(b"\x00\xff", b"\x00")


def test_digests_are_those_of_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    file = tmp_path / "file"
    file.write_bytes(content)

    found = digests(file)

    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.sha1 == hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert found.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert found.size == len(content)
