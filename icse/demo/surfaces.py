"""Skins of floors, furniture and cloth: wood, carpet, tiles, folds."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from icse.demo.palette import WOODS, Colour, mix
from icse.demo.patterns import Pattern

Floats = NDArray[np.float64]


def plain(colour: Colour, size: tuple[int, int] = (32, 32)) -> Image.Image:
    """One colour."""
    return Image.new("RGB", size, colour)


def shaded(skin: Image.Image, shade: Floats) -> Image.Image:
    """The skin times a small map of brightness (1.0 leaves it as it is), stretched over it."""
    grey = Image.fromarray(np.clip(shade * 255, 0, 255).astype(np.uint8)).resize(skin.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(skin, Image.merge("RGB", (grey, grey, grey)))


def clouded(skin: Image.Image, rng: np.random.Generator, cells: tuple[int, int], depth: float) -> Image.Image:
    """The skin with soft darker patches, about `cells` of them across and down: unevenness, wear, wrinkles."""
    return shaded(skin, 1 - depth * rng.random((max(2, cells[1]), max(2, cells[0]))))


def wood(colour: Colour, size: tuple[int, int], rng: np.random.Generator, *, upright: bool = False) -> Image.Image:
    """Grain along the long way."""
    long, short = (size[1], size[0]) if upright else size
    rows = max(4, short // 3)
    grain = 0.86 + 0.14 * rng.random((rows, max(2, long // 90)))
    board = shaded(plain(colour, (long, short)), grain)
    return board.transpose(Image.Transpose.ROTATE_90) if upright else board


def boards_floor(size: tuple[int, int], per_metre: int, rng: np.random.Generator) -> Image.Image:
    """Boards of 14 cm with joints."""
    colour = WOODS[int(rng.integers(len(WOODS)))]
    floor = wood(colour, size, rng)
    draw = ImageDraw.Draw(floor, "RGBA")
    step = max(6, round(0.14 * per_metre))
    for top in range(0, size[1], step):
        joint = int(rng.integers(size[0]))
        for left, right in ((0, joint), (joint, size[0])):
            tone = int(rng.integers(0, 42))
            draw.rectangle([left, top, right, top + step], fill=(*mix(colour, (20, 12, 8), 0.8), tone))
        draw.line([(0, top), (size[0], top)], fill=(20, 14, 10, 130))
        draw.line([(joint, top), (joint, top + step)], fill=(20, 14, 10, 130))
    return floor


def carpet_floor(size: tuple[int, int], per_metre: int, rng: np.random.Generator) -> Image.Image:
    """A fleecy single colour with trodden patches."""
    colour = ((150, 140, 128), (112, 122, 140), (140, 110, 104), (118, 128, 112), (176, 164, 142))[rng.integers(5)]
    tufts = 0.84 + 0.16 * rng.random((size[1] // 2, size[0] // 2))
    return clouded(shaded(plain(colour, size), tufts), rng, (size[0] // per_metre * 2, size[1] // per_metre * 2), 0.14)


def tiles_floor(size: tuple[int, int], per_metre: int, rng: np.random.Generator) -> Image.Image:
    """Square tiles of 30 or 45 cm in two tones."""
    tones = (((222, 214, 200), (196, 184, 166)), ((206, 208, 210), (90, 96, 104)), ((204, 150, 120), (190, 134, 104)))[
        rng.integers(3)
    ]
    step = round((0.3, 0.45)[rng.integers(2)] * per_metre)
    floor = plain(tones[0], size)
    draw = ImageDraw.Draw(floor)
    for row, top in enumerate(range(0, size[1], step)):
        for column, left in enumerate(range(0, size[0], step)):
            fill = mix(tones[(row + column) % 2], (60, 52, 46), float(rng.uniform(0, 0.1)))
            draw.rectangle([left, top, left + step - 3, top + step - 3], fill=fill)
    return clouded(floor, rng, (8, 8), 0.1)


FLOORS: Final[dict[str, Callable[[tuple[int, int], int, np.random.Generator], Image.Image]]] = {
    "boards": boards_floor,
    "carpet": carpet_floor,
    "tiles": tiles_floor,
}


def spread(pattern: Pattern, width: float, height: float, rng: np.random.Generator, per_metre: int) -> Image.Image:
    """A cloth lying, with soft wrinkles."""
    cloth = pattern.cover(width, height, per_metre)
    return clouded(cloth, rng, (round(width * 4) + 2, round(height * 4) + 2), 0.26)


def hanging(pattern: Pattern, width: float, height: float, folds: int, per_metre: int, depth: float) -> Image.Image:
    """A cloth hanging in upright folds."""
    wave = np.linspace(0, folds * 2 * np.pi, max(24, folds * 8))
    ripple = 1 - depth * (0.5 + 0.35 * np.sin(wave) + 0.15 * np.sin(wave * 2.3 + 1))
    return shaded(pattern.cover(width, height, per_metre), np.tile(ripple, (3, 1)))


def rug(pattern: Pattern, width: float, height: float, *, oval: bool) -> Image.Image:
    """A rug with a border; the corners are transparent when it is oval."""
    skin = pattern.cover(width, height, 150)
    shape = Image.new("L", skin.size, 0)
    draw = ImageDraw.Draw(shape)
    corners = [1, 1, skin.width - 2, skin.height - 2]
    border = Image.new("RGB", skin.size, mix(pattern.tile.resize((1, 1)).getpixel((0, 0)), (40, 30, 34), 0.45))  # type: ignore[arg-type]
    inner = Image.new("L", skin.size, 0)
    paint_shape = draw.ellipse if oval else draw.rectangle
    paint_shape(corners, fill=255)
    shrunk = [14, 14, skin.width - 15, skin.height - 15]
    (ImageDraw.Draw(inner).ellipse if oval else ImageDraw.Draw(inner).rectangle)(shrunk, fill=255)
    skin = Image.composite(skin, border, inner)
    skin.putalpha(shape.filter(ImageFilter.GaussianBlur(1)))
    return skin


def wall_skin(pattern: Pattern, length: float, height: float, per_metre: int, panel: Colour | None) -> Image.Image:
    """A papered wall with a skirting board, and boards up to 90 cm if a panel colour is given."""
    skin = pattern.cover(length, height, per_metre)
    draw = ImageDraw.Draw(skin)
    bottom = skin.height
    if panel:
        _panelling(draw, skin.width, bottom, per_metre, panel)
    board = bottom - round(0.1 * per_metre)
    draw.rectangle([0, board, skin.width, bottom], fill=(232, 228, 220))
    draw.line([(0, board), (skin.width, board)], fill=(150, 144, 136), width=2)
    draw.line([(0, board + 5), (skin.width, board + 5)], fill=(250, 248, 242), width=2)
    draw.rectangle([0, 0, skin.width, round(0.05 * per_metre)], fill=(236, 234, 228))
    return skin


def _panelling(draw: ImageDraw.ImageDraw, width: int, bottom: int, per_metre: int, panel: Colour) -> None:
    top = bottom - round(0.9 * per_metre)
    draw.rectangle([0, top, width, bottom], fill=panel)
    for left in range(0, width, max(8, round(0.12 * per_metre))):
        draw.line([(left, top), (left, bottom)], fill=mix(panel, (0, 0, 0), 0.25), width=2)
        draw.line([(left + 2, top), (left + 2, bottom)], fill=mix(panel, (255, 255, 255), 0.25))
    draw.rectangle([0, top - round(0.04 * per_metre), width, top + 3], fill=mix(panel, (255, 255, 255), 0.3))
    draw.line([(0, top + 4), (width, top + 4)], fill=mix(panel, (0, 0, 0), 0.4), width=2)
