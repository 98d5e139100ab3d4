"""Rooms and wallpapers that are made here, each varied as copies are: every variation is found from every other."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image, ImageDraw

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.demo.pictures import room
from series.ingest.work import Tools
from series.matching.index import keeping
from tests import media
from tests.series.ingest.pairs import matched, resembling
from tests.series.making import ingested, receive
from tests.series.matching.test_fingerprints import TURNS

SIZE: Final = (640, 480)
SCENES: Final[dict[str, Callable[[], Image.Image]]] = {
    "room 3": lambda: room(3, size=SIZE),
    "room 8": lambda: room(8, view=2, size=SIZE),
    "wallpaper": lambda: media.pattern(21, SIZE),
}


def marked(image: Image.Image) -> Image.Image:
    """A small watermark in the corner."""
    copy = image.copy()
    ImageDraw.Draw(copy, "RGBA").text(
        (copy.width * 0.78, copy.height * 0.93), "example.invalid", (255, 255, 255, 150), font_size=16
    )
    return copy


VARIATIONS: Final[dict[str, Callable[[Image.Image], Image.Image]]] = {
    "half": lambda image: media.resized(image, 0.5),
    "larger": lambda image: media.resized(image, 1.7),
    "quality 30": lambda image: media.recompressed(image, 30),
    "quality 70": lambda image: media.recompressed(image, 70),
    "lighter": lambda image: media.brightened(image, 1.15),
    "darker": lambda image: media.brightened(image, 0.85),
    "marked": marked,
    "several at once": lambda image: media.recompressed(marked(media.resized(media.brightened(image, 1.1), 0.7)), 50),
    **TURNS,
}


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER, settings.INDEX_FOLDER = tmp_path / "media", tmp_path / "index"


def test_each_variation_is_found_from_every_other(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    """Two countries send them in turns; half are in a file of the index, half are newer."""
    files = [
        (f"{scene}, {name}", media.as_bytes(vary(picture)))
        for scene, draw in SCENES.items()
        for picture in [draw()]
        for name, vary in VARIATIONS.items()
    ]
    random.Random(4).shuffle(files)
    desks = ((nora, audiences["NL"]), (fleur, audiences["FR"]))
    made = [receive(*desks[number % 2], content, name=name) for number, (name, content) in enumerate(files)]
    done = ingested(tools, *made[: len(made) // 2])
    with acting_as_system("tests"):
        keeping.rebuild()
    done += ingested(tools, *made[len(made) // 2 :])
    assert {item.state for item in done} == {"ready"}

    found = matched()
    assert found == resembling()
    from_the_original = {
        frozenset((f"{scene}, original", f"{scene}, {name}"))
        for scene in SCENES
        for name in VARIATIONS.keys() - {"original"}
    }
    assert from_the_original <= found.keys()
    assert all(len({name.partition(",")[0] for name in pair}) == 1 for pair in found), "of two scenes"
