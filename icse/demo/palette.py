"""Colours of the drawn pictures: names a person would use, each with four shades that go together."""

from dataclasses import dataclass
from typing import Final

import numpy as np

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shades:
    """Four colours of one pattern: its ground, two inks, and an accent that stands out."""

    ground: Colour
    ink: Colour
    soft: Colour
    accent: Colour


COLOURS: Final[dict[str, Shades]] = {
    "blue": Shades((196, 212, 232), (66, 96, 150), (140, 168, 208), (240, 236, 220)),
    "navy": Shades((48, 62, 98), (186, 196, 220), (84, 104, 150), (226, 190, 110)),
    "teal": Shades((188, 222, 216), (28, 110, 112), (112, 178, 172), (236, 160, 110)),
    "green": Shades((214, 226, 196), (70, 112, 66), (150, 184, 130), (224, 176, 88)),
    "mint": Shades((224, 242, 230), (116, 176, 148), (176, 216, 196), (236, 150, 150)),
    "rose": Shades((240, 216, 214), (176, 84, 100), (222, 160, 162), (110, 136, 96)),
    "red": Shades((232, 214, 196), (158, 44, 44), (204, 120, 104), (54, 62, 84)),
    "ochre": Shades((240, 226, 186), (186, 130, 42), (220, 184, 110), (96, 84, 120)),
    "sand": Shades((232, 222, 204), (150, 126, 96), (200, 182, 154), (110, 136, 140)),
    "terracotta": Shades((238, 214, 196), (178, 88, 56), (216, 150, 118), (60, 92, 96)),
    "lilac": Shades((224, 214, 236), (118, 92, 158), (180, 160, 208), (232, 196, 120)),
    "grey": Shades((216, 218, 220), (104, 110, 118), (168, 174, 180), (206, 160, 74)),
    "olive": Shades((222, 220, 186), (104, 106, 50), (168, 168, 110), (176, 84, 70)),
    "sky": Shades((206, 230, 242), (70, 142, 184), (144, 196, 222), (248, 240, 190)),
}

WOODS: Final[tuple[Colour, ...]] = (
    (176, 128, 84),
    (140, 92, 56),
    (206, 168, 120),
    (104, 70, 48),
    (222, 214, 202),
    (120, 110, 100),
)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour `share` of the way (0 to 1) from `first` to `second`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def pick_shades(rng: np.random.Generator) -> Shades:
    """One of the named colours."""
    return COLOURS[list(COLOURS)[int(rng.integers(len(COLOURS)))]]


def pick_colour(rng: np.random.Generator) -> Colour:
    """A lively colour for a small object."""
    shades = pick_shades(rng)
    return (shades.ink, shades.accent, shades.soft)[int(rng.integers(3))]
