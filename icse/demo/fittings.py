"""What hangs on walls or stands before them, drawn flat: windows, sockets, posters, doors, full shelves."""

import math
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from icse.demo.light import TimeOfDay
from icse.demo.palette import Colour, mix, pick_colour, pick_shades
from icse.demo.surfaces import plain, wood

Socket = Literal["A", "C", "F", "G"]
SOCKETS: Final[tuple[Socket, ...]] = ("A", "C", "F", "G")
Outlook = Literal["hills", "houses", "trees", "towers", "sea"]
OUTLOOKS: Final[tuple[Outlook, ...]] = ("hills", "houses", "trees", "towers", "sea")

_SKIES: Final[dict[TimeOfDay, tuple[Colour, Colour]]] = {
    "morning": ((250, 214, 176), (196, 216, 236)),
    "day": ((226, 240, 250), (150, 196, 238)),
    "evening": ((236, 150, 104), (96, 96, 150)),
    "night": ((30, 36, 58), (10, 12, 24)),
}


@lru_cache(maxsize=64)
def window(outlook: Outlook, time: TimeOfDay, panes: int, seed: int) -> Image.Image:
    """A framed window with what is outside it (240 × 240 pixels, to be stretched)."""
    size = 240
    low, high = _SKIES[time]
    scene = Image.linear_gradient("L").resize((size, size))
    sky = Image.composite(plain(low, (size, size)), plain(high, (size, size)), scene)
    _outside(ImageDraw.Draw(sky), outlook, time, size, np.random.default_rng([seed, 21]))
    sky = sky.filter(ImageFilter.GaussianBlur(1.6))
    draw = ImageDraw.Draw(sky, "RGBA")
    draw.polygon([(30, 0), (90, 0), (10, size), (-50, size)], fill=(255, 255, 255, 26))
    _frame(ImageDraw.Draw(sky), size, panes)
    return sky


def _outside(draw: ImageDraw.ImageDraw, outlook: Outlook, time: TimeOfDay, size: int, rng: np.random.Generator) -> None:
    dark = {"morning": 0.15, "day": 0.0, "evening": 0.45, "night": 0.85}[time]
    if outlook == "sea":
        draw.rectangle([0, 150, size, size], fill=mix((96, 146, 176), (8, 10, 20), dark))
        return
    for layer in range(3):
        shade = mix(((134, 164, 140), (104, 142, 104), (72, 108, 66))[layer], (8, 10, 20), dark)
        base = 120 + layer * 35
        ridge = [(x, base + 18 * math.sin(x / (26 + 9 * layer) + rng.random() * 0.3)) for x in range(0, size + 8, 8)]
        draw.polygon([(0, size), *ridge, (size + 8, size)], fill=shade)
    if outlook in ("houses", "towers"):
        _buildings(draw, outlook == "towers", dark, size, rng)
    elif outlook == "trees":
        for _ in range(7):
            x, y, reach = rng.uniform(0, size), rng.uniform(90, 150), rng.uniform(24, 46)
            draw.rectangle([x - 4, y, x + 4, size], fill=mix((92, 70, 52), (8, 10, 20), dark))
            draw.ellipse([x - reach, y - reach, x + reach, y + reach], fill=mix((84, 124, 70), (8, 10, 20), dark))


def _buildings(draw: ImageDraw.ImageDraw, tall: bool, dark: float, size: int, rng: np.random.Generator) -> None:
    left = -10
    while left < size:
        wide = int(rng.integers(40, 78))
        top = int(rng.integers(30, 90) if tall else rng.integers(115, 150))
        colour = ((196, 168, 140), (170, 110, 92), (206, 204, 196), (150, 158, 166))[rng.integers(4)]
        draw.rectangle([left, top, left + wide, size], fill=mix(colour, (10, 12, 22), dark))
        if not tall:
            roof = [(left - 4, top), (left + wide / 2, top - 34), (left + wide + 4, top)]
            draw.polygon(roof, fill=mix((150, 76, 60), (10, 12, 22), dark))
        for x in range(left + 8, left + wide - 10, 18):
            for y in range(top + 10, size - 10, 26):
                lamp = dark > 0.3 and rng.random() < 0.4
                draw.rectangle([x, y, x + 9, y + 13], fill=(250, 214, 130) if lamp else mix((70, 84, 100), (8, 10, 20),
                               dark))  # fmt: skip
        left += wide + 6


def _frame(draw: ImageDraw.ImageDraw, size: int, panes: int) -> None:
    frame, edge = (240, 238, 232), (176, 172, 164)
    draw.rectangle([0, 0, size - 1, size - 1], outline=frame, width=14)
    draw.rectangle([13, 13, size - 14, size - 14], outline=edge, width=2)
    for step in range(1, panes):
        x = step * size // panes
        draw.rectangle([x - 6, 10, x + 6, size - 10], fill=frame)
        draw.line([(x + 6, 14), (x + 6, size - 14)], fill=edge, width=2)
    draw.rectangle([10, 74, size - 10, 84], fill=frame)
    draw.line([(14, 85), (size - 14, 85)], fill=edge, width=2)


@lru_cache(maxsize=64)
def socket(kind: Socket, pixels: int = 96) -> Image.Image:
    """A wall socket's cover plate and its holes (IEC 60083 types A, C, F, G), several times reduced for clean edges."""
    plate = Image.new("RGB", (384, 384), (236, 234, 226))
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle([4, 4, 379, 379], 40, fill=(246, 244, 238), outline=(176, 172, 164), width=8)
    {"A": _socket_a, "C": _socket_c, "F": _socket_f, "G": _socket_g}[kind](draw)
    return plate.resize((pixels, pixels), Image.Resampling.LANCZOS)


def _socket_a(draw: ImageDraw.ImageDraw) -> None:
    for top in (70, 220):
        draw.rounded_rectangle([110, top, 274, top + 110], 34, fill=(236, 232, 222), outline=(186, 182, 172), width=4)
        draw.rectangle([156, top + 26, 166, top + 76], fill=(40, 38, 36))
        draw.rectangle([218, top + 32, 228, top + 70], fill=(40, 38, 36))


def _socket_c(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse([72, 92, 312, 292], fill=(222, 218, 208), outline=(170, 166, 156), width=6)
    for x in (142, 220):
        draw.ellipse([x, 174, x + 36, 210], fill=(34, 32, 30))


def _socket_f(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse([60, 60, 324, 324], fill=(214, 210, 200), outline=(160, 156, 148), width=8)
    draw.ellipse([84, 84, 300, 300], fill=(228, 224, 216), outline=(186, 182, 174), width=4)
    for top in (62, 292):
        draw.rectangle([172, top, 212, top + 30], fill=(190, 176, 120), outline=(120, 110, 76), width=3)
    for x in (126, 224):
        draw.ellipse([x, 174, x + 36, 210], fill=(34, 32, 30))


def _socket_g(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle([176, 96, 208, 172], fill=(36, 34, 32))
    for x in (96, 228):
        draw.rectangle([x, 236, x + 60, 266], fill=(36, 34, 32))
    draw.rounded_rectangle([262, 84, 326, 176], 12, fill=(250, 250, 246), outline=(170, 166, 158), width=6)
    draw.rectangle([282, 98, 306, 106], fill=(200, 60, 50))


@lru_cache(maxsize=64)
def poster(seed: int, size: tuple[int, int] = (220, 300)) -> Image.Image:
    """Invented abstract art in a frame."""
    rng = np.random.default_rng([seed, 22])
    shades = pick_shades(rng)
    wide, tall = size[0] * 2, size[1] * 2
    sheet = plain(shades.ground, (wide, tall))
    draw = ImageDraw.Draw(sheet)
    for step in range(9):
        colour = pick_colour(rng) if step % 2 else (shades.ink, shades.soft, shades.accent)[step % 3]
        x, y, reach = rng.uniform(0, wide), rng.uniform(0, tall), rng.uniform(0.08, 0.3) * wide
        _abstract_shape(draw, int(rng.integers(4)), (float(x), float(y), float(reach)), colour)
    draw.rectangle([0, 0, wide - 1, tall - 1], outline=(250, 248, 242), width=36)
    draw.rectangle([0, 0, wide - 1, tall - 1], outline=((40, 36, 34), (150, 112, 70), (222, 218, 208))[rng.integers(3)],
                   width=16)  # fmt: skip
    return sheet.reduce(2)


def _abstract_shape(draw: ImageDraw.ImageDraw, kind: int, place: tuple[float, float, float], fill: Colour) -> None:
    x, y, reach = place
    if kind == 0:
        draw.ellipse([x - reach, y - reach, x + reach, y + reach], fill=fill)
    elif kind == 1:
        draw.polygon([(x, y - reach), (x + reach * 1.2, y + reach), (x - reach, y + reach * 0.7)], fill=fill)
    elif kind == 2:
        draw.arc([x - reach, y - reach, x + reach, y + reach], 20, 250, fill=fill, width=26)
    else:
        draw.rectangle([x - reach * 1.6, y - reach * 0.25, x + reach * 1.6, y + reach * 0.25], fill=fill)


@lru_cache(maxsize=64)
def door(seed: int) -> Image.Image:
    """A panelled door with its frame and handle."""
    rng = np.random.default_rng([seed, 23])
    colour = ((238, 234, 226), (188, 146, 100), (128, 88, 58), (206, 214, 214))[rng.integers(4)]
    skin = wood(colour, (200, 440), rng, upright=True)
    draw = ImageDraw.Draw(skin)
    dark, bright = mix(colour, (0, 0, 0), 0.3), mix(colour, (255, 255, 255), 0.4)
    draw.rectangle([0, 0, 199, 439], outline=mix(colour, (255, 255, 255), 0.2), width=14)
    draw.rectangle([14, 14, 185, 439], outline=dark, width=2)
    for top, bottom in ((40, 190), (220, 410)):
        draw.rectangle([40, top, 160, bottom], outline=dark, width=4)
        draw.rectangle([44, top + 4, 156, bottom - 4], outline=bright, width=2)
    draw.ellipse([164, 216, 180, 232], fill=(180, 160, 110), outline=(90, 76, 44), width=2)
    return skin


@lru_cache(maxsize=64)
def full_shelf(width: float, height: float, frame: Colour, seed: int, per_metre: int = 170) -> Image.Image:
    """The open front of a bookcase: books, boxes and balls in many colours on its boards."""
    rng = np.random.default_rng([seed, 24])
    wide, tall = round(width * per_metre), round(height * per_metre)
    skin = plain(mix(frame, (0, 0, 0), 0.62), (wide, tall))
    draw = ImageDraw.Draw(skin)
    edge, shelves = max(4, round(0.03 * per_metre)), max(2, round(height / 0.36))
    for level in range(shelves):
        top, bottom = level * tall // shelves + edge, (level + 1) * tall // shelves
        _row_of_things(draw, (edge, top, wide - edge, bottom), rng)
        draw.rectangle([0, top - edge, wide, top], fill=frame)
        draw.rectangle([edge, top, wide - edge, top + edge // 2], fill=mix(frame, (0, 0, 0), 0.75))
    draw.rectangle([0, 0, wide - 1, tall - 1], outline=frame, width=edge)
    return skin


def _row_of_things(draw: ImageDraw.ImageDraw, room: tuple[int, int, int, int], rng: np.random.Generator) -> None:
    left, top, right, bottom = room
    tall = bottom - top
    while left < right - 4:
        colour, kind = pick_colour(rng), rng.random()
        wide = min(int(rng.integers(6, 13)) if kind < 0.7 else round(tall * rng.uniform(0.4, 0.9)), right - left)
        if kind < 0.7:
            high = round(tall * rng.uniform(0.55, 0.88))
            draw.rectangle([left, bottom - high, left + wide - 1, bottom], fill=colour)
            draw.line([(left, bottom - high), (left, bottom)], fill=mix(colour, (0, 0, 0), 0.45))
            draw.line([(left + 2, bottom - high * 0.8), (left + wide - 3, bottom - high * 0.8)],
                      fill=mix(colour, (255, 255, 255), 0.6), width=2)  # fmt: skip
        elif kind < 0.82:
            draw.rectangle([left, bottom - wide * 0.7, left + wide - 2, bottom], fill=colour)
            draw.rectangle([left, bottom - wide * 0.7, left + wide - 2, bottom - wide * 0.5],
                           fill=mix(colour, (0, 0, 0), 0.25))  # fmt: skip
        elif kind < 0.92:
            reach = min(wide, round(tall * 0.7))
            draw.ellipse([left, bottom - reach, left + reach, bottom], fill=colour)
            draw.ellipse([left + reach * 0.2, bottom - reach * 0.85, left + reach * 0.5, bottom - reach * 0.55],
                         fill=mix(colour, (255, 255, 255), 0.5))  # fmt: skip
        left += wide + (1 if kind < 0.7 else 5)
