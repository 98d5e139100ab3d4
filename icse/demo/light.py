"""Light in the room: lamps and a window as small sources, and what a cheap camera makes of it."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

Floats = NDArray[np.float64]
TimeOfDay = Literal["morning", "day", "evening", "night"]


@dataclass(frozen=True)
class Mood:
    """How a time of day looks: strengths of each source (red, green, blue), and the sensor's grain."""

    ambient: tuple[float, float, float]
    window: tuple[float, float, float]
    lamp: tuple[float, float, float]
    flash: float
    grain: float
    vignette: float


MOODS: Final[dict[TimeOfDay, Mood]] = {
    "morning": Mood((0.40, 0.37, 0.34), (1.75, 1.45, 1.10), (0.0, 0.0, 0.0), 0.0, 2.6, 0.20),
    "day": Mood((0.46, 0.47, 0.48), (1.50, 1.55, 1.60), (0.0, 0.0, 0.0), 0.0, 2.0, 0.16),
    "evening": Mood((0.33, 0.28, 0.24), (0.38, 0.32, 0.44), (1.15, 0.86, 0.52), 0.0, 4.2, 0.28),
    "night": Mood((0.17, 0.16, 0.16), (0.02, 0.03, 0.06), (0.62, 0.46, 0.26), 2.0, 4.8, 0.36),
}


@dataclass
class Lights:
    """Small sources: where, which way they shine (zero: every way), and how strongly in each colour."""

    ambient: Floats
    places: list[Floats] = field(default_factory=list)
    directions: list[Floats] = field(default_factory=list)
    powers: list[Floats] = field(default_factory=list)

    def add(self, place: Floats, direction: Floats, power: Floats) -> None:
        """One more source."""
        self.places.append(place)
        self.directions.append(direction)
        self.powers.append(power)

    def on(self, points: Floats, normal: Floats, *, soft: bool) -> Floats:
        """Red, green and blue light (1.0 is white) at points (n, 3) of a face that looks along `normal`."""
        if not self.places:
            return np.broadcast_to(self.ambient, points.shape)
        ray = np.array(self.places)[:, None, :] - points[None, :, :]
        square = np.einsum("lpk,lpk->lp", ray, ray) + 0.25
        ray = ray / np.sqrt(square)[..., None]
        facing = np.full(square.shape, 0.6) if soft else np.clip(ray @ normal, 0, 1) * 0.85 + 0.15 * (ray @ normal > 0)
        aim = np.array(self.directions)
        aimed = -np.einsum("lpk,lk->lp", ray, aim)
        everywhere = (np.abs(aim).sum(axis=1) == 0)[:, None]
        share = facing * np.where(everywhere, 1.0, np.clip(aimed, 0, 1)) / square
        return np.asarray(self.ambient + np.einsum("lp,lk->pk", share, np.array(self.powers)))


def develop(picture: Image.Image, mood: Mood, rng: np.random.Generator) -> Image.Image:
    """What the sensor makes of the scene: a tone curve, dim corners, grain."""
    picture = picture.point(_tone_curve(float(rng.uniform(0.97, 1.04))))
    picture = ImageChops.multiply(picture, _vignette(picture.size, mood.vignette))
    return _grain(picture, mood.grain, rng)


def _tone_curve(gain: float) -> list[int]:
    """Bright parts are compressed rather than cut, as a camera does."""
    linear = np.arange(256) / 255 * 1.55 * gain
    curve = (1 - np.exp(-2.3 * linear)) / (1 - np.exp(-2.3 * 1.55))
    curve = 0.45 * curve + 0.55 * np.clip(linear, 0, 1)
    return [int(value) for value in np.clip(curve * 255, 0, 255)] * 3


@lru_cache(maxsize=16)
def _vignette(size: tuple[int, int], strength: float) -> Image.Image:
    y, x = np.mgrid[-1:1:24j, -1:1:32j]
    dim = 1 - strength * np.clip((x * x + y * y) / 2, 0, 1) ** 1.4
    small = Image.fromarray((dim * 255).astype(np.uint8))
    full = small.resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", (full, full, full))


def _grain(picture: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """Brightness noise a pixel, and blotches of colour a few pixels wide, as after a phone's noise reduction.

    A quarter of the picture is drawn and turned over for the rest: no eye sees it, and it costs a quarter.
    """
    width, height = (picture.width + 1) // 2, (picture.height + 1) // 2
    fine = rng.standard_normal((height, width, 1), dtype=np.float32) * np.float32(strength)
    blotch = rng.standard_normal((height // 6 + 1, width // 6 + 1, 3), dtype=np.float32) * np.float32(strength * 0.5)
    blotch = blotch.repeat(6, axis=0).repeat(6, axis=1)[:height, :width]
    quarter = Image.fromarray(np.clip(fine + blotch + 128.5, 0, 255).astype(np.uint8))
    grain = Image.new("RGB", picture.size)
    for turn, place in (
        (None, (0, 0)),
        (Image.Transpose.FLIP_LEFT_RIGHT, (width, 0)),
        (Image.Transpose.FLIP_TOP_BOTTOM, (0, height)),
        (Image.Transpose.ROTATE_180, (width, height)),
    ):
        grain.paste(quarter if turn is None else quarter.transpose(turn), place)
    return ImageChops.add(picture, grain, 1, -128)
