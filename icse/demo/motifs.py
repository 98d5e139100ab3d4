"""The motifs of wallpapers and cloths: each draws one seamless tile, in units of the tile's side."""

import math
from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from icse.demo.palette import Colour, Shades, mix

Point = tuple[float, float]


class Ink:
    """A square tile to draw on, 0 to 1 both ways. What leaves one side comes back at the other."""

    def __init__(self, pixels: int, shades: Shades, rng: np.random.Generator) -> None:
        self.pixels = pixels
        self.shades = shades
        self.rng = rng
        self.image = Image.new("RGB", (pixels, pixels), shades.ground)
        self._draw = ImageDraw.Draw(self.image)

    def shape(self, points: Iterable[Point], fill: Colour) -> None:
        """A filled polygon."""
        points = list(points)
        for left, top in self._repeats(points):
            self._draw.polygon([((x + left) * self.pixels, (y + top) * self.pixels) for x, y in points], fill=fill)

    def dot(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A disc."""
        self.shape(petal(x, y, radius, radius, 0.0), fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour) -> None:
        """A circle's line."""
        self.stroke([(x + radius * math.cos(a / 20 * math.pi), y + radius * math.sin(a / 20 * math.pi))
                     for a in range(42)], width, fill)  # fmt: skip

    def stroke(self, points: Iterable[Point], width: float, fill: Colour) -> None:
        """A line through the points, with round joints."""
        points = list(points)
        for left, top in self._repeats(points):
            path = [((x + left) * self.pixels, (y + top) * self.pixels) for x, y in points]
            self._draw.line(path, fill=fill, width=max(1, round(width * self.pixels)), joint="curve")

    def band(self, left: float, right: float, fill: Colour) -> None:
        """An upright stripe from side to side."""
        self._draw.rectangle([left * self.pixels, 0, right * self.pixels - 1, self.pixels], fill=fill)

    @staticmethod
    def _repeats(points: list[Point]) -> list[tuple[int, int]]:
        return [(dx, dy) for dx in _shifts([x for x, _ in points]) for dy in _shifts([y for _, y in points])]


def _shifts(values: list[float]) -> list[int]:
    margin = 0.05
    return [shift for shift in (-1, 0, 1) if min(values) + shift < 1 + margin and max(values) + shift > -margin]


def petal(x: float, y: float, length: float, width: float, angle: float, count: int = 28) -> list[Point]:
    """An ellipse round (x, y), its long half-axis at `angle` (radians)."""
    cos, sin = math.cos(angle), math.sin(angle)
    turns = [2 * math.pi * step / count for step in range(count)]
    rim = [(length * math.cos(turn), width * math.sin(turn)) for turn in turns]
    return [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in rim]


def leaf(x: float, y: float, length: float, width: float, angle: float) -> list[Point]:
    """A pointed leaf that starts at (x, y) and grows towards `angle`."""
    cos, sin = math.cos(angle), math.sin(angle)
    steps = [step / 10 for step in range(11)]
    side = [(length * s, width * math.sin(math.pi * s**0.8)) for s in steps]
    rim = side + [(a, -b) for a, b in reversed(side)]
    return [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in rim]


def star(x: float, y: float, radius: float, points: int = 5, inner: float = 0.42) -> list[Point]:
    """A star with one point upwards."""
    corners = []
    for step in range(2 * points):
        reach = radius if step % 2 == 0 else radius * inner
        angle = math.pi * step / points - math.pi / 2
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def flower(ink: Ink, x: float, y: float, radius: float, petals: int, fill: Colour, heart: Colour) -> None:
    """Petals round a heart."""
    for step in range(petals):
        angle = 2 * math.pi * step / petals - math.pi / 2
        reach = radius * 0.58
        ink.shape(petal(x + reach * math.cos(angle), y + reach * math.sin(angle), radius * 0.45, radius * 0.27, angle),
                  fill)  # fmt: skip
    ink.dot(x, y, radius * 0.28, heart)


def pinstripes(ink: Ink) -> None:
    for step in range(4):
        ink.band(step / 4 + 0.02, step / 4 + 0.06, ink.shades.ink)
        ink.band(step / 4 + 0.13, step / 4 + 0.15, ink.shades.soft)


def broad_stripes(ink: Ink) -> None:
    ink.band(0.0, 0.5, ink.shades.soft)
    ink.band(0.04, 0.06, ink.shades.ink)
    ink.band(0.44, 0.46, ink.shades.ink)
    ink.band(0.74, 0.76, ink.shades.accent)


def damask(ink: Ink) -> None:
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        _damask_palm(ink, x, y, 1.25)
    for x, y in ((0.75, 0.25), (0.25, 0.75)):
        for side in (-1, 1):
            curl = [(x + side * (0.03 + 0.11 * math.sin(s / 8 * math.pi)), y - 0.24 + s * 0.06) for s in range(9)]
            ink.stroke(curl, 0.016, ink.shades.soft)
            ink.shape(leaf(x + side * 0.1, y - 0.1, 0.13, 0.03, -math.pi / 2 + side * 0.5), ink.shades.soft)
            ink.shape(leaf(x + side * 0.1, y + 0.1, 0.13, 0.03, math.pi / 2 - side * 0.5), ink.shades.soft)
        flower(ink, x, y, 0.08, 6, ink.shades.soft, ink.shades.accent)


def _damask_palm(ink: Ink, x: float, y: float, scale: float) -> None:
    for side in (-1, 1):
        for reach, lift, turn in ((0.2, 0.05, 0.25), (0.19, -0.02, 0.75), (0.16, -0.09, 1.2)):
            angle = -turn if side > 0 else math.pi + turn
            ink.shape(leaf(x, y + (lift + 0.06) * scale, reach * scale, 0.045 * scale, angle), ink.shades.ink)
        stem = [(x, y + 0.18), (x + side * 0.1, y + 0.16), (x + side * 0.14, y + 0.24)]
        ink.stroke(stem, 0.022, ink.shades.ink)
        ink.dot(x + side * 0.14, y + 0.24, 0.03, ink.shades.ink)
    ink.shape(leaf(x, y + 0.1 * scale, 0.3 * scale, 0.075 * scale, -math.pi / 2), ink.shades.ink)
    ink.shape(leaf(x, y + 0.06 * scale, 0.2 * scale, 0.035 * scale, -math.pi / 2), ink.shades.ground)
    ink.shape(petal(x, y + 0.14 * scale, 0.06, 0.035, 0.0), ink.shades.accent)


def medallions(ink: Ink) -> None:
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        ink.ring(x, y, 0.2, 0.02, ink.shades.ink)
        flower(ink, x, y, 0.15, 8, ink.shades.soft, ink.shades.ink)
        for step in range(12):
            angle = math.pi * step / 6
            ink.dot(x + 0.25 * math.cos(angle), y + 0.25 * math.sin(angle), 0.015, ink.shades.accent)


def daisies(ink: Ink) -> None:
    for x, y, radius in ((0.22, 0.26, 0.15), (0.72, 0.6, 0.17), (0.3, 0.8, 0.1), (0.82, 0.12, 0.09)):
        ink.stroke([(x, y), (x + 0.03, y + radius * 1.5)], 0.012, mix(ink.shades.ink, (60, 110, 60), 0.6))
        flower(ink, x, y, radius, 9, mix(ink.shades.accent, (255, 255, 255), 0.35), ink.shades.ink)


def roses(ink: Ink) -> None:
    for x, y, radius in ((0.25, 0.3, 0.17), (0.74, 0.78, 0.2)):
        for turn in (0.4, 2.2, 4.1):
            ink.shape(leaf(x, y, radius * 1.75, radius * 0.3, turn), mix(ink.shades.ink, (70, 120, 70), 0.65))
        for step, share in enumerate((0.0, 0.35, 0.7, 1.0)):
            shift = 0.12 * radius * step
            ink.dot(x + shift, y - shift * 0.6, radius * (1 - 0.24 * step),
                    mix(ink.shades.ink, ink.shades.soft, share))  # fmt: skip


def tulips(ink: Ink) -> None:
    for x, y in ((0.25, 0.3), (0.75, 0.8)):
        stem = mix(ink.shades.ink, (70, 120, 60), 0.7)
        ink.stroke([(x, y), (x, y + 0.3)], 0.02, stem)
        for side in (-1, 1):
            ink.shape(leaf(x, y + 0.28, 0.22, 0.04, -math.pi / 2 + side * 0.6), stem)
            ink.shape(leaf(x, y + 0.03, 0.2, 0.06, -math.pi / 2 + side * 0.4), ink.shades.ink)
        ink.shape(leaf(x, y + 0.03, 0.2, 0.055, -math.pi / 2), ink.shades.accent)


def vines(ink: Ink) -> None:
    for offset in (0.25, 0.75):
        path = [(offset + 0.1 * math.sin(2 * math.pi * s / 24 + offset * 9), s / 24) for s in range(-1, 26)]
        ink.stroke(path, 0.018, ink.shades.ink)
        for step in range(0, 24, 3):
            x, y = path[step + 1]
            side = 0.5 if step % 2 else math.pi - 0.5
            ink.shape(leaf(x, y, 0.15, 0.04, -side), ink.shades.soft if step % 4 else ink.shades.ink)
        ink.dot(path[9][0] + 0.06, path[9][1], 0.03, ink.shades.accent)


def ferns(ink: Ink) -> None:
    for x, y, lean in ((0.2, 0.55, -0.25), (0.7, 0.98, 0.25)):
        for step in range(9):
            reach = step / 9 * 0.45
            px, py = x + lean * reach * 0.6, y - reach
            for side in (-1, 1):
                angle = -math.pi / 2 + side * 1.05 + lean * 0.5
                ink.shape(leaf(px, py, 0.19 * (1 - step / 11), 0.022, angle), ink.shades.ink if side > 0 else
                          ink.shades.soft)  # fmt: skip
        ink.stroke([(x, y + 0.04), (x + lean * 0.3, y - 0.48)], 0.012, ink.shades.ink)


def argyle(ink: Ink) -> None:
    ink.shape([(0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)], ink.shades.soft)
    ink.shape([(0.5, 0.25), (0.75, 0.5), (0.5, 0.75), (0.25, 0.5)], ink.shades.ink)
    ink.stroke([(0.0, 0.0), (1.0, 1.0)], 0.012, ink.shades.accent)
    ink.stroke([(0.0, 1.0), (1.0, 0.0)], 0.012, ink.shades.accent)


def hexagons(ink: Ink) -> None:
    for row, (y, shift) in enumerate(((0.0, 0.0), (0.5, 0.25), (0.0, 0.5), (0.5, 0.75))):
        fill = (ink.shades.soft, ink.shades.ink, ink.shades.soft, ink.shades.accent)[row]
        hexagon = [(shift + 0.15 * math.cos(a * math.pi / 3), y + 0.28 * math.sin(a * math.pi / 3)) for a in range(6)]
        ink.stroke([*hexagon, hexagon[0], hexagon[1]], 0.03, fill)


def chevrons(ink: Ink) -> None:
    for step, fill in enumerate((ink.shades.ink, ink.shades.soft, ink.shades.ink, ink.shades.accent)):
        y = step / 4
        zigzag = [(0.0, y), (0.25, y + 0.14), (0.5, y), (0.75, y + 0.14), (1.0, y)]
        ink.shape([*zigzag, *((x, top + 0.09) for x, top in reversed(zigzag))], fill)


def stars(ink: Ink) -> None:
    for x, y, radius in ((0.25, 0.22, 0.15), (0.75, 0.7, 0.17), (0.72, 0.2, 0.07), (0.2, 0.72, 0.08)):
        ink.shape(star(x, y, radius), ink.shades.ink if radius > 0.1 else ink.shades.accent)
    for x, y in ((0.5, 0.45), (0.48, 0.95), (0.97, 0.42)):
        ink.dot(x, y, 0.02, ink.shades.soft)


def moons(ink: Ink) -> None:
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        ink.dot(x, y, 0.17, ink.shades.accent)
        ink.dot(x + 0.08, y - 0.04, 0.145, ink.shades.ground)
        ink.shape(star(x + 0.1, y - 0.02, 0.05, 4, 0.35), ink.shades.ink)
    for x, y in ((0.72, 0.2), (0.22, 0.78)):
        ink.shape(star(x, y, 0.06, 4, 0.3), ink.shades.soft)


def gingham(ink: Ink) -> None:
    between = mix(ink.shades.ink, ink.shades.ground, 0.5)
    for column in range(4):
        for row in range(4):
            fill = {0: ink.shades.ground, 1: between, 2: ink.shades.ink}[column % 2 + row % 2]
            ink.shape(_rectangle(column / 4, row / 4, 0.25, 0.25), fill)


def tartan(ink: Ink) -> None:
    bands = ((0.08, 0.24, ink.shades.ink), (0.4, 0.5, ink.shades.soft), (0.7, 0.73, ink.shades.accent))
    across = Image.new("RGB", ink.image.size, ink.shades.ground)
    draw = ImageDraw.Draw(across)
    for top, bottom, fill in bands:
        draw.rectangle([0, top * ink.pixels, ink.pixels, bottom * ink.pixels], fill=fill)
        ink.band(top, bottom, fill)
    ink.image.paste(Image.blend(ink.image, across, 0.5))


def dots(ink: Ink) -> None:
    for column in range(4):
        for row in range(4):
            fill = (ink.shades.ink, ink.shades.soft, ink.shades.accent)[(column + 2 * row) % 3]
            ink.dot((column + 0.25 + 0.5 * (row % 2)) / 4, (row + 0.5) / 4, 0.065, fill)


def scallops(ink: Ink) -> None:
    for row in range(5):
        for column in range(-1, 4):
            x, y = (column + 0.5 * (row % 2)) / 3 + 1 / 6, row / 4
            for radius, fill in ((0.166, ink.shades.ink), (0.14, ink.shades.ground), (0.1, ink.shades.soft)):
                ink.shape(_half_disc(x, y, radius), fill)


def _half_disc(x: float, y: float, radius: float) -> list[Point]:
    return [(x + radius * math.cos(a * math.pi / 16), y + radius * 1.4 * math.sin(a * math.pi / 16)) for a in range(17)]


def clouds(ink: Ink) -> None:
    for x, y, size in ((0.27, 0.28, 1.0), (0.75, 0.72, 1.2), (0.8, 0.2, 0.6)):
        fill = mix(ink.shades.accent, (255, 255, 255), 0.6) if size >= 1 else ink.shades.soft
        for dx, dy, radius in ((-0.1, 0.02, 0.07), (0.0, -0.03, 0.1), (0.1, 0.02, 0.075)):
            ink.dot(x + dx * size, y + dy * size, radius * size, fill)
        ink.shape(_rectangle(x - 0.1 * size, y + 0.02 * size, 0.2 * size, 0.075 * size), fill)
        ink.stroke([(x - 0.1 * size, y + 0.13 * size), (x + 0.1 * size, y + 0.13 * size)], 0.014, ink.shades.ink)


def triangles(ink: Ink) -> None:
    for column in range(4):
        for row in range(4):
            x, y = column / 4, row / 4
            fill = (ink.shades.ink, ink.shades.soft, ink.shades.ground, ink.shades.accent)[(column * 3 + row * 2) % 4]
            corners = [(x, y), (x + 0.25, y), (x + 0.25, y + 0.25), (x, y + 0.25)]
            ink.shape(corners[:3] if (column + row) % 2 else corners[1:], fill)


def rings(ink: Ink) -> None:
    for x, y in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        ink.ring(x, y, 0.33, 0.025, ink.shades.ink)
        ink.ring(x, y, 0.12, 0.03, ink.shades.accent)


def boats(ink: Ink) -> None:
    for x, y, sail in ((0.27, 0.3, ink.shades.accent), (0.75, 0.8, ink.shades.soft)):
        hull = [(x - 0.16, y + 0.03), (x + 0.16, y + 0.03), (x + 0.1, y + 0.11), (x - 0.1, y + 0.11)]
        ink.shape(hull, ink.shades.ink)
        ink.shape([(x - 0.01, y - 0.2), (x - 0.01, y), (x - 0.14, y)], sail)
        ink.shape([(x + 0.01, y - 0.16), (x + 0.01, y), (x + 0.12, y)], ink.shades.ink)
        wave = [(x - 0.22 + s * 0.055, y + 0.15 + 0.015 * (s % 2)) for s in range(9)]
        ink.stroke(wave, 0.014, ink.shades.soft)


def trellis(ink: Ink) -> None:
    for shift in (0.0, 0.5):
        for side in (-1, 1):
            path = [(shift + side * 0.25 * (1 - math.cos(2 * math.pi * s / 24)) / 2, s / 24) for s in range(25)]
            ink.stroke(path, 0.035, ink.shades.ink)
    for x, y in ((0.0, 0.0), (0.5, 0.0)):
        ink.shape(star(x, y, 0.07, 4, 0.5), ink.shades.accent)
        flower(ink, x, 0.5, 0.11, 6, ink.shades.soft, ink.shades.accent)


def terrazzo(ink: Ink) -> None:
    fills = (ink.shades.ink, ink.shades.soft, ink.shades.accent)
    for step in range(34):
        x, y, turn = ink.rng.random(3)
        size = 0.025 + 0.05 * ink.rng.random()
        corners = [turn * 6 + c * 1.4 + ink.rng.random() * 0.6 for c in range(4)]
        ink.shape([(x + size * math.cos(a), y + size * math.sin(a)) for a in corners], fills[step % 3])


def _rectangle(x: float, y: float, width: float, height: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


MOTIFS: Final[dict[str, Callable[[Ink], None]]] = {
    motif.__name__: motif
    for motif in (
        pinstripes, broad_stripes, damask, medallions, daisies, roses, tulips, vines, ferns, argyle, hexagons, chevrons,
        stars, moons, gingham, tartan, dots, scallops, clouds, triangles, rings, boats, trellis, terrazzo,
    )
}  # fmt: skip
