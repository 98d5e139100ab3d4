"""Repeating patterns for wallpapers, bedspreads, curtains and rugs, by name or by seed."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image

from icse.demo.motifs import MOTIFS, Ink
from icse.demo.palette import COLOURS

PATTERNS: Final[tuple[str, ...]] = tuple(MOTIFS)

_TILE = 160  # pixels of a finished tile; drawn at three times that and reduced, for smooth edges


class UnknownPattern(ValueError):
    """No pattern, or no colour, has this name."""


@dataclass(frozen=True)
class Pattern:
    """A seamless tile and how wide one tile is in the room, in metres."""

    name: str
    colour: str
    tile: Image.Image
    metres: float

    def cover(self, width: float, height: float, per_metre: int) -> Image.Image:
        """A cloth of width × height metres, `per_metre` pixels a metre."""
        side = max(8, round(self.metres * per_metre))
        tile = self.tile.resize((side, side), Image.Resampling.BOX if side < _TILE else Image.Resampling.BICUBIC)
        across, down = max(1, round(width * per_metre)), max(1, round(height * per_metre))
        repeats = (-(-down // side), -(-across // side), 1)
        return Image.fromarray(np.tile(np.asarray(tile), repeats)[:down, :across])


def wallpaper(choice: str | int, colour: str | None = None, metres: float | None = None) -> Pattern:
    """The pattern of this name, or the one that this seed draws; colour and size may be given with either.

    Raises UnknownPattern.
    """
    name, chance_colour, chance_metres = _choose(choice)
    return _pattern(name, colour or chance_colour, metres or chance_metres)


def _choose(choice: str | int) -> tuple[str, str, float]:
    seed = choice if isinstance(choice, int) else int.from_bytes(choice.encode(), "big") % 2**32
    rng = np.random.default_rng([seed, 11])
    name = choice if isinstance(choice, str) else PATTERNS[int(rng.integers(len(PATTERNS)))]
    return name, list(COLOURS)[int(rng.integers(len(COLOURS)))], round(float(rng.uniform(0.36, 0.62)), 2)


@lru_cache(maxsize=256)
def _pattern(name: str, colour: str, metres: float) -> Pattern:
    if name not in MOTIFS or colour not in COLOURS:
        message = f"no pattern {name!r} in {colour!r}"
        raise UnknownPattern(message)
    ink = Ink(_TILE * 3, COLOURS[colour], np.random.default_rng([len(name), 12]))
    MOTIFS[name](ink)
    return Pattern(name, colour, ink.image.reduce(3), metres)
