"""What becomes of exiftool's words: the useful part in fields, the rest bounded and safe."""

import json
from typing import Any

import pytest

from series.ingest.decoder.description import Description, description_from
from series.ingest.decoder.exiftool_tags import described
from series.ingest.decoder.metadata import MOST_TAGS

TAGS: dict[str, Any] = {
    "SourceFile": "file",
    "ExifTool:ExifToolVersion": 12.57,
    "File:FileName": "file",
    "File:MIMEType": "image/jpeg",
    "EXIF:Make": "Exampla",
    "EXIF:Model": "X100",
    "EXIF:Software": "Exampla 2.1",
    "EXIF:LensModel": "35 mm",
    "EXIF:SerialNumber": 4711,
    "EXIF:DateTimeOriginal": "2026:03:09 21:07:05",
    "EXIF:OffsetTimeOriginal": "+02:00",
    "EXIF:ModifyDate": "2026:03:10 08:00:00",
    "EXIF:GPSLatitudeRef": "S",
    "EXIF:GPSLongitudeRef": "E",
    "EXIF:ThumbnailImage": "(Binary data 4711 bytes, use -b option to extract)",
    "Composite:GPSDateTime": "2026:03:09 19:07:05Z",
    "Composite:GPSLatitude": -33.9,
    "Composite:GPSLongitude": 18.4,
    "Composite:GPSAltitude": -3.5,
    "XMP:Regions": {"RegionList": [{"Name": "door", "Type": "Focus"}], "Unit": "pixel"},
}


def told(**changes: Any) -> Description:
    return description_from(described({**TAGS, **{name.replace("__", ":"): value for name, value in changes.items()}}))


def test_the_useful_part_is_in_fields() -> None:
    found = told()
    assert (found.maker, found.model, found.serial, found.lens) == ("Exampla", "X100", "4711", "35 mm")
    assert found.software == "Exampla 2.1"
    assert found.taken_at == "2026-03-09T21:07:05+02:00"
    assert found.modified_at == "2026-03-10T08:00:00"
    assert found.gps_at == "2026-03-09T19:07:05+00:00"
    assert (found.latitude, found.longitude, found.altitude) == (-33.9, 18.4, -3.5)


def test_the_whole_is_kept_but_for_what_is_not_the_files() -> None:
    found = told().metadata
    assert found["File:MIMEType"] == "image/jpeg"
    assert found["XMP:Regions.Unit"] == "pixel"
    assert found["XMP:Regions.RegionList"] == [["Name: door", "Type: Focus"]]
    assert not {"SourceFile", "File:FileName", "ExifTool:ExifToolVersion", "EXIF:ThumbnailImage"} & set(found)


@pytest.mark.parametrize(
    "change",
    [
        {"EXIF__GPSLatitudeRef": "X"},
        {"EXIF__GPSLongitudeRef": "N"},
        {"Composite__GPSLatitude": 90.5},
        {"Composite__GPSLongitude": "18 deg"},
        {"Composite__GPSLongitude": None},
        {"Composite__GPSLatitude": True},
    ],
)
def test_a_broken_position_is_no_position(change: dict[str, Any]) -> None:
    found = told(**change)
    assert (found.latitude, found.longitude) == (None, None)


def test_a_makers_own_serial_counts_where_there_is_no_other() -> None:
    assert told(EXIF__SerialNumber="0000", MakerNotes__SerialNumber="A-1").serial == "A-1"
    assert told(EXIF__SerialNumber="0000").serial == ""


@pytest.mark.parametrize(("said", "expected"), [(1e9, None), ("high", None), (12, 12.0)])
def test_an_altitude_is_one_on_this_planet(said: Any, expected: float | None) -> None:
    assert told(Composite__GPSAltitude=said).altitude == expected


def test_a_time_with_its_zone_behind_it() -> None:
    assert told(EXIF__DateTimeOriginal=None, XMP__DateTimeOriginal="2026:03:09 21:07:05.25-05:30").taken_at == (
        "2026-03-09T21:07:05-05:30"
    )


def test_what_a_file_makes_it_say_is_bounded_and_safe() -> None:
    deep: Any = "x"
    for _ in range(50):
        deep = {"a": [deep]}
    hostile = {f"XMP:Tag{n}": "y" * 5000 for n in range(5000)} | {
        "EXIF:Make": "Exam\x00pla\x1b[31m\u202eevil\n",
        "EXIF:Model": {"not": "a text"},
        "EXIF:Deep": deep,
        "EXIF:Huge": 10**400,
        "EXIF:Endless": float("inf"),
        "\u202eEXIF:Turned": "z",
    }
    found = description_from(described(dict(reversed(hostile.items()))))
    assert found.maker == "Exampla[31mevil"
    assert found.model == ""
    assert len(found.metadata) <= MOST_TAGS
    assert len(json.dumps(found.metadata, allow_nan=False)) < 200_000
    assert "EXIF:Turned" in found.metadata
    assert not {"EXIF:Huge", "EXIF:Endless"} & set(found.metadata)
