"""The folder that is uploaded, made at run time, and how a picture on the screen is compared with the one sent."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Locator

from icse.demo.pictures import CameraFacts, jpeg_bytes, room
from tests.media import text_named_jpg

SIZE = (640, 480)
SERIAL = "SC200-77310"
POSITION = (52.0821, 4.2785)
#: Fine enough that a concealed picture, blurred and pale, is far off.
_GRID = (64, 48)
_GRID_OF_IMAGE = """(image, [width, height]) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, width, height);
  return [...pen.getImageData(0, 0, width, height).data];
}"""


@dataclass(frozen=True)
class Folder:
    """What is uploaded: four rooms, one of them twice; a text and a broken picture under pictures' names."""

    path: Path
    rooms: tuple[Path, ...]
    files: int


def make_folder(path: Path) -> Folder:
    """Write the files of a seizure."""
    path.mkdir()
    rooms = tuple(path / f"room-{number}.jpg" for number in range(4))
    for number, file in enumerate(rooms):
        facts = CameraFacts("SynthCam", "SC-200", SERIAL, datetime(2026, 3, number + 1, 21, 7, tzinfo=UTC), POSITION)
        file.write_bytes(jpeg_bytes(room(40 + number, size=SIZE), exif=facts))
    (path / "room-0 copy.jpg").write_bytes(rooms[0].read_bytes())
    (path / "broken.jpg").write_bytes(rooms[1].read_bytes()[:9000])
    text_named_jpg(path)  # evidence of another kind, kept without a picture
    return Folder(path, rooms, 7)


def difference(image: Locator, file: Path) -> float:
    """Return how far what the browser shows is from a file: mean of the grey levels' differences, 0 to 255."""
    shown = np.array(image.evaluate(_GRID_OF_IMAGE, list(_GRID)), dtype=float).reshape(_GRID[1], _GRID[0], 4)[:, :, :3]
    with Image.open(file) as picture:
        wanted = np.asarray(picture.convert("RGB").resize(_GRID, Image.Resampling.BOX), dtype=float)
    return float(np.abs(shown.mean(axis=2) - wanted.mean(axis=2)).mean())
