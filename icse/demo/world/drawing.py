"""The plan's pictures as bytes, drawn by several processes."""

import io
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from PIL import Image

from icse.demo.clues import clue
from icse.demo.files import jpeg_bytes, near_duplicates
from icse.demo.films import film, hum
from icse.demo.rooms import room
from icse.demo.world.shapes import CloseShot, Picture, RoomShot

#: The beginning of a picture, as a download that broke off leaves it.
BROKEN: Final = jpeg_bytes(Image.linear_gradient("L").convert("RGB"))[:1500]
PAGE: Final = b"<!DOCTYPE html><title>A saved page</title><p>It is kept as evidence, and never shown.</p>\n"


def drawn(pictures: Iterable[Picture]) -> Iterator[tuple[Picture, bytes]]:
    """Each picture with its file, in the order given. Same pictures, same bytes."""
    wanted = list(pictures)
    # Spawned, not forked: the loading process may hold threads and a database connection.
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        yield from zip(wanted, pool.map(file_of, wanted, chunksize=4), strict=True)


def file_of(picture: Picture) -> bytes:
    """One picture as a file."""
    if picture.kind == "WAV":
        return hum(picture.seconds)
    if picture.shows is None:
        return PAGE if picture.kind == "HTML" else BROKEN
    image = _image(picture.shows)
    if picture.change is not None:
        image = near_duplicates(image, picture.change + 1, _seed(picture.shows))[picture.change]
    if picture.camera is not None and picture.camera.orientation == 6:
        # 6 says: turn me clockwise to look at me. So the pixels are stored turned the other way.
        image = image.transpose(Image.Transpose.ROTATE_90)
    if picture.kind == "MP4" or picture.kind == "WEBM":
        return film(image, picture.kind, picture.seconds)
    if picture.kind == "JPEG":
        return jpeg_bytes(image, exif=picture.camera)
    buffer = io.BytesIO()
    image.save(buffer, picture.kind)
    return buffer.getvalue()


def _image(shot: RoomShot | CloseShot) -> Image.Image:
    if isinstance(shot, CloseShot):
        return clue(shot.kind, shot.seed)
    look = shot.look
    return room(shot.seed, wallpaper=look.wallpaper(), view=shot.view, time_of_day=shot.hour, wishes=look.wishes())


def _seed(shot: RoomShot | CloseShot) -> int:
    return shot.seed * 10 + (shot.view if isinstance(shot, RoomShot) else 0)
