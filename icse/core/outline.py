"""The outline of the continents, for the small map that shows where a file says that it was made.

``static/world.svg`` is made of ``land-110m.json`` of the npm package world-atlas: Natural Earth's data, which are in
the public domain. Nothing is asked of anybody when a map is shown. ``icse.core.vendor`` writes it anew.
"""

import json
from pathlib import Path
from typing import Any

SOURCE = Path("vendor/world-atlas/land-110m.json")
DRAWING = Path("world.svg")
#: Degrees, in a plane where each is as long as any other: from the date line eastward, from the pole southward.
WIDTH, HEIGHT = 360, 180

Point = tuple[float, float]


def place_of(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a position lies in the drawing."""
    return round(longitude + WIDTH / 2, 2), round(HEIGHT / 2 - latitude, 2)


def drawing_of(static: Path) -> str:
    """Return the drawing, as a symbol to be used in pages."""
    rings = _rings(json.loads((static / SOURCE).read_text("utf-8")))
    path = "".join(_path(part) for ring in rings for part in _parts(_unbroken(ring)))
    head = "<!-- Made by icse.core.vendor from world-atlas (Natural Earth, public domain). -->"
    symbol = f'<symbol id="land" viewBox="0 0 {WIDTH} {HEIGHT}"><path d="{path}"/></symbol>'
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{head}\n{symbol}\n</svg>\n'


def _rings(topology: dict[str, Any]) -> list[list[Point]]:
    """Put the shared lines together: each ring names its lines by number, a negative one is run backwards."""
    lines = [_line(arc, topology["transform"]) for arc in topology["arcs"]]
    rings = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            rings += [_joined(ring, lines) for ring in polygon]
    return rings


def _line(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Undo the packing: each point is told by its distance from the one before, in steps of a grid."""
    (across, down), (left, top) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        longitude, latitude = x * across + left, y * down + top
        points.append((longitude + WIDTH / 2, HEIGHT / 2 - latitude))
    return points


def _joined(ring: list[int], lines: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        points += line[1:] if points else line
    return points


def _unbroken(ring: list[Point]) -> list[Point]:
    """Go on beyond the edge where a ring crosses the date line, instead of back across the whole map.

    Antarctica's goes along the pole, which is an edge of the map and no crossing.
    """
    found, shift = ring[:1], 0
    for (x, y), (before, _) in zip(ring[1:], ring, strict=False):
        if abs(x - before) > WIDTH / 2 and y < HEIGHT - 1:
            shift += WIDTH if x < before else -WIDTH
        found.append((x + shift, y))
    return found


def _parts(ring: list[Point]) -> list[list[Point]]:
    """Return a ring, and once more from the other side where it goes beyond an edge: the map shows what is within."""
    beyond = [side for side, goes in ((-WIDTH, max(x for x, _ in ring) > WIDTH), (WIDTH, min(ring)[0] < 0)) if goes]
    return [ring, *([(x + side, y) for x, y in ring] for side in beyond)]


def _path(ring: list[Point]) -> str:
    """Draw a ring in steps of a tenth of a degree, which is finer than the map shows."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    (x, y), steps = tenths[0], ""
    for to_x, to_y in tenths[1:]:
        if (to_x, to_y) != (x, y):
            steps += f"{(to_x - x) / 10:g},{(to_y - y) / 10:g} "
            x, y = to_x, to_y
    return f"M{tenths[0][0] / 10:g},{tenths[0][1] / 10:g}l{steps.rstrip()}z"
