import io
from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from pdqhash import bindings as pdqhash
from PIL import ExifTags, Image

from icse.demo.files import CHANGES, NaiveTime
from icse.demo.fittings import SOCKETS, Socket, socket
from icse.demo.pictures import (
    CLUES,
    COLOURS,
    PATTERNS,
    SIZE,
    VIEWS,
    CameraFacts,
    ClueKind,
    TimeOfDay,
    UnknownPattern,
    Wishes,
    clue,
    jpeg_bytes,
    near_duplicates,
    room,
    wallpaper,
)

MATCH = 31  # PDQ distance up to which two pictures are near-duplicates
ROOMS = 40


def pdq(image: Image.Image) -> tuple[np.ndarray, int]:
    small = image.convert("RGB").resize((512, 512), Image.Resampling.BOX)
    bits, quality = pdqhash.compute(np.asarray(small))
    return bits, quality


def distance(image: Image.Image, other: Image.Image) -> int:
    """The PDQ distance through the nearest of the other picture's 8 orientations."""
    small = other.convert("RGB").resize((512, 512), Image.Resampling.BOX)
    turned, _ = pdqhash.compute_dihedral(np.asarray(small))
    bits, _ = pdq(image)
    return min(int(np.count_nonzero(bits != one)) for one in turned)


def test_the_same_seed_gives_the_same_bytes() -> None:
    again = [jpeg_bytes(room(5, view=2, time_of_day="evening")) for _ in range(2)]
    clues = [jpeg_bytes(clue("label", 5)) for _ in range(2)]

    assert again[0] == again[1]
    assert clues[0] == clues[1]
    assert again[0] != jpeg_bytes(room(6, view=2, time_of_day="evening"))
    assert clues[0] != jpeg_bytes(clue("label", 6))


def test_size_is_what_was_asked() -> None:
    assert room(3).size == SIZE == (1024, 768)
    assert room(3, size=(320, 240)).size == (320, 240)
    assert clue("socket", 3, size=(320, 240)).size == (320, 240)


def test_rooms_are_far_apart_and_good_to_hash() -> None:
    hashes = [pdq(room(seed, view=seed % VIEWS)) for seed in range(ROOMS)]

    near = [
        (one, other)
        for one, other in combinations(range(ROOMS), 2)
        if np.count_nonzero(hashes[one][0] != hashes[other][0]) <= MATCH
    ]
    assert near == []
    assert [quality for _, quality in hashes if quality < 80] == []


def test_views_and_hours_show_the_same_room_differently() -> None:
    pictures = [room(7, view=view) for view in range(VIEWS)]
    hours = [room(7, time_of_day=hour) for hour in get_args(TimeOfDay)]

    assert min(distance(one, other) for one, other in combinations(pictures, 2)) > MATCH
    assert len({jpeg_bytes(picture) for picture in hours}) == 4


@pytest.mark.parametrize("seed", [1, 12, 33])
def test_near_duplicates_are_near(seed: int) -> None:
    original = room(seed, view=seed % VIEWS)

    copies = near_duplicates(original, 2 * len(CHANGES), seed)

    assert len(copies) == 12
    assert max(distance(original, copy) for copy in copies) <= MATCH
    assert len({jpeg_bytes(copy) for copy in [original, *copies]}) >= 11  # a turn or mirroring may come twice


def test_turned_and_mirrored_copies_need_the_orientations() -> None:
    original = room(12)

    turned, mirrored = near_duplicates(original, 6, 4)[4:]

    bits, _ = pdq(original)
    assert np.count_nonzero(bits != pdq(turned)[0]) > MATCH
    assert np.count_nonzero(bits != pdq(mirrored)[0]) > MATCH


def test_patterns_are_distinct_and_repeat_without_a_seam() -> None:
    tiles = {name: wallpaper(name, "blue").tile for name in PATTERNS}

    assert len({tile.tobytes() for tile in tiles.values()}) == len(PATTERNS) >= 14
    tile = np.asarray(wallpaper("boats", "blue", metres=0.5).cover(1.0, 1.0, 200))
    assert np.array_equal(tile[:100, :100], tile[100:, 100:])


def test_a_name_or_a_seed_chooses_a_pattern() -> None:
    assert wallpaper("damask", "blue").name == "damask"
    assert wallpaper(4).tile.tobytes() == wallpaper(4).tile.tobytes()
    assert {wallpaper(seed).name for seed in range(300)} == set(PATTERNS)
    assert {wallpaper(seed).colour for seed in range(300)} == set(COLOURS)
    with pytest.raises(UnknownPattern, match="portrait"):
        wallpaper("portrait")


def test_wishes_are_seen_in_the_room() -> None:
    paper = wallpaper("stars", "navy")
    plain = np.asarray(room(9, wallpaper=paper), dtype=int)

    for wishes in (Wishes(floor="tiles"), Wishes(floor="carpet"), Wishes(bedspread=wallpaper("tartan", "red"))):
        wished = np.asarray(room(9, wallpaper=paper, wishes=wishes), dtype=int)
        assert (np.abs(wished - plain).max(axis=2) > 40).mean() > 0.01


def test_sockets_differ() -> None:
    assert get_args(Socket) == SOCKETS
    assert len({socket(kind).tobytes() for kind in SOCKETS}) == 4


@pytest.mark.parametrize("kind", get_args(ClueKind))
def test_each_kind_of_clue_is_drawn_from_its_seed(kind: ClueKind) -> None:
    assert kind in CLUES
    pictures = [clue(kind, seed, size=(512, 384)) for seed in (1, 2)]
    assert distance(*pictures) > MATCH


def test_exif_reads_back() -> None:
    taken = datetime(2026, 3, 4, 21, 5, 6, tzinfo=timezone(timedelta(hours=-3)))
    facts = CameraFacts("SynthCam", "SC-200", "SC2-000417", taken, (-23.5505, -46.6333), orientation=6)

    with Image.open(io.BytesIO(jpeg_bytes(room(2, size=(160, 120)), exif=facts))) as picture:
        exif = picture.getexif()
        details, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)

    assert {tag: exif[tag] for tag in (ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.Orientation)} == {
        ExifTags.Base.Make: "SynthCam",
        ExifTags.Base.Model: "SC-200",
        ExifTags.Base.Orientation: 6,
    }
    assert dict(details) == {
        ExifTags.Base.BodySerialNumber: "SC2-000417",
        ExifTags.Base.DateTimeOriginal: "2026:03:04 21:05:06",
        ExifTags.Base.OffsetTimeOriginal: "-03:00",
    }
    assert (gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef]) == ("S", "W")
    assert degrees(gps[ExifTags.GPS.GPSLatitude]) == pytest.approx(23.5505, abs=1e-5)
    assert degrees(gps[ExifTags.GPS.GPSLongitude]) == pytest.approx(46.6333, abs=1e-5)


def degrees(parts: tuple[float, float, float]) -> float:
    return float(parts[0] + parts[1] / 60 + parts[2] / 3600)


def test_without_facts_no_exif_is_written() -> None:
    with Image.open(io.BytesIO(jpeg_bytes(room(2, size=(160, 120))))) as picture:
        assert dict(picture.getexif()) == {}


def test_a_time_without_offset_is_refused() -> None:
    naive = datetime(2026, 3, 4, 21, 5, 6, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(NaiveTime):
        jpeg_bytes(room(2, size=(160, 120)), exif=CameraFacts("Exemplar", "One", taken=naive))
