"""Where in which picture the thing is that a clue request asks about. Sounds have no picture."""

from dataclasses import dataclass
from typing import Final

from icse.demo.world.shapes import CloseShot

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ClueView:
    """The number of the series' own picture, and the rectangle: x, y, width, height as fractions of it.

    `close`: that picture is a close one of the thing, in place of the room.
    """

    picture: int
    box: Box
    close: CloseShot | None = None


#: By the title of the series. Found by looking: change a room's seed and these are to be found anew.
CLUE_VIEWS: Final[dict[str, ClueView]] = {
    "Blue damask room": ClueView(3, (0.05, 0.18, 0.40, 0.35)),
    "Star curtain": ClueView(3, (0.60, 0.12, 0.36, 0.42)),
    "Tartan bedspread": ClueView(0, (0.18, 0.56, 0.44, 0.28)),
    "Daisy wall": ClueView(3, (0.05, 0.15, 0.35, 0.40)),
    "Fern paper, hill view": ClueView(0, (0.42, 0.20, 0.30, 0.30)),
    "Bear on the rug": ClueView(0, (0.15, 0.78, 0.25, 0.20)),
    "Mint clouds": ClueView(3, (0.45, 0.15, 0.35, 0.38)),
    "Ferns and blocks": ClueView(1, (0.06, 0.82, 0.18, 0.17)),
    "Star wall, type G": ClueView(1, (0.25, 0.20, 0.50, 0.55), CloseShot("label", 27)),
    "Red triangles, tower view": ClueView(1, (0.08, 0.12, 0.84, 0.50), CloseShot("street_sign", 8)),
    "Triangles and palms": ClueView(1, (0.20, 0.20, 0.55, 0.65), CloseShot("socket", 4)),
    "Red vine paper": ClueView(1, (0.20, 0.20, 0.55, 0.65), CloseShot("socket", 5)),
}
