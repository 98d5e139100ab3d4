"""Question: which changed copies of a picture does PDQ miss?

The index finds every hash within 31 bits (``manage.py index verify``); what is missed, PDQ itself misses. Drawn
rooms and the sample pictures that scikit-image brings, each changed in one way; a copy is found when one of its eight
orientations is within 31 bits of the original and both have a quality of 50 or more. Peer: the plain hash without the
orientations. The pictures are always the same ones.
"""

import io
import statistics
from collections.abc import Callable, Iterator
from typing import Any, Final

from PIL import Image, ImageDraw, ImageEnhance, ImageOps
from skimage import data

from benchmarks.harness import Benchmark, show
from icse.demo.pictures import VIEWS, room
from series.matching.fingerprints import MATCH_DISTANCE, dihedral, fingerprint, hamming

ROOMS: Final = 40
_SAMPLES: Final = (
    "astronaut",
    "brick",
    "camera",
    "cat",
    "clock",
    "coffee",
    "coins",
    "grass",
    "gravel",
    "hubble_deep_field",
    "immunohistochemistry",
    "moon",
    "page",
    "retina",
    "rocket",
    "text",
)
_SIZE: Final = (1024, 768)
Change = Callable[[Image.Image], Image.Image]


def run(full: bool) -> dict[str, Any]:
    """Change every picture in every way, print a table, and return the figures; the full size is no other."""
    pictures = [*_rooms(), *_samples()]
    usable = [one for one in pictures if fingerprint(one).is_usable]
    figures = {name: _figures(usable, change) for name, change in CHANGES.items()}
    print(
        f"{len(pictures)} pictures, {len(usable)} of a quality of 50 or more; found within {MATCH_DISTANCE} of 256 bits"
    )
    show("change", figures)
    return {"pictures": len(pictures), "usable": len(usable), "changes": figures}


def _figures(pictures: list[Image.Image], change: Change) -> dict[str, object]:
    distances, plain = [], []
    for picture in pictures:
        original, turned = fingerprint(picture), dihedral(change(picture))
        each = [hamming(original.bits, one.bits) if one.is_usable else 256 for one in turned]
        distances.append(min(each))
        plain.append(each[0])
    return {
        "found": f"{_share(distances):.0%}",
        "peer": f"{_share(plain):.0%}",
        "median": int(statistics.median(distances)),
        "worst": max(distances),
    }


def _share(distances: list[int]) -> float:
    return sum(distance <= MATCH_DISTANCE for distance in distances) / len(distances)


def _rooms() -> Iterator[Image.Image]:
    for seed in range(ROOMS):
        yield room(seed, view=seed % VIEWS).convert("RGB")


def _samples() -> Iterator[Image.Image]:
    for name in _SAMPLES:
        yield Image.fromarray(getattr(data, name)()).convert("RGB")


def _cropped(percent: int) -> Change:
    """Cut this share of each side's length off, half at each end."""

    def change(picture: Image.Image) -> Image.Image:
        x, y = (round(side * percent / 200) for side in picture.size)
        return picture.crop((x, y, picture.width - x, picture.height - y))

    return change


def _collage(picture: Image.Image) -> Image.Image:
    """Put it beside three others, two by two."""
    whole = Image.new("RGB", _SIZE)
    half = (_SIZE[0] // 2, _SIZE[1] // 2)
    others = [room(1000 + one).convert("RGB") for one in range(3)]
    for place, one in enumerate([picture, *others]):
        whole.paste(one.resize(half), (place % 2 * half[0], place // 2 * half[1]))
    return whole


def _text(picture: Image.Image) -> Image.Image:
    """Write a line over its lower part, a tenth of the height."""
    done = picture.copy()
    pen, high = ImageDraw.Draw(done), max(10, picture.height // 10)
    pen.text((picture.width // 20, picture.height - 2 * high), "seen on example.invalid", "white", font_size=high)
    return done


def _banner(picture: Image.Image) -> Image.Image:
    """Cover the lowest tenth with a bar."""
    done = picture.copy()
    ImageDraw.Draw(done).rectangle((0, picture.height * 9 // 10, picture.width, picture.height), fill="black")
    return done


def _logo(share: float) -> Change:
    """Put a logo over a corner, so large a share of each side."""

    def change(picture: Image.Image) -> Image.Image:
        done = picture.copy()
        size = tuple(max(8, round(side * share)) for side in picture.size)
        mark = Image.fromarray(data.logo()).convert("RGBA").resize((size[0], size[1]))  # type: ignore[no-untyped-call]
        done.paste(mark, (picture.width - size[0], 0), mark)
        return done

    return change


def _turned(degrees: float) -> Change:
    """Turn it, with black corners."""
    return lambda picture: picture.rotate(degrees, Image.Resampling.BICUBIC)


def _boxed(percent: int) -> Change:
    """Add black bars above and below, each this share of the height."""

    def change(picture: Image.Image) -> Image.Image:
        bar = round(picture.height * percent / 100)
        return ImageOps.expand(picture, (0, bar), "black")

    return change


def _recompressed(quality: int) -> Change:
    def change(picture: Image.Image) -> Image.Image:
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=quality)
        return Image.open(packed).convert("RGB")

    return change


def _scaled(share: float) -> Change:
    return lambda picture: picture.resize((round(picture.width * share), round(picture.height * share)))


def _brightened(share: float) -> Change:
    return lambda picture: ImageEnhance.Brightness(picture).enhance(share)


CHANGES: Final[dict[str, Change]] = {
    "JPEG quality 30": _recompressed(30),
    "JPEG quality 10": _recompressed(10),
    "half the size": _scaled(0.5),
    "a fifth of the size": _scaled(0.2),
    "brightness +25 %": _brightened(1.25),
    "brightness -25 %": _brightened(0.75),
    "grey": lambda picture: picture.convert("L").convert("RGB"),
    "mirrored": ImageOps.mirror,
    "turned by 90 degrees": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "turned by 1 degree": _turned(1),
    "turned by 2 degrees": _turned(2),
    "turned by 5 degrees": _turned(5),
    "crop of 2 %": _cropped(2),
    "crop of 5 %": _cropped(5),
    "crop of 10 %": _cropped(10),
    "a line of text": _text,
    "a bar over a tenth": _banner,
    "logo, a tenth of the sides": _logo(0.1),
    "logo, a quarter of the sides": _logo(0.25),
    "letterbox, 5 % each": _boxed(5),
    "letterbox, 12 % each": _boxed(12),
    "collage of 2 x 2": _collage,
}

BENCHMARK = Benchmark(
    question="Which changed copies of a picture does PDQ miss?",
    peer="the plain hash, without the eight orientations",
    run=run,
)
