"""What the decoder reports of good pictures, and why it refuses bad ones."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from series.ingest.decoder import CONCEALED, PLAIN, THUMB, Decoder, DecoderUnavailableError, Report
from series.ingest.recognition import SENTENCES, Refusal
from series.matching.fingerprints import MATCH_DISTANCE, dihedral, fingerprint, hamming
from tests import media
from tests.series.ingest.conftest import Upload


def reported(decoder: Decoder, path: Path, scratch: Path | None = None) -> Report:
    report = decoder.decode(path, scratch)
    assert isinstance(report, Report)
    return report


def refused(decoder: Decoder, path: Path, scratch: Path | None = None) -> str:
    found = decoder.decode(path, scratch)
    assert isinstance(found, Refusal)
    return found.code


@pytest.mark.parametrize(("media_type", "kind"), media.FORMATS.items())
def test_every_format_gives_its_size_and_a_close_fingerprint(
    decoder: Decoder, upload: Upload, scratch: Path, media_type: str, kind: str
) -> None:
    image = media.pattern(11, (900, 600))
    report = reported(decoder, upload(media.as_bytes(image, kind)), scratch)

    assert (report.media_type, report.width, report.height, report.frames) == (media_type, 900, 600, 1)
    assert report.quality >= 80
    # A GIF has 256 colours only.
    assert hamming(report.fingerprint.bits, fingerprint(image).bits) <= (16 if kind == "GIF" else 10)
    assert {path.name for path in scratch.iterdir()} == {PLAIN, THUMB, CONCEALED}
    assert set(report.timings) == {"decode", "fingerprint", "describe", "preview"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_size_and_fingerprints_are_of_the_stored_pixels(
    decoder: Decoder, upload: Upload, kind: str, orientation: int
) -> None:
    image = media.pattern(12, (320, 240))
    exif = media.exif_of(orientation=orientation)
    report = reported(decoder, upload(media.as_bytes(image, kind, exif)))

    assert (report.width, report.height, report.orientation) == (320, 240, orientation)
    assert hamming(report.fingerprint.bits, fingerprint(image).bits) <= 10


@pytest.mark.parametrize("vary", [media.rotated, media.mirrored, lambda image: media.rotated(media.mirrored(image))])
def test_a_turned_or_mirrored_copy_matches_one_of_the_eight(decoder: Decoder, upload: Upload, vary: object) -> None:
    image = media.pattern(13)
    eight = reported(decoder, upload(media.as_bytes(image))).fingerprints
    turned = reported(decoder, upload(media.as_bytes(vary(image)))).fingerprint  # type: ignore[operator]

    distances = [hamming(one.bits, turned.bits) for one in eight]

    assert distances[0] > MATCH_DISTANCE
    assert min(distances) <= MATCH_DISTANCE


def test_a_large_jpeg_decoded_small_keeps_its_fingerprint(decoder: Decoder, upload: Upload) -> None:
    image = media.pattern(14, (4000, 3000))
    report = reported(decoder, upload(media.as_bytes(image)))

    assert (report.width, report.height) == (4000, 3000)
    assert hamming(report.fingerprint.bits, dihedral(image)[0].bits) <= 10


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF", "PNG"])
def test_the_first_of_several_frames_counts(decoder: Decoder, upload: Upload, kind: str) -> None:
    frames = [media.pattern(seed, (320, 240)) for seed in (1, 2, 3)]
    content = media.as_bytes(frames[0], kind, save_all=True, append_images=frames[1:])
    report = reported(decoder, upload(content))

    assert report.frames == 3
    assert hamming(report.fingerprint.bits, fingerprint(frames[0]).bits) <= MATCH_DISTANCE


def as_mode(image: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    if mode == "transparent":
        image.putalpha(0)
        return image
    return image.convert(mode)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *(("L", "JPEG"), ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("YCbCr", "TIFF")),
        *(("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "PNG"), ("transparent", "PNG"), ("RGBA", "WEBP")),
        *(("I;16", "PNG"), ("I;16", "TIFF"), ("I", "TIFF"), ("F", "TIFF")),
    ],
)
def test_every_kind_of_pixels_gives_a_matching_fingerprint(
    decoder: Decoder, upload: Upload, scratch: Path, mode: str, kind: str
) -> None:
    image = media.pattern(15)
    report = reported(decoder, upload(media.as_bytes(as_mode(image.copy(), mode), kind)), scratch)

    assert hamming(report.fingerprint.bits, fingerprint(image).bits) <= 16


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (7, 5)])
def test_pictures_too_small_to_match_are_taken_with_a_low_quality(
    decoder: Decoder, upload: Upload, scratch: Path, size: tuple[int, int]
) -> None:
    report = reported(decoder, upload(media.as_bytes(Image.new("RGB", size, "teal"), "PNG")), scratch)

    assert (report.width, report.height) == size
    assert not report.fingerprint.is_usable


def test_a_camera_raw_file_is_refused_rather_than_its_thumbnail_taken(decoder: Decoder, upload: Upload) -> None:
    thumbnail, dng_version, subfile_type = media.pattern(1, (160, 120)), 50706, 254
    as_dng = media.as_bytes(thumbnail, "TIFF", tiffinfo={dng_version: b"\x01\x04\x00\x00"})
    as_nef = media.as_bytes(thumbnail, "TIFF", tiffinfo={subfile_type: 1})

    assert refused(decoder, upload(as_dng)) == "not_allowed"
    assert refused(decoder, upload(as_nef)) == "not_allowed"
    assert reported(decoder, upload(media.as_bytes(thumbnail, "TIFF"))).width == 160


def test_a_jpeg_with_an_archive_behind_it_is_decoded_as_the_jpeg(decoder: Decoder, upload: Upload) -> None:
    assert (
        reported(decoder, upload(media.jpeg_and_zip(3))).fingerprint
        == reported(decoder, upload(media.as_bytes(media.pattern(3)))).fingerprint
    )


@pytest.mark.parametrize("kind", media.FORMATS.values())
def test_a_picture_that_breaks_off_is_refused_as_truncated(
    decoder: Decoder, upload: Upload, scratch: Path, kind: str
) -> None:
    whole = media.as_bytes(media.pattern(16), kind)

    assert refused(decoder, upload(whole[: len(whole) // 2]), scratch) == "truncated"
    assert list(scratch.iterdir()) == []
    assert reported(decoder, upload(whole), scratch).width == 640


def test_what_is_no_picture_is_refused_before_decoding(decoder: Decoder, upload: Upload, tmp_path: Path) -> None:
    assert refused(decoder, upload(b"")) == "empty"
    assert refused(decoder, media.text_named_jpg(tmp_path)) == "not_a_picture"
    assert refused(decoder, media.executable_named_jpg(tmp_path)) == "not_a_picture"
    assert refused(decoder, upload(b"\xff\xd8\xff\xe0" + bytes(500))) == "damaged"


def test_2500_million_pixels_are_refused_by_the_header(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    content = media.huge_png(50_000, 50_000)

    assert len(content) < 1_000_000
    assert refused(decoder, upload(content), scratch) == "too_many_pixels"


def test_a_file_that_cannot_be_opened_is_not_refused(decoder: Decoder, upload: Upload, tmp_path: Path) -> None:
    picture = upload(media.as_bytes(media.pattern(1)))

    with pytest.raises(DecoderUnavailableError, match="cannot be opened"):
        decoder.decode(tmp_path / "missing", None)
    with pytest.raises(DecoderUnavailableError, match="FileNotFoundError"):
        decoder.decode(picture, tmp_path / "missing folder")
    assert reported(decoder, picture).width == 640


def test_a_name_that_is_no_text_can_be_decoded(decoder: Decoder, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\n.jpg")
    path.write_bytes(media.as_bytes(media.pattern(1)))

    assert reported(decoder, path).width == 640


SMALL_FILES = {
    kind: media.as_bytes(media.pattern(1, (64, 48)), kind, media.exif_of() if kind != "GIF" else None)
    for kind in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF")
}
STARTS = [b"", *(content[:16] for content in SMALL_FILES.values())]
whatever = st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.binary(max_size=300))
changes = st.lists(st.tuples(st.integers(0, 2**16), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8)


def mutated(content: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    mutable = bytearray(content)
    for at, new in changes:
        start = at % len(content)
        mutable[start : start + len(new)] = new
    return bytes(mutable)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(whatever, st.builds(mutated, st.sampled_from(list(SMALL_FILES.values())), changes)))
def test_no_bytes_make_it_raise_or_hurt_the_next_file(decoder: Decoder, upload: Upload, content: bytes) -> None:
    before = decoder.child_pid
    found = decoder.decode(upload(content), None)

    assert isinstance(found, Report) or found.code in SENTENCES
    assert reported(decoder, upload(SMALL_FILES["JPEG"])).width == 64
    assert before in (None, decoder.child_pid)
