"""Close pictures of single things, as cut out or photographed for a clue request."""

import math
from collections.abc import Callable
from typing import Final, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from icse.demo.fittings import SOCKETS, socket
from icse.demo.light import MOODS, develop
from icse.demo.palette import Colour, Shades, mix, pick_colour, pick_shades
from icse.demo.patterns import wallpaper
from icse.demo.rooms import SIZE
from icse.demo.surfaces import clouded, plain, shaded, spread, wood

ClueKind = Literal["bedspread", "socket", "fabric", "street_sign", "label"]


def clue(kind: ClueKind, seed: int, *, size: tuple[int, int] = SIZE) -> Image.Image:
    """A close picture of this kind of thing. Signs and labels carry invented letters that are no script's."""
    rng = np.random.default_rng([seed, 61])
    picture = CLUES[kind](seed, rng).resize(SIZE, Image.Resampling.BICUBIC)
    y, x = np.mgrid[0:1:8j, 0:1:8j]
    slope = rng.uniform(-0.35, 0.35, 2)
    picture = shaded(picture, 0.7 + slope[0] * (x - 0.5) + slope[1] * (y - 0.5))
    return develop(picture.resize(size, Image.Resampling.BICUBIC), MOODS["day"], rng)


def _bedspread(seed: int, rng: np.random.Generator) -> Image.Image:
    pattern = wallpaper(seed)
    cloth = spread(pattern, 2.2, 2.0, rng, 520)
    turned = cloth.rotate(float(rng.uniform(-28, 28)), Image.Resampling.BILINEAR)
    middle = turned.crop((160, 160, 160 + 800, 160 + 600))
    fold = np.linspace(0, 7, 40)
    crease = 1 - 0.28 * np.abs(np.sin(fold[None, :] + 1.4 * np.linspace(0, 1, 30)[:, None] * rng.uniform(1, 3))) ** 6
    return shaded(middle, crease)


def _socket(seed: int, rng: np.random.Generator) -> Image.Image:
    pattern = wallpaper(seed, metres=0.34)
    wall = pattern.cover(0.56, 0.42, 1850)
    plate = socket(SOCKETS[seed % len(SOCKETS)], 340)
    left, top = int(rng.integers(250, 430)), int(rng.integers(150, 260))
    shadow = Image.new("L", wall.size, 0)
    ImageDraw.Draw(shadow).rounded_rectangle([left + 10, top + 16, left + 362, top + 366], 40, fill=130)
    wall.paste((20, 16, 14), (0, 0), shadow.filter(ImageFilter.GaussianBlur(16)))
    corners = Image.new("L", plate.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle([4, 4, 335, 335], 36, fill=255)
    wall.paste(plate, (left, top), corners)
    return wall


def _fabric(_seed: int, rng: np.random.Generator) -> Image.Image:
    """A uniform-like cloth: weave, a seam, a pocket flap and a button; no badge or symbol."""
    colour = ((58, 74, 110), (84, 96, 70), (120, 44, 50), (70, 72, 78), (40, 92, 92), (150, 128, 92))[rng.integers(6)]
    weave = 0.86 + 0.1 * (np.indices((192, 256)).sum(axis=0) % 4 < 2) + 0.04 * rng.random((192, 256))
    cloth = clouded(shaded(plain(colour, (1024, 768)), weave), rng, (6, 5), 0.3)
    draw = ImageDraw.Draw(cloth)
    top, left = int(rng.integers(150, 300)), int(rng.integers(140, 300))
    dark, bright = mix(colour, (0, 0, 0), 0.4), mix(colour, (255, 255, 255), 0.25)
    flap = [(left, top), (left + 520, top), (left + 520, top + 130), (left + 260, top + 230), (left, top + 130)]
    draw.polygon([(x + 8, y + 12) for x, y in flap], fill=dark)
    draw.polygon(flap, fill=mix(colour, (255, 255, 255), 0.06))
    _stitches(draw, [(x + (14 if x == left else -14), y + 12) for x, y in flap[:2]], bright)
    _stitches(draw, [(flap[4][0] + 14, flap[4][1] - 10), (flap[3][0], flap[3][1] - 20)], bright)
    _stitches(draw, [(flap[3][0], flap[3][1] - 20), (flap[2][0] - 14, flap[2][1] - 10)], bright)
    draw.line([(0, top - 70), (1024, top - 84)], fill=dark, width=5)
    _stitches(draw, [(0, top - 84), (1024, top - 98)], bright)
    _button(draw, left + 260, top + 150, colour)
    return cloth.filter(ImageFilter.GaussianBlur(0.7))


def _stitches(draw: ImageDraw.ImageDraw, ends: list[tuple[int, int]], fill: Colour) -> None:
    (x0, y0), (x1, y1) = ends
    count = max(2, int(math.hypot(x1 - x0, y1 - y0) / 16))
    for step in range(count):
        here, there = step / count, (step + 0.6) / count
        draw.line([(x0 + (x1 - x0) * here, y0 + (y1 - y0) * here), (x0 + (x1 - x0) * there, y0 + (y1 - y0) * there)],
                  fill=fill, width=3)  # fmt: skip


def _button(draw: ImageDraw.ImageDraw, x: int, y: int, colour: Colour) -> None:
    shade = mix(colour, (220, 210, 190), 0.5)
    draw.ellipse([x - 34, y - 30, x + 38, y + 42], fill=mix(colour, (0, 0, 0), 0.5))
    draw.ellipse([x - 36, y - 36, x + 36, y + 36], fill=shade, outline=mix(shade, (0, 0, 0), 0.3), width=4)
    draw.ellipse([x - 24, y - 24, x + 24, y + 24], outline=mix(shade, (0, 0, 0), 0.25), width=3)
    for dx in (-9, 9):
        for dy in (-9, 9):
            draw.ellipse([x + dx - 4, y + dy - 4, x + dx + 4, y + dy + 4], fill=(36, 32, 30))


def _street_sign(_seed: int, rng: np.random.Generator) -> Image.Image:
    scene = Image.linear_gradient("L").resize((1024, 768))
    picture = Image.composite(plain((214, 226, 234), scene.size), plain((140, 182, 220), scene.size), scene)
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, reach = rng.uniform(-60, 1084), rng.uniform(420, 800), rng.uniform(40, 110)
        green = mix((58, 96, 54), (130, 160, 90), float(rng.random()))
        draw.ellipse([x - reach, y - reach, x + reach, y + reach], fill=green)
    picture = picture.filter(ImageFilter.GaussianBlur(9))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([492, 200, 532, 768], fill=(128, 132, 136))
    draw.rectangle([492, 200, 502, 768], fill=(176, 180, 184))
    picture.paste(*_sign_plate(rng))
    return picture


def _sign_plate(rng: np.random.Generator) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    back = ((28, 74, 140), (36, 104, 66), (240, 238, 230), (120, 36, 40))[rng.integers(4)]
    front = (24, 26, 30) if sum(back) > 500 else (244, 244, 238)
    plate = Image.new("RGBA", (800, 260), (0, 0, 0, 0))
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle([2, 2, 797, 257], 30, fill=back)
    draw.rounded_rectangle([14, 14, 785, 245], 22, outline=front, width=6)
    _letters(draw, (70, 60, 730, 150), 7, front, rng)
    _letters(draw, (70, 180, 480, 222), 8, front, rng)
    plate = plate.rotate(float(rng.uniform(-7, 7)), Image.Resampling.BICUBIC, expand=True)
    return plate, (512 - plate.width // 2, 250 - plate.height // 4), plate.getchannel("A")


def _letters(
    draw: ImageDraw.ImageDraw, room: tuple[int, int, int, int], count: int, fill: Colour, rng: np.random.Generator
) -> None:
    """Invented letters: two or three strokes each between the nine points of a small grid."""
    left, top, right, bottom = room
    pitch = (right - left) / count
    alphabet = [rng.integers(0, 3, (3, 2, 2)) for _ in range(max(4, count - 2))]
    for place in range(count):
        glyph = alphabet[int(rng.integers(len(alphabet)))]
        for stroke in glyph:
            ends = [(left + place * pitch + x * pitch * 0.32, top + y * (bottom - top) / 2) for x, y in stroke.tolist()]
            draw.line(ends, fill=fill, width=max(4, (bottom - top) // 8))
        draw.line([(left + place * pitch, top), (left + place * pitch, bottom)], fill=fill,
                  width=max(4, (bottom - top) // 8))  # fmt: skip


def _label(_seed: int, rng: np.random.Generator) -> Image.Image:
    """A round-shouldered packet on a table, with a label in invented letters."""
    table = wood((150, 112, 76), (1024, 768), rng)
    shades = pick_shades(rng)
    draw = ImageDraw.Draw(table)
    draw.ellipse([220, 600, 860, 740], fill=(60, 44, 32))
    table = table.filter(ImageFilter.GaussianBlur(6))
    pack = plain(mix(shades.ink, (255, 255, 255), 0.1), (480, 640))
    draw = ImageDraw.Draw(pack)
    _label_face(draw, shades, rng)
    curve = np.clip(np.sin(np.linspace(0.25, math.pi - 0.25, 40)) * 1.05, 0, 1)
    pack = shaded(pack, np.tile(curve, (2, 1)))
    outline = Image.new("L", pack.size, 0)
    ImageDraw.Draw(outline).rounded_rectangle([2, 2, 477, 637], 60, fill=255)
    table.paste(pack, (272, 60), outline)
    return table.rotate(float(rng.uniform(-8, 8)), Image.Resampling.BICUBIC, fillcolor=(120, 90, 62))


def _label_face(draw: ImageDraw.ImageDraw, shades: Shades, rng: np.random.Generator) -> None:
    paper, ink = sorted((shades.ground, shades.ink), key=sum, reverse=True)
    draw.rectangle([0, 110, 480, 540], fill=mix(paper, (255, 255, 255), 0.5))
    draw.rectangle([0, 110, 480, 126], fill=shades.accent)
    draw.rectangle([0, 524, 480, 540], fill=shades.accent)
    for step in range(5):
        colour, reach = pick_colour(rng), float(rng.uniform(30, 70))
        x = 70 + step * 84
        draw.ellipse([x - reach, 240 - reach, x + reach, 240 + reach], fill=colour)
    _letters(draw, (70, 340, 430, 410), 6, ink, rng)
    for row in range(3):
        _letters(draw, (70, 440 + row * 28, 300, 456 + row * 28), 14, mix(ink, (0, 0, 0), 0.3), rng)
    for bar in range(24):
        if rng.random() < 0.6:
            draw.rectangle([320 + bar * 5, 440, 323 + bar * 5, 506], fill=(24, 24, 26))


CLUES: Final[dict[ClueKind, Callable[[int, np.random.Generator], Image.Image]]] = {
    "bedspread": _bedspread,
    "socket": _socket,
    "fabric": _fabric,
    "street_sign": _street_sign,
    "label": _label,
}
