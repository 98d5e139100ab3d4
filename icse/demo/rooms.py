"""A room in simple perspective: the plan is furnished, looked at from one of four places, lit and developed."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import numpy as np
from PIL import Image

from icse.demo import furniture, sprites
from icse.demo.fittings import door, poster, socket, window
from icse.demo.light import MOODS, Lights, Mood, TimeOfDay, develop
from icse.demo.patterns import Pattern
from icse.demo.plans import WALLS, RoomPlan, WallName, Wishes, plan_room
from icse.demo.scene import Camera, Face, Floats, Solid, Wall, paint, paint_solids, soft_blot, vec
from icse.demo.surfaces import FLOORS, clouded, plain, rug, wall_skin

VIEWS: Final = 4
SIZE: Final = (1024, 768)

_WALL_PIXELS, _FLOOR_PIXELS = 170, 125  # a metre


@dataclass
class _Scene:
    """What will be painted: the shell, what lies flat on it, and what stands in the room; and who has taken a place."""

    plan: RoomPlan
    walls: dict[WallName, Wall]
    lights: Lights
    mood: Mood
    time: TimeOfDay
    shell: list[Face] = field(default_factory=list)
    flat: list[Face] = field(default_factory=list)
    solids: list[Solid] = field(default_factory=list)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    hung: list[tuple[WallName, float, float]] = field(default_factory=list)

    def claim(self, wall: Wall, x: float, wide: float, deep: float) -> bool:
        """Take the floor from x to x + wide before a wall, `deep` metres out, unless it is taken."""
        one, other = wall.point(x, 0, 0), wall.point(x + wide, 0, -deep)
        low, high = np.minimum(one, other), np.maximum(one, other)
        spot = (float(low[0]), float(low[2]), float(high[0]), float(high[2]))
        free = x >= 0 and x + wide <= wall.length and not any(_overlap(spot, other) for other in self.taken)
        if free:
            self.taken.append(spot)
        return free

    def hang(self, name: WallName, x: float, wide: float) -> bool:
        """Take the wall from x to x + wide at eye level, unless it is taken."""
        wall = self.walls[name]
        free = x > 0.1 and x + wide < wall.length - 0.1
        free = free and not any(n == name and x < right and left < x + wide for n, left, right in self.hung)
        if free:
            self.hung.append((name, x, x + wide))
        return free


def room(
    seed: int,
    *,
    wallpaper: Pattern | None = None,
    view: int = 0,
    time_of_day: TimeOfDay = "day",
    size: tuple[int, int] = SIZE,
    wishes: Wishes | None = None,
) -> Image.Image:
    """The room of this seed from one of four places (view 0 to 3). Same arguments, same pixels."""
    plan = plan_room(seed, wallpaper, wishes or Wishes())
    moment = np.random.default_rng([seed, 51, view % VIEWS, list(MOODS).index(time_of_day)])
    camera = _camera(plan, view % VIEWS, size)
    scene = _furnish(plan, time_of_day)
    _flash(scene, camera)
    canvas = Image.new("RGB", size, (90, 86, 82))
    paint(canvas, camera, scene.lights, scene.shell)
    paint(canvas, camera, scene.lights, scene.flat)
    away = [solid for solid in scene.solids if _clear_of(camera, solid)]
    paint_solids(canvas, camera, scene.lights, away)
    return develop(canvas, scene.mood, moment)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _clear_of(camera: Camera, solid: Solid) -> bool:
    """Whoever takes a picture steps aside from what would hide half of it."""
    tall = float(solid.centre[1]) > 0.7
    reach = 0.8 if solid.sprite else 1.6 if tall else 1.15
    return float(np.linalg.norm((solid.centre - camera.eye)[[0, 2]])) > reach


def _walls(plan: RoomPlan) -> dict[WallName, Wall]:
    width, depth = plan.width, plan.depth
    return {
        "back": Wall(vec(0, 0, depth), vec(1, 0, 0), vec(0, 0, 1), width),
        "right": Wall(vec(width, 0, depth), vec(0, 0, -1), vec(1, 0, 0), depth),
        "front": Wall(vec(width, 0, 0), vec(-1, 0, 0), vec(0, 0, -1), width),
        "left": Wall(vec(0, 0, 0), vec(0, 0, 1), vec(-1, 0, 0), depth),
    }


def _camera(plan: RoomPlan, view: int, size: tuple[int, int]) -> Camera:
    """0 from the middle of the front, 1 from its left corner, 2 from its right, 3 from the back."""
    rng = np.random.default_rng([plan.seed, 52, view])
    margin = 0.18
    across = {0: rng.uniform(0.3, 0.7), 1: 0.0, 2: 1.0, 3: rng.choice([0.04, 0.96])}[view]
    x = margin + float(across) * (plan.width - 2 * margin)
    z = plan.depth - margin if view == 3 else margin
    eye = vec(x, float(rng.uniform(1.35, 1.75)), z)
    target = vec(plan.width * (1 - float(across)) * 0.55 + plan.width * 0.22, 0.85, plan.depth * 0.72)
    if view == 3:
        target[2] = plan.depth * 0.25
    aim = target - eye
    yaw = float(np.arctan2(aim[0], aim[2])) + float(rng.normal(0, 0.05))
    pitch = float(np.arctan2(aim[1], np.hypot(aim[0], aim[2]))) * 0.9 + 0.02
    return Camera(eye, yaw, pitch, size[0] * float(rng.uniform(0.62, 0.74)), size)


def _furnish(plan: RoomPlan, time: TimeOfDay) -> _Scene:
    mood = MOODS[time]
    scene = _Scene(plan, _walls(plan), Lights(np.array(mood.ambient)), mood, time)
    rng = np.random.default_rng([plan.seed, 53])
    _build_shell(scene, rng)
    _put_window(scene, rng)
    _put_bed(scene, rng)
    _put_door(scene, rng)
    _put_shelf(scene, rng)
    _put_rest(scene, rng)
    _put_rug_and_toys(scene, rng)
    return scene


def _build_shell(scene: _Scene, rng: np.random.Generator) -> None:
    plan = scene.plan
    floor = FLOORS[plan.floor]((round(plan.width * _FLOOR_PIXELS), round(plan.depth * _FLOOR_PIXELS)), _FLOOR_PIXELS,
                               rng)  # fmt: skip
    scene.shell.append(Face(vec(0, 0, plan.depth), vec(plan.width, 0, 0), vec(0, 0, -plan.depth), floor,
                            corners_dark=0.25))  # fmt: skip
    ceiling = clouded(plain((238, 236, 230), (120, 120)), rng, (4, 4), 0.05)
    scene.shell.append(Face(vec(0, plan.height, 0), vec(plan.width, 0, 0), vec(0, 0, plan.depth), ceiling,
                            corners_dark=0.35))  # fmt: skip
    for name in WALLS:
        wall = scene.walls[name]
        skin = partial(wall_skin, plan.paper, wall.length, plan.height, _WALL_PIXELS, plan.panel)
        face = furniture.on_wall(wall, 0, plan.height, (wall.length, plan.height), skin, 0.0)
        scene.shell.append(replace(face, corners_dark=0.22))
    scene.lights.add(vec(plan.width / 2, plan.height - 0.15, plan.depth / 2), vec(0, 0, 0),
                     np.array(scene.mood.lamp) * 0.8)  # fmt: skip
    scene.flat.append(Face(vec(plan.width / 2 - 0.2, plan.height - 0.02, plan.depth / 2 - 0.2), vec(0.4, 0, 0),
                           vec(0, 0, 0.4), sprites.disc((250, 244, 226)), lit=sum(scene.mood.lamp) < 1))  # fmt: skip


def _put_window(scene: _Scene, rng: np.random.Generator) -> None:
    plan, wall = scene.plan, scene.walls[scene.plan.window_wall]
    wide, tall, top = float(rng.uniform(1.0, 1.5)), float(rng.uniform(1.0, 1.25)), plan.height - 0.32
    x = float(rng.uniform(0.5, wall.length - wide - 0.5))
    scene.hung.append((plan.window_wall, x - 0.4, x + wide + 0.4))
    pane = window(plan.outlook, scene.time, int(rng.integers(2, 4)), plan.seed)
    face = furniture.on_wall(wall, x, top, (wide, tall), pane)
    scene.flat.append(replace(face, lit=False))
    sill = plain((236, 232, 224))
    scene.flat.append(furniture.on_wall(wall, x - 0.08, top - tall, (wide + 0.16, 0.06), sill, 0.05))
    scene.flat.append(furniture.wall_shadow(wall, (x - 0.3, top - tall - 0.2), (x + wide + 0.3, top + 0.1), 70))
    scene.flat[-1], scene.flat[-3], scene.flat[-2] = scene.flat[-2], scene.flat[-1], scene.flat[-3]
    scene.flat.extend(furniture.curtain_pair(wall, x, top, (wide, tall), plan.curtain))
    for share in (0.2, 0.8):
        scene.lights.add(wall.point(x + wide * share, top - tall / 2, -0.05), -wall.towards,
                         np.array(scene.mood.window) * 0.8)  # fmt: skip
    _sunbeam(scene, wall, (x, wide))


def _sunbeam(scene: _Scene, wall: Wall, opening: tuple[float, float]) -> None:
    """Where the low sun falls through the window on the floor."""
    if scene.time not in ("morning", "day"):
        return
    x, wide = opening
    beam = soft_blot(70 if scene.time == "morning" else 46, 0.16)
    warm = Image.new("RGB", beam.size, (255, 236, 190))
    warm.putalpha(beam.getchannel("A"))
    place = wall.place(Face(vec(x + 0.3, 0.002, -0.5), vec(wide, 0, 0), vec(0.5, 0, -1.1), warm, lit=False,
                            two_sided=True))  # fmt: skip
    scene.flat.append(place)


def _put_bed(scene: _Scene, rng: np.random.Generator) -> None:
    plan, wall = scene.plan, scene.walls[scene.plan.bed_wall]
    x = 0.1 + plan.bed_shift * (wall.length - plan.bed_width - 0.2)
    scene.claim(wall, x, plan.bed_width, 2.06)
    scene.flat.append(furniture.floor_shadow(wall, (x, -2.05), (x + plan.bed_width, 0), 190))
    scene.solids.extend(furniture.bed(wall, x, plan, rng))
    for side in (x - 0.55, x + plan.bed_width + 0.1):
        if scene.claim(wall, side, 0.45, 0.45):
            _put_table_lamp(scene, wall, side, rng)
            break
    wide = float(rng.uniform(0.5, 0.8))
    _hang_poster(scene, plan.bed_wall, x + (plan.bed_width - wide) / 2, wide, 1)
    _put_socket(scene, plan.bed_wall, x)


def _put_table_lamp(scene: _Scene, wall: Wall, x: float, rng: np.random.Generator) -> None:
    lit = sum(scene.mood.lamp) > 0
    scene.flat.append(furniture.floor_shadow(wall, (x, -0.45), (x + 0.45, 0)))
    scene.solids.append(furniture.night_table(wall, x, scene.plan, rng))
    foot = wall.point(x + 0.22, 0.5, -0.2)
    picture = sprites.lamp(scene.plan.seed, lit=lit, tall=False)
    # A hair above the table's centre, so that it is painted after the table from every side.
    scene.solids.append(Solid((), foot, picture, (0.34, 0.48)))
    if lit:
        scene.solids.append(Solid((), foot - vec(0, 0.12, 0), sprites.glow((255, 206, 130), 120), (1.1, 1.1)))
    scene.lights.add(foot + vec(0, 0.42, 0), vec(0, 0, 0), np.array(scene.mood.lamp) * 0.7)


def _put_socket(scene: _Scene, name: WallName, bed_left: float) -> None:
    wall = scene.walls[name]
    x = bed_left - 0.3 if bed_left > 0.5 else bed_left + scene.plan.bed_width + 0.68
    skin = socket(scene.plan.socket)
    for place, left, height in ((wall, x, 0.75), (scene.walls[scene.plan.shelf_wall], 0.3, 0.42)):
        scene.flat.append(furniture.on_wall(place, left, height, (0.105, 0.105), skin))


def _hang_poster(scene: _Scene, name: WallName, x: float, wide: float, number: int) -> None:
    wall, tall, top = scene.walls[name], wide * (1.3 if number % 2 else 0.8), scene.plan.height - 0.5
    if scene.hang(name, x, wide):
        art = poster(scene.plan.seed * 10 + number, (220, 286) if number % 2 else (300, 240))
        scene.flat.append(furniture.wall_shadow(wall, (x + 0.05, top - tall - 0.03), (x + wide + 0.05, top - 0.05), 90))
        scene.flat.append(furniture.on_wall(wall, x, top, (wide, tall), art, 0.02))


def _put_door(scene: _Scene, rng: np.random.Generator) -> None:
    wall = scene.walls[scene.plan.door_wall]
    for x in (0.15, wall.length - 1.1, float(rng.uniform(0.2, wall.length - 1.1))):
        if scene.claim(wall, x, 0.9, 0.75):
            scene.hung.append((scene.plan.door_wall, x, x + 0.9))
            scene.flat.append(furniture.on_wall(wall, x, 2.05, (0.9, 2.05), door(scene.plan.seed)))
            return


def _put_shelf(scene: _Scene, rng: np.random.Generator) -> None:
    name, plan = scene.plan.shelf_wall, scene.plan
    wall, wide, tall = scene.walls[name], float(rng.uniform(0.8, 1.3)), float(rng.choice([1.1, 1.5, 1.85]))
    for _ in range(6):
        x = float(rng.uniform(0.05, wall.length - wide - 0.05))
        if scene.claim(wall, x, wide, 0.34):
            scene.hung.append((name, x, x + wide))
            scene.flat.append(furniture.floor_shadow(wall, (x, -0.34), (x + wide, 0)))
            scene.flat.append(furniture.wall_shadow(wall, (x, 0), (x + wide, tall)))
            scene.solids.append(furniture.bookcase(wall, x, (wide, tall), plan))
            return


def _put_rest(scene: _Scene, rng: np.random.Generator) -> None:
    """A wardrobe, a desk, a plant, posters, wherever there is room."""
    for name in (scene.plan.door_wall, scene.plan.shelf_wall, scene.plan.window_wall, scene.plan.bed_wall):
        wall = scene.walls[name]
        x = float(rng.uniform(0.05, wall.length - 1.2))
        kind = int(rng.integers(3))
        if (
            kind == 0
            and name != scene.plan.window_wall
            and scene.hang(name, x, 1.05)
            and scene.claim(wall, x, 1.05, 0.6)
        ):
            scene.flat.append(furniture.floor_shadow(wall, (x, -0.6), (x + 1.05, 0)))
            scene.flat.append(furniture.wall_shadow(wall, (x, 0), (x + 1.05, 1.95)))
            scene.solids.append(furniture.wardrobe(wall, x, 1.05, scene.plan, rng))
        elif kind == 1 and scene.claim(wall, x, 1.15, 0.62):
            scene.flat.append(furniture.floor_shadow(wall, (x, -0.6), (x + 1.1, 0), 130))
            scene.solids.extend(furniture.desk(wall, x, scene.plan, rng))
        elif scene.claim(wall, x, 0.5, 0.5):
            scene.flat.append(furniture.floor_shadow(wall, (x + 0.12, -0.4), (x + 0.4, -0.12), 120))
            high = float(rng.uniform(0.8, 1.2))
            scene.solids.append(Solid((), wall.point(x + 0.26, 0, -0.26), sprites.plant(scene.plan.seed),
                                      (high * 0.66, high)))  # fmt: skip
        _hang_poster(scene, name, float(rng.uniform(0.2, wall.length - 0.8)), float(rng.uniform(0.4, 0.7)),
                     2 + WALLS.index(name))  # fmt: skip


def _put_rug_and_toys(scene: _Scene, rng: np.random.Generator) -> None:
    plan = scene.plan
    wide, deep = float(rng.uniform(1.3, 1.9)), float(rng.uniform(1.0, 1.5))
    x, z = (plan.width - wide) * float(rng.uniform(0.3, 0.7)), (plan.depth - deep) * float(rng.uniform(0.25, 0.6))
    if plan.rug:
        skin = rug(plan.rug, wide, deep, oval=bool(rng.random() < 0.4))
        scene.flat.insert(0, Face(vec(x, 0.004, z + deep), vec(wide, 0, 0), vec(0, 0, -deep), skin))
    for kind, high in ((plan.toy, 0.36), ("ball", 0.24), ("blocks", 0.3)):
        for _ in range(8):
            px, pz = float(rng.uniform(0.5, plan.width - 0.5)), float(rng.uniform(0.9, plan.depth - 0.5))
            spot = (px - 0.25, pz - 0.25, px + 0.25, pz + 0.25)
            if not any(_overlap(spot, other) for other in scene.taken):
                scene.taken.append(spot)
                _put_toy(scene, sprites.toy(kind, plan.seed), vec(px, 0.0, pz), high)
                break


def _put_toy(scene: _Scene, picture: Image.Image, place: Floats, high: float) -> None:
    blot = soft_blot(170, 0.8)
    reach = high * 1.3
    scene.flat.append(Face(place + vec(-reach / 2, 0.005, reach * 0.42), vec(reach, 0, 0), vec(0, 0, -reach * 0.8),
                           blot, lit=False))  # fmt: skip
    scene.solids.append(Solid((), place, picture, (high, high)))


def _flash(scene: _Scene, camera: Camera) -> None:
    if scene.mood.flash:
        scene.lights.add(camera.eye, vec(0, 0, 0), np.full(3, scene.mood.flash))
