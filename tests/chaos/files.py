"""What is uploaded: synthetic pictures of two countries, planted repetitions and near-duplicates, and bad files."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from PIL import Image

from tests import media

#: Each scene is drawn anew from its number; these make another file of the same picture.
VARIATIONS: Final[tuple[Callable[[Image.Image], Image.Image], ...]] = (
    lambda image: media.recompressed(image, 45),
    lambda image: media.resized(image, 0.6),
    media.brightened,
    media.rotated,
    media.mirrored,
    lambda image: media.rotated(media.mirrored(image), 3),
)
BAD: Final[tuple[Callable[[int], bytes], ...]] = (
    lambda seed: b"",
    media.truncated_jpeg,
    lambda seed: media.huge_png(50_000 + seed, 50_000),
)
COUNTRIES: Final = ("NL", "FR")
#: By country: audiences that its officer may contribute to, by the names that ``tests.chaos.people`` gives them.
AUDIENCES: Final = {"NL": ("members", "group", "NL"), "FR": ("members", "group", "FR")}


@dataclass(frozen=True)
class Planned:
    """A file that is to be sent. ``name`` is its own; those with the same ``scene`` show the same picture.

    A bad file has no scene.
    """

    name: str
    country: str
    audience: str
    content: bytes
    scene: int | None


def planned(count: int, seed: int) -> list[Planned]:
    """Return so many files, about half of them related to another one, in an order drawn by chance."""
    draw = random.Random(seed)
    made: list[tuple[str, str, bytes, int | None]] = []
    for scene in _scenes(seed):
        made += _of_a_scene(scene, draw)
        if len(made) >= count:
            break
    draw.shuffle(made)
    return [
        Planned(f"{number:04d}.jpg", country, audience, content, scene)
        for number, (country, audience, content, scene) in enumerate(made[:count])
    ]


def _scenes(seed: int) -> Iterator[int]:
    first = 1000 * seed
    while True:
        yield first
        first += 1


def _of_a_scene(scene: int, draw: random.Random) -> list[tuple[str, str, bytes, int | None]]:
    """One picture alone, near-duplicates, the same file several times, or bad files; for whom is drawn."""
    if scene % 8 == 7:
        return [(*_to(draw), draw.choice(BAD)(scene % 1000), None)] * draw.choice((1, 2))
    image = media.pattern(scene)
    original = media.as_bytes(image)
    made = [original]
    if scene % 4 == 1:
        made += [media.as_bytes(vary(image)) for vary in draw.sample(VARIATIONS, 3)]
    files = [(*_to(draw), content, scene) for content in made]
    if scene % 4 == 2:
        # Once more for the same audience, and for another country.
        files += [files[0], ("FR" if files[0][0] == "NL" else "NL", "members", original, scene)]
    return list(files)


def _to(draw: random.Random) -> tuple[str, str]:
    country = draw.choice(COUNTRIES)
    return country, draw.choice(AUDIENCES[country])
