"""A little painter of boxes: textured flat faces, a camera, and far things painted before near ones.

Metres; x to the right, y up, z forward. A face's texture runs along `across` and `down` as its viewer sees it, so
that cross(across, down) points to the viewer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from icse.demo.light import Lights

Floats = NDArray[np.float64]

_NEAR: Final = 0.06  # metres before the eye where faces are cut off


def vec(x: float, y: float, z: float) -> Floats:
    """A point or a direction."""
    return np.array([x, y, z], dtype=np.float64)


@dataclass(frozen=True)
class Face:
    """A flat picture in the room; a large one may be a function that draws it, called only if it is in sight.

    `lit` False: it gives light or is a shadow. `corners_dark`: metres of dim edges.
    """

    origin: Floats
    across: Floats
    down: Floats
    skin: Image.Image | Callable[[], Image.Image]
    lit: bool = True
    two_sided: bool = False
    corners_dark: float = 0.0

    @property
    def centre(self) -> Floats:
        return self.origin + (self.across + self.down) / 2

    @property
    def normal(self) -> Floats:
        return np.asarray(np.cross(self.across, self.down))


@dataclass(frozen=True)
class Solid:
    """Faces that stand together: each is painted in the order given, backs left out."""

    faces: tuple[Face, ...]
    centre: Floats
    sprite: Image.Image | None = None
    size: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Camera:
    """An eye in the room. Angles in radians; `focal` in pixels."""

    eye: Floats
    yaw: float
    pitch: float
    focal: float
    size: tuple[int, int]
    matrix: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        forward = vec(np.sin(self.yaw) * np.cos(self.pitch), np.sin(self.pitch), np.cos(self.yaw) * np.cos(self.pitch))
        up = np.cross(forward, self.right)
        middle_x, middle_y = self.size[0] / 2, self.size[1] / 2
        rows = [self.focal * self.right + middle_x * forward, -self.focal * up + middle_y * forward, forward]
        object.__setattr__(self, "matrix", np.array(rows))

    @property
    def right(self) -> Floats:
        return vec(np.cos(self.yaw), 0.0, -np.sin(self.yaw))

    def billboard(self, solid: Solid) -> Face:
        """An upright face that stands at the solid's centre and looks at the camera."""
        if solid.sprite is None:
            message = "a solid without a sprite has faces of its own"
            raise ValueError(message)
        width, height = solid.size
        origin = solid.centre - self.right * width / 2 + vec(0, height, 0)
        return Face(origin, self.right * width, vec(0, -height, 0), solid.sprite, two_sided=True)


def box(low: Sequence[float], high: Sequence[float], skins: dict[str, Image.Image]) -> Iterable[Face]:
    """The outer faces of a box for which a skin is given: front (towards -z), back, left, right, top."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    wide, tall, deep = x1 - x0, y1 - y0, z1 - z0
    places = {
        "back": (vec(x1, y1, z1), vec(-wide, 0, 0), vec(0, -tall, 0)),
        "left": (vec(x0, y1, z1), vec(0, 0, -deep), vec(0, -tall, 0)),
        "right": (vec(x1, y1, z0), vec(0, 0, deep), vec(0, -tall, 0)),
        "front": (vec(x0, y1, z0), vec(wide, 0, 0), vec(0, -tall, 0)),
        "top": (vec(x0, y1, z1), vec(wide, 0, 0), vec(0, 0, -deep)),
    }
    return (Face(*place, skins[side]) for side, place in places.items() if side in skins)


@dataclass(frozen=True)
class Wall:
    """A wall as seen from inside: its lower left corner, the way along it, the way to it, and its length."""

    corner: Floats
    along: Floats
    towards: Floats
    length: float

    def place(self, face: Face) -> Face:
        """A face given in the wall's own axes (x along, y up, z towards the wall, which is at z = 0)."""
        return replace(
            face, origin=self.corner + self.turn(face.origin), across=self.turn(face.across), down=self.turn(face.down)
        )

    def point(self, x: float, y: float, z: float) -> Floats:
        """A point in the room, from the wall's own axes."""
        return self.corner + self.turn(vec(x, y, z))

    def turn(self, direction: Floats) -> Floats:
        """A direction in the room, from the wall's own axes."""
        return np.asarray(direction[0] * self.along + vec(0, direction[1], 0) + direction[2] * self.towards)


def paint(canvas: Image.Image, camera: Camera, lights: Lights, faces: Iterable[Face]) -> None:
    """Paint the faces in the order given, leaving out those that look away."""
    for face in faces:
        if face.two_sided or float(np.dot(face.normal, camera.eye - face.origin)) > 0:
            _paint_face(canvas, camera, lights, face)


def paint_solids(canvas: Image.Image, camera: Camera, lights: Lights, solids: Iterable[Solid]) -> None:
    """Paint solids, the farthest first."""
    for solid in sorted(solids, key=lambda solid: -float(np.linalg.norm(solid.centre - camera.eye))):
        paint(canvas, camera, lights, [camera.billboard(solid)] if solid.sprite else solid.faces)


def _paint_face(canvas: Image.Image, camera: Camera, lights: Lights, face: Face) -> None:
    outline = _outline(camera, face)
    strips = [*_strips(outline, canvas.size)]
    if not strips:
        return
    skin = _light(face, lights)
    back = np.linalg.inv(camera.matrix @ np.column_stack([face.across, face.down, face.origin - camera.eye]))
    # A texel and a half inside the skin: past its rim the sampling would mix in black.
    back = np.array([[skin.width - 3.0, 0, 1.5], [0, skin.height - 3.0, 1.5], [0, 0, 1.0]]) @ back
    for bounds in strips:
        _paint_strip(canvas, skin, back, outline, bounds)


def _paint_strip(
    canvas: Image.Image, skin: Image.Image, back: Floats, outline: Floats, bounds: tuple[int, int, int, int]
) -> None:
    left, top, right, bottom = bounds
    shifted = back @ np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
    size = (right - left, bottom - top)
    picture = skin.transform(
        size, Image.Transform.PERSPECTIVE, tuple((shifted / shifted[2, 2]).ravel()[:8]), Image.Resampling.BILINEAR
    )
    mask = _mask(outline - [left, top], size)
    if picture.mode == "RGBA":
        mask = ImageChops.multiply(mask, picture.getchannel("A"))
        picture = picture.convert("RGB")
    canvas.paste(picture, (left, top), mask)


def _mask(outline: Floats, size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    ImageDraw.Draw(mask).polygon([(float(x) * 2, float(y) * 2) for x, y in outline], fill=255)
    return mask.reduce(2)


def _outline(camera: Camera, face: Face) -> Floats:
    """The face's corners on the screen, cut where they would be behind the eye."""
    corners = [face.origin, face.origin + face.across, face.origin + face.across + face.down, face.origin + face.down]
    seen = _clip((np.array(corners) - camera.eye) @ camera.matrix.T, 2, _NEAR, np.inf)
    return np.asarray(seen[:, :2] / seen[:, 2:3])


def _clip(points: Floats, axis: int, low: float, high: float) -> Floats:
    """The convex polygon's part between two values on one axis (Sutherland and Hodgman 1974)."""
    for sign, limit in ((1.0, low), (-1.0, -high)):
        kept: list[Floats] = []
        for here, there in zip(points, [*points[1:], *points[:1]], strict=True):
            inside, next_inside = sign * here[axis] - limit, sign * there[axis] - limit
            if inside >= 0:
                kept.append(here)
            if (inside >= 0) != (next_inside >= 0):
                kept.append(here + (there - here) * inside / (inside - next_inside))
        points = np.array(kept).reshape(-1, points.shape[1])
    return points


def _strips(outline: Floats, size: tuple[int, int]) -> Iterable[tuple[int, int, int, int]]:
    """Left, top, right, bottom of upright strips that hold the outline; so a slanting wall costs only what is seen."""
    if len(outline) < 3:
        return
    step, (width, height) = 96, size
    left, right = max(0, int(np.floor(outline[:, 0].min()))), min(width, int(np.ceil(outline[:, 0].max())))
    for x in range(left, right, step):
        ys = _clip(outline, 0, x, min(x + step, right))[:, 1]
        if len(ys):
            top, bottom = max(0, int(np.floor(ys.min()))), min(height, int(np.ceil(ys.max())))
            if top < bottom:
                yield x, top, min(x + step, right), bottom


def _light(face: Face, lights: Lights) -> Image.Image:
    skin = face.skin if isinstance(face.skin, Image.Image) else face.skin()
    if not face.lit:
        return skin
    wide, tall = float(np.linalg.norm(face.across)), float(np.linalg.norm(face.down))
    columns, rows = (max(2, min(18, round(side * 5))) for side in (wide, tall))
    u, v = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    points = face.origin + u[..., None] * face.across + v[..., None] * face.down
    normal = face.normal / (np.linalg.norm(face.normal) + 1e-9)
    glow = lights.on(points.reshape(-1, 3), normal, soft=face.two_sided).reshape(rows, columns, 3)
    if face.corners_dark:
        glow = glow * _corner_shade(u * wide, v * tall, wide, tall, face.corners_dark)[..., None]
    shade = Image.fromarray(np.clip(glow * 255, 0, 255).astype(np.uint8)).resize(skin.size, Image.Resampling.BILINEAR)
    return _multiply(skin, shade)


def _corner_shade(x: Floats, y: Floats, wide: float, tall: float, reach: float) -> Floats:
    edges = (x, wide - x, y, tall - y)
    shade = np.ones_like(x)
    for distance in edges:
        shade = shade * (1 - 0.35 * np.exp(-distance / reach))
    return shade


def _multiply(skin: Image.Image, shade: Image.Image) -> Image.Image:
    if skin.mode == "RGB":
        return ImageChops.multiply(skin, shade)
    lit = ImageChops.multiply(skin.convert("RGB"), shade)
    lit.putalpha(skin.getchannel("A"))
    return lit


@lru_cache(maxsize=8)
def soft_blot(strength: int, softness: float) -> Image.Image:
    """A dark rounded patch that fades to its edges: the shadow under a thing. `softness` is the faded share (0..1)."""
    axis = np.abs(np.linspace(-1, 1, 48))
    fade = np.clip((1 - axis) / softness, 0, 1)
    fade = fade * fade * (3 - 2 * fade)
    alpha = Image.fromarray((np.outer(fade, fade) * strength).astype(np.uint8))
    blot = Image.new("RGB", alpha.size, (12, 10, 14))
    blot.putalpha(alpha)
    return blot
