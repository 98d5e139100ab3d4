"""What is read out of EXIF, and what never gets through."""

import json
from typing import Any

import pytest
from PIL import ExifTags, Image

from series.ingest.decoder import Decoder, Report
from series.ingest.decoder.metadata import LONGEST_TEXT, MOST_TAGS, clean, describe
from tests import media
from tests.series.ingest.conftest import Upload


def reported(decoder: Decoder, content: bytes, upload: Upload) -> Report:
    report = decoder.decode(upload(content), None)
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIC", "AVIF"])
def test_what_the_camera_wrote_is_reported(decoder: Decoder, upload: Upload, kind: str) -> None:
    report = reported(decoder, media.as_bytes(media.pattern(1), kind, media.exif_of()), upload)

    assert (report.maker, report.model, report.serial) == ("Exampla", "X100", "EX-0017")
    assert report.taken_at == "2026-03-09T21:07:05+02:00"
    assert (report.latitude, report.longitude) == (52.0821, 4.2785)
    assert report.metadata["Make"] == "Exampla"
    assert report.metadata["DateTimeOriginal"] == "2026:03:09 21:07:05"
    assert report.metadata["GPSLatitudeRef"] == "N"


def test_a_picture_without_exif_tells_nothing(decoder: Decoder, upload: Upload) -> None:
    report = reported(decoder, media.as_bytes(media.pattern(1)), upload)

    assert (report.metadata, report.maker, report.model, report.serial) == ({}, "", "", "")
    assert (report.taken_at, report.latitude, report.longitude, report.orientation) == (None, None, None, 1)


def test_exif_that_is_nonsense_does_not_refuse_the_picture(decoder: Decoder, upload: Upload) -> None:
    whole = media.as_bytes(media.pattern(1), "JPEG", media.exif_of())
    at = whole.index(b"Exif\0\0") + 6
    broken = whole[: at + 8] + b"\xff" * 60 + whole[at + 68 :]

    assert reported(decoder, broken, upload).width == 640


@pytest.mark.parametrize("position", [(52.5, 4.25), (-33.9, 18.4), (40.7, -74.0), (-22.9, -43.2), (90.0, -180.0)])
def test_both_hemispheres(position: tuple[float, float]) -> None:
    found = describe(media.exif_of(gps=position))

    assert (found["latitude"], found["longitude"]) == pytest.approx(position, abs=1e-6)


BROKEN_GPS: dict[str, dict[int, Any]] = {
    "no reference": {1: None},
    "a reference that is none": {1: "X"},
    "a longitude's reference": {1: "E"},
    "an empty reference": {3: ""},
    "a latitude over 90": {2: (91.0, 0.0, 0.0)},
    "a longitude over 180": {4: (180.0, 0.0, 1.0)},
    "minutes over 60": {2: (52.0, 60.0, 0.0)},
    "a negative degree": {2: (-52.0, 4.0, 0.0)},
    "two parts": {2: (52.0, 4.0)},
    "no number": {2: (52.0, float("nan"), 0.0)},
    "an endless number": {2: (float("inf"), 0.0, 0.0)},
    "a text": {2: "52.0821"},
    "no latitude": {2: None},
    "no longitude": {4: None},
}


@pytest.mark.parametrize("change", BROKEN_GPS.values(), ids=BROKEN_GPS)
def test_a_broken_position_is_no_position(change: dict[int, Any]) -> None:
    exif = media.exif_of()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(change)
    found = describe(exif)

    assert (found["latitude"], found["longitude"]) == (None, None)
    assert describe(media.exif_of())["latitude"] == 52.0821


@pytest.mark.parametrize(
    ("taken", "offset", "expected"),
    [
        ("2026:03:09 21:07:05", None, "2026-03-09T21:07:05"),
        ("2026:03:09 21:07:05", "-05:30", "2026-03-09T21:07:05-05:30"),
        ("2026:03:09 21:07:05", "+27:00", "2026-03-09T21:07:05"),
        ("2026:03:09 21:07:05", "local", "2026-03-09T21:07:05"),
        ("2026:02:30 21:07:05", "+01:00", None),
        ("0000:00:00 00:00:00", None, None),
        ("yesterday", None, None),
    ],
)
def test_when_it_was_taken(taken: str, offset: str | None, expected: str | None) -> None:
    assert describe(media.exif_of(taken=taken, offset=offset))["taken_at"] == expected


@pytest.mark.parametrize(("written", "expected"), [("  007-A ", "007-A"), ("0000000000", ""), ("0", ""), ("", "")])
def test_a_serial_of_noughts_is_no_serial(written: str, expected: str) -> None:
    assert describe(media.exif_of(serial=written))["serial"] == expected


def test_metadata_is_bounded_and_safe_to_store() -> None:
    exif = media.exif_of(model="M" * 5000)
    exif[ExifTags.Base.Make] = "Exam\x00pla\x1b[31m\u202eevil\n"
    exif[ExifTags.Base.ImageDescription] = "d" * 5000
    exif[ExifTags.Base.XPTitle] = "Küche 厨房".encode("utf-16-le")
    exif[0xC000] = b"\x00\xff" * 5000
    for tag in range(0xD000, 0xD000 + 400):
        exif[tag] = 1
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"private" * 1000
    found = describe(exif)

    metadata = found["metadata"]
    assert len(metadata) <= MOST_TAGS
    assert json.loads(json.dumps(metadata, allow_nan=False)) == metadata
    assert found["maker"] == metadata["Make"] == "Exampla[31mevil"
    assert len(found["model"]) == 200
    assert len(metadata["ImageDescription"]) == LONGEST_TEXT
    assert metadata["XPTitle"] == "Küche 厨房"
    assert metadata["Tag0xc000"] == "00ff" * 16 + "…"
    assert "MakerNote" not in metadata


def test_a_comment_is_read_in_the_script_that_it_names() -> None:
    exif = media.exif_of()
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.UserComment] = b"UNICODE\0" + "обои".encode("utf-16-le")
    assert describe(exif)["metadata"]["UserComment"] == "обои"

    detail[ExifTags.Base.UserComment] = b"ASCII\0\0\0taken at home\0\0\0"
    assert describe(exif)["metadata"]["UserComment"] == "taken at home"

    detail[ExifTags.Base.UserComment] = b"ASCII\0\0\0" + bytes(range(128, 200))
    assert describe(exif)["metadata"]["UserComment"].startswith("4153434949")


def test_utf_8_that_pillow_took_for_latin_1_is_put_right(decoder: Decoder, upload: Upload) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Żółć".encode()
    report = reported(decoder, media.as_bytes(media.pattern(1), "JPEG", exif), upload)

    assert report.metadata["Artist"] == "Żółć"


def test_clean_keeps_scripts_and_drops_tricks() -> None:
    assert clean("  غرفة\tالنوم\x00\u202e ") == "غرفة النوم"
    assert clean("a" * 30, 10) == "a" * 10
    assert clean(clean("x " * 2000)) == clean("x " * 2000)
