"""What a room is made of, decided once from its seed, so that every view of it shows the same room."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from icse.demo.fittings import OUTLOOKS, SOCKETS, Outlook, Socket
from icse.demo.palette import WOODS, Colour
from icse.demo.patterns import Pattern, wallpaper
from icse.demo.sprites import TOYS, Toy
from icse.demo.surfaces import FLOORS

WallName = Literal["back", "left", "right", "front"]
WALLS: Final[tuple[WallName, ...]] = ("back", "left", "right", "front")
Floor = Literal["boards", "carpet", "tiles"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What must be in a room; what is None is left to the seed."""

    bedspread: Pattern | None = None
    curtain: Pattern | None = None
    rug: Pattern | None = None
    floor: Floor | None = None
    socket: Socket | None = None
    outlook: Outlook | None = None
    toy: Toy | None = None


@dataclass(frozen=True)
class RoomPlan:
    """A room: size in metres, patterns, colours, and which wall has what."""

    seed: int
    width: float
    depth: float
    height: float
    paper: Pattern
    bedspread: Pattern
    curtain: Pattern
    rug: Pattern | None
    floor: str
    socket: Socket
    outlook: Outlook
    toy: Toy
    timber: Colour
    panel: Colour | None
    bed_wall: WallName
    window_wall: WallName
    shelf_wall: WallName
    door_wall: WallName
    bed_shift: float
    bed_width: float


def plan_room(seed: int, paper: Pattern | None, wishes: Wishes) -> RoomPlan:
    """The room of this seed, with this wallpaper if one is given."""
    rng = np.random.default_rng([seed, 41])
    walls = [WALLS[int(index)] for index in rng.permutation(4)]
    if "front" in walls[:2] and rng.random() < 0.7:
        # Most pictures look at the back: a bed or window there makes the better picture.
        walls = walls[2:] + walls[:2]
    timber = WOODS[int(rng.integers(len(WOODS)))]
    panelled, has_rug = rng.random() < 0.2, rng.random() < 0.7
    width, depth, height = (float(rng.uniform(*bounds)) for bounds in ((3.1, 4.5), (3.4, 4.8), (2.35, 2.75)))
    return RoomPlan(
        seed=seed, width=width, depth=depth, height=height,
        paper=paper or wallpaper(seed),
        bedspread=wishes.bedspread or wallpaper(seed + 7001),
        curtain=wishes.curtain or wallpaper(seed + 7002),
        rug=wishes.rug or (wallpaper(seed + 7003) if has_rug else None),
        floor=wishes.floor or list(FLOORS)[int(rng.integers(len(FLOORS)))],
        socket=wishes.socket or SOCKETS[int(rng.integers(len(SOCKETS)))],
        outlook=wishes.outlook or OUTLOOKS[int(rng.integers(len(OUTLOOKS)))],
        toy=wishes.toy or TOYS[int(rng.integers(len(TOYS)))],
        timber=timber, panel=timber if panelled else None,
        bed_wall=walls[0], window_wall=walls[1], shelf_wall=walls[2], door_wall=walls[3],
        bed_shift=float(rng.uniform(0.15, 0.85)), bed_width=float((0.95, 1.1, 1.4, 1.6)[rng.integers(4)]),
    )  # fmt: skip
