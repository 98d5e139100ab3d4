"""Round things, drawn as pictures that face the camera: a ball, a plush bear or hare, a lamp, a plant, a cushion."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from icse.demo.motifs import leaf, petal
from icse.demo.palette import Colour, mix, pick_colour, pick_shades
from icse.demo.patterns import Pattern

Toy = Literal["ball", "bear", "hare", "blocks"]
TOYS: Final[tuple[Toy, ...]] = ("ball", "bear", "hare", "blocks")

_SIDE = 128

# Centre x, y and half-axes of each part in units of the picture, back to front, and which of three furs it has.
_BEAR: Final = (
    (0.30, 0.14, 0.09, 0.09, 0), (0.70, 0.14, 0.09, 0.09, 0), (0.30, 0.15, 0.05, 0.05, 1), (0.70, 0.15, 0.05, 0.05, 1),
    (0.50, 0.66, 0.27, 0.28, 0), (0.50, 0.69, 0.17, 0.19, 1), (0.21, 0.56, 0.09, 0.18, 0), (0.79, 0.56, 0.09, 0.18, 0),
    (0.28, 0.88, 0.14, 0.11, 0), (0.72, 0.88, 0.14, 0.11, 0), (0.28, 0.89, 0.08, 0.07, 1), (0.72, 0.89, 0.08, 0.07, 1),
    (0.50, 0.29, 0.25, 0.22, 0), (0.50, 0.36, 0.12, 0.09, 1), (0.50, 0.32, 0.04, 0.03, 2),
    (0.40, 0.25, 0.026, 0.03, 2), (0.60, 0.25, 0.026, 0.03, 2),
)  # fmt: skip
_HARE: Final = (
    (0.40, 0.14, 0.06, 0.15, 0), (0.60, 0.14, 0.06, 0.15, 0), (0.40, 0.15, 0.03, 0.11, 1), (0.60, 0.15, 0.03, 0.11, 1),
    *((x, 0.5 + y / 2, rx * 0.85, ry * 0.6, fur) for x, y, rx, ry, fur in _BEAR[4:12]),
    (0.50, 0.41, 0.19, 0.17, 0), (0.50, 0.47, 0.08, 0.06, 1), (0.50, 0.45, 0.025, 0.02, 2),
    (0.42, 0.39, 0.02, 0.026, 2), (0.58, 0.39, 0.02, 0.026, 2),
)  # fmt: skip


@lru_cache(maxsize=64)
def toy(kind: Toy, seed: int) -> Image.Image:
    """A toy on a clear ground, as high as the picture."""
    rng = np.random.default_rng([seed, 31])
    if kind == "ball":
        return _ball(rng)
    if kind == "blocks":
        return _blocks(rng)
    fur = ((168, 118, 74), (202, 186, 164), (134, 134, 144), (196, 140, 150), (110, 82, 64))[rng.integers(5)]
    furs = (fur, mix(fur, (255, 246, 230), 0.55), (34, 28, 26))
    return _plush(_BEAR if kind == "bear" else _HARE, furs, rng)


def _plush(
    parts: Sequence[tuple[float, float, float, float, int]], furs: Sequence[Colour], rng: np.random.Generator
) -> Image.Image:
    y, x = np.mgrid[0 : 1 : _SIDE * 1j, 0 : 1 : _SIDE * 1j]
    fuzz = rng.standard_normal((_SIDE, _SIDE)) * 0.05
    colour, alpha = np.zeros((_SIDE, _SIDE, 3)), np.zeros((_SIDE, _SIDE))
    for cx, cy, rx, ry, fur in parts:
        u, v = (x - cx) / rx, (y - cy) / ry
        square = u * u + v * v + fuzz * (fur < 2)
        inside = square < 1
        depth = np.sqrt(np.clip(1 - square, 0, 1))
        shade = np.clip(0.42 + 0.42 * depth - 0.2 * v - 0.12 * u + fuzz, 0, 1.1)
        colour[inside] = (shade[..., None] * np.array(furs[fur]))[inside]
        alpha[inside] = 255
    return _cut_out(colour, alpha)


def _cut_out(colour: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
             alpha: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Image.Image:  # fmt: skip
    picture = Image.fromarray(np.clip(colour, 0, 255).astype(np.uint8)).convert("RGBA")
    picture.putalpha(Image.fromarray(alpha.astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8)))
    return picture


def _ball(rng: np.random.Generator) -> Image.Image:
    y, x = np.mgrid[-1 : 1 : _SIDE * 1j, -1 : 1 : _SIDE * 1j]
    square = x * x + y * y
    depth = np.sqrt(np.clip(1 - square, 0, 1))
    turn = rng.uniform(0, 3)
    longitude = np.arctan2(x * math.cos(turn) + y * math.sin(turn), depth + 0.01)
    furs = np.array([pick_colour(rng), (240, 238, 230), pick_colour(rng)], dtype=np.float64)
    colour = furs[((longitude + math.pi) / (math.pi / 3)).astype(int) % 3]
    shade = np.clip(0.35 + 0.6 * depth - 0.2 * y - 0.15 * x, 0, 1)
    gloss = 120 * np.exp(-((x + 0.35) ** 2 + (y + 0.4) ** 2) / 0.03)
    return _cut_out(colour * shade[..., None] + gloss[..., None], np.where(square < 0.98, 255.0, 0.0))


def _blocks(rng: np.random.Generator) -> Image.Image:
    picture = Image.new("RGBA", (360, 360), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    for left, bottom in ((20, 350), (190, 350), (100, 212), (116, 100)):
        colour, side = pick_colour(rng), 138 if bottom > 110 else 96
        face = [left, bottom - side, left + side, bottom]
        draw.rectangle(face, fill=colour, outline=mix(colour, (0, 0, 0), 0.35), width=4)
        inset = [face[0] + 26, face[1] + 26, face[2] - 26, face[3] - 26]
        draw.rectangle(inset, fill=mix(colour, (255, 255, 255), 0.5))
        draw.polygon([(left, bottom - side), (left + 22, bottom - side - 20), (left + side + 22, bottom - side - 20),
                      (left + side, bottom - side)], fill=mix(colour, (255, 255, 255), 0.3))  # fmt: skip
    return picture.reduce(2)


@lru_cache(maxsize=64)
def lamp(seed: int, *, lit: bool, tall: bool) -> Image.Image:
    """A table lamp, or a standing lamp with `tall`."""
    rng = np.random.default_rng([seed, 32])
    shades = pick_shades(rng)
    wide, high = (200, 720) if tall else (200, 280)
    picture = Image.new("RGBA", (wide, high), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    foot = mix(shades.ink, (40, 36, 34), 0.4)
    draw.rectangle([94, 110, 106, high - 14], fill=foot)
    draw.ellipse([60, high - 26, 140, high - 2], fill=foot)
    if not tall:
        draw.ellipse([64, 140, 136, high - 12], fill=shades.ink)
        draw.ellipse([78, 156, 96, 200], fill=mix(shades.ink, (255, 255, 255), 0.4))
    colour = (255, 226, 170) if lit else mix(shades.ground, (250, 246, 236), 0.3)
    draw.polygon([(56, 6), (144, 6), (186, 128), (14, 128)], fill=colour)
    for x in range(20, 186, 12):
        top = 100 + (x - 100) * 0.52
        draw.line([(top, 8), (x, 126)], fill=mix(colour, (120, 90, 60), 0.18), width=2)
    draw.line([(14, 127), (186, 127)], fill=mix(colour, (90, 60, 40), 0.4), width=3)
    return picture


@lru_cache(maxsize=32)
def plant(seed: int) -> Image.Image:
    """Leaves in a pot."""
    rng = np.random.default_rng([seed, 33])
    picture = Image.new("RGBA", (400, 600), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    pot = pick_colour(rng)
    for step in range(26):
        angle = -math.pi / 2 + rng.uniform(-1.15, 1.15)
        reach = rng.uniform(0.3, 0.68)
        green = mix((48, 96, 52), (132, 170, 84), float(rng.random()))
        start = (0.5 + rng.uniform(-0.08, 0.08), 1.06 + 0.001 * step)
        draw.polygon([(x * 400, y * 400) for x, y in leaf(*start, reach, reach * 0.11, angle)], fill=green)
        tip = (start[0] + reach * math.cos(angle) * 0.9, start[1] + reach * math.sin(angle) * 0.9)
        draw.line([(start[0] * 400, start[1] * 400), (tip[0] * 400, tip[1] * 400)], fill=mix(green, (20, 50, 20), 0.4))
    draw.polygon([(120, 410), (280, 410), (254, 598), (146, 598)], fill=pot)
    draw.polygon([(120, 410), (160, 410), (172, 598), (146, 598)], fill=mix(pot, (255, 255, 255), 0.25))
    draw.polygon([(236, 410), (280, 410), (254, 598), (224, 598)], fill=mix(pot, (0, 0, 0), 0.3))
    draw.rectangle([112, 396, 288, 424], fill=mix(pot, (0, 0, 0), 0.12))
    return picture.reduce(2)


def cushion(pattern: Pattern) -> Image.Image:
    """A pillow seen from its front, plump in the middle."""
    skin = pattern.cover(0.6, 0.42, 260)
    y, x = np.mgrid[-1 : 1 : skin.height * 1j, -1 : 1 : skin.width * 1j]
    reach = np.abs(x) ** 3.2 + np.abs(y) ** 3.2
    shade = np.clip(1.02 - 0.42 * reach - 0.16 * y - 0.1 * x, 0, 1)
    return _cut_out(np.asarray(skin) * shade[..., None], np.where(reach < 0.98, 255.0, 0.0))


def glow(colour: Colour, strength: int) -> Image.Image:
    """A round haze of light."""
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    alpha = np.clip(1 - np.sqrt(x * x + y * y), 0, 1) ** 2 * strength
    picture = Image.new("RGB", (64, 64), colour)
    picture.putalpha(Image.fromarray(alpha.astype(np.uint8)))
    return picture


def disc(colour: Colour) -> Image.Image:
    """A flat round lamp on a ceiling."""
    picture = Image.new("RGBA", (96, 96), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(x * 96, y * 96) for x, y in petal(0.5, 0.5, 0.48, 0.48, 0)], fill=mix(colour, (120, 116, 108), 0.5))
    draw.polygon([(x * 96, y * 96) for x, y in petal(0.5, 0.5, 0.42, 0.42, 0)], fill=colour)
    return picture
