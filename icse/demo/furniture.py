"""Pieces that stand in the room, each built in the axes of the wall behind it (x along, y up, z = 0 at the wall)."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from PIL import Image

from icse.demo.fittings import full_shelf
from icse.demo.palette import Colour, mix
from icse.demo.patterns import Pattern
from icse.demo.plans import RoomPlan
from icse.demo.scene import Face, Solid, Wall, box, soft_blot, vec
from icse.demo.sprites import cushion
from icse.demo.surfaces import hanging, plain, shaded, spread, wood

SIDES = ("front", "back", "left", "right", "top")


def solid(wall: Wall, low: Sequence[float], high: Sequence[float], skins: dict[str, Image.Image]) -> Solid:
    """One box before a wall."""
    return gather(wall, [*box(low, high, skins)], [(a + b) / 2 for a, b in zip(low, high, strict=True)])


def gather(wall: Wall, faces: Iterable[Face], centre: Sequence[float]) -> Solid:
    """Faces in the wall's axes, painted in this order, as one thing in the room."""
    return Solid(tuple(wall.place(face) for face in faces), wall.point(*centre))


@lru_cache(maxsize=16)
def timber_skins(colour: Colour) -> dict[str, Image.Image]:
    """The five visible sides of a wooden box; all boxes of one wood share them."""
    rng = np.random.default_rng([*colour, 81])
    return {side: wood(colour, (120, 120), rng, upright=side != "top") for side in SIDES}


def floor_shadow(wall: Wall, low: tuple[float, float], high: tuple[float, float], strength: int = 150) -> Face:
    """The dim patch on the floor round a piece that covers x and z from `low` to `high`."""
    (x0, z0), (x1, z1), grow = low, high, 0.22
    origin, wide, deep = vec(x0 - grow, 0.003, z1 + grow), x1 - x0 + 2 * grow, z1 - z0 + 2 * grow
    skin = soft_blot(strength, 0.45)
    return wall.place(Face(origin, vec(wide, 0, 0), vec(0, 0, -deep), skin, lit=False, two_sided=True))


def wall_shadow(wall: Wall, low: tuple[float, float], high: tuple[float, float], strength: int = 110) -> Face:
    """The dim patch on the wall round a piece that covers x and y from `low` to `high`."""
    (x0, y0), (x1, y1), grow = low, high, 0.14
    origin, wide, tall = vec(x0 - grow, y1 + grow, -0.004), x1 - x0 + 2 * grow, y1 - y0 + 2 * grow
    skin = soft_blot(strength, 0.45)
    return wall.place(Face(origin, vec(wide, 0, 0), vec(0, -tall, 0), skin, lit=False, two_sided=True))


def on_wall(
    wall: Wall,
    x: float,
    top: float,
    size: tuple[float, float],
    skin: Image.Image | Callable[[], Image.Image],
    out: float = 0.012,
) -> Face:
    """A flat thing on a wall: its left edge, its top edge, width and height in metres."""
    return wall.place(Face(vec(x, top, -out), vec(size[0], 0, 0), vec(0, -size[1], 0), skin))


def bed(wall: Wall, x: float, plan: RoomPlan, rng: np.random.Generator) -> list[Solid]:
    """A bed with its head at the wall: headboard, base, covered mattress, pillow."""
    wide, long, top = plan.bed_width, 2.0, 0.52
    skins = timber_skins(plan.timber)
    head = solid(wall, (x - 0.04, 0, -0.06), (x + wide + 0.04, 0.98, -0.01), skins)
    base = [*box((x, 0.06, -long - 0.05), (x + wide, 0.3, -0.06), skins)]
    mattress = [*box((x + 0.02, 0.22, -long), (x + wide - 0.02, top, -0.08), _bedclothes(plan.bedspread, wide, rng))]
    pillows = [
        face for shift in ([0.5] if wide < 1.3 else [0.27, 0.73]) for face in _pillow(x + wide * shift, top, plan, rng)
    ]
    return [head, gather(wall, [*base, *mattress, *pillows], (x + wide / 2, 0.4, -long / 2))]


def _bedclothes(pattern: Pattern, wide: float, rng: np.random.Generator) -> dict[str, Image.Image]:
    cover = spread(pattern, wide, 2.0, rng, 240)
    draw = 1 - 0.1 * np.array([[0.0], [0.6], [0.0], [0.0], [0.1], [0.5]])
    side = hanging(pattern, 2.0, 0.3, 7, 200, 0.3)
    end = hanging(pattern, wide, 0.3, 5, 200, 0.3)
    return {"top": shaded(cover, draw), "left": side, "right": side, "front": end, "back": end}


def _pillow(x: float, top: float, plan: RoomPlan, rng: np.random.Generator) -> list[Face]:
    wide = 0.56
    lean = float(rng.uniform(0.2, 0.3))
    return [
        Face(vec(x - wide / 2, top + 0.34, -0.1), vec(wide, 0, 0), vec(0, -0.36, -lean), cushion(plan.curtain),
             two_sided=True),
    ]  # fmt: skip


def night_table(wall: Wall, x: float, plan: RoomPlan, rng: np.random.Generator) -> Solid:
    """A small cupboard with two drawers, 45 cm wide."""
    skins = timber_skins(plan.timber)
    front = wood(plan.timber, (120, 140), rng)
    for top in (8, 74):
        dark = mix(plan.timber, (0, 0, 0), 0.5)
        front.paste(dark, (8, top, 112, top + 3))
        front.paste(dark, (8, top + 56, 112, top + 59))
        front.paste((196, 190, 176), (50, top + 26, 70, top + 32))
    return solid(wall, (x, 0, -0.42), (x + 0.45, 0.5, -0.02), {**skins, "front": front})


def bookcase(wall: Wall, x: float, size: tuple[float, float], plan: RoomPlan) -> Solid:
    """A case of open shelves, `size` metres wide and high, full of coloured things."""
    wide, tall = size
    front = full_shelf(wide, tall, plan.timber, plan.seed)
    return solid(wall, (x, 0, -0.32), (x + wide, tall, -0.01), {**timber_skins(plan.timber), "front": front})


def wardrobe(wall: Wall, x: float, wide: float, plan: RoomPlan, rng: np.random.Generator) -> Solid:
    """A cupboard of two doors, 1.95 m high."""
    colour = mix(plan.timber, (244, 240, 230), 0.3)
    front = wood(colour, (200, 360), rng, upright=True)
    dark = mix(colour, (0, 0, 0), 0.55)
    for left in (0, 98, 197):
        front.paste(dark, (left, 0, left + 4, 360))
    for left in (84, 110):
        front.paste((200, 196, 186), (left, 160, left + 5, 200))
    return solid(wall, (x, 0, -0.58), (x + wide, 1.95, -0.02), {**timber_skins(colour), "front": front})


def desk(wall: Wall, x: float, plan: RoomPlan, rng: np.random.Generator) -> list[Solid]:
    """A table of 1.1 m with side panels, and a dark screen or a few boxes on it."""
    skins = timber_skins(plan.timber)
    low, high = (x, 0.0, -0.6), (x + 1.1, 0.74, -0.02)
    parts = [
        *box((x + 0.02, 0, -0.1), (x + 1.08, 0.7, -0.05), skins),
        *box((x, 0, -0.58), (x + 0.04, 0.7, -0.02), skins),
        *box((x + 1.06, 0, -0.58), (x + 1.1, 0.7, -0.02), skins),
        *box((x - 0.02, 0.7, -0.6), (x + 1.12, 0.74, -0.02), skins),
        *_on_desk(x, rng),
    ]
    return [gather(wall, parts, [(a + b) / 2 for a, b in zip(low, high, strict=True)])]


def _on_desk(x: float, rng: np.random.Generator) -> list[Face]:
    screen = plain((36, 38, 42), (60, 40))
    screen.paste((66, 74, 88), (3, 3, 57, 35))
    dark = plain((30, 30, 32))
    left = x + float(rng.uniform(0.2, 0.5))
    stand = box((left + 0.22, 0.74, -0.22), (left + 0.3, 0.86, -0.18), {"front": dark, "left": dark, "right": dark})
    panel = box((left, 0.84, -0.24), (left + 0.52, 1.16, -0.2),
                {"front": screen, "left": dark, "right": dark, "top": dark, "back": dark})  # fmt: skip
    return [*stand, *panel]


def curtain_pair(wall: Wall, x: float, top: float, size: tuple[float, float], pattern: Pattern) -> list[Face]:
    """Two curtains at the sides of an opening of this left edge, top and size; a rod above."""
    wide, tall = size
    cloth = hanging(pattern, 0.46, tall + 0.35, 4, 190, 0.5)
    rod = plain((120, 104, 80))
    return [
        on_wall(wall, x - 0.4, top + 0.16, (wide + 0.8, 0.03), rod, 0.07),
        on_wall(wall, x - 0.34, top + 0.14, (0.46, tall + 0.35), cloth, 0.06),
        on_wall(wall, x + wide - 0.12, top + 0.14, (0.46, tall + 0.35), cloth, 0.06),
    ]
