"""Pictures as files: near-duplicates as they come about by sharing, and JPEGs with a camera's facts in them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

import numpy as np
from PIL import ExifTags, Image, ImageEnhance
from PIL.TiffImagePlugin import IFDRational

CAMERAS: Final[tuple[tuple[str, str], ...]] = (
    ("SynthCam", "SC-200"),
    ("SynthCam", "SC-7 Mini"),
    ("Exemplar", "One"),
    ("Exemplar", "Pocket 3"),
)


class NaiveTime(ValueError):
    """A camera's time must say its offset from UTC."""


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What a camera writes into its files. `taken` is aware; latitude and longitude in degrees; orientation 1 to 8."""

    maker: str
    model: str
    serial: str | None = None
    taken: datetime | None = None
    position: tuple[float, float] | None = None
    orientation: int = 1


def jpeg_bytes(image: Image.Image, *, exif: CameraFacts | None = None, quality: int = 88) -> bytes:
    """The picture as a JPEG file, with these facts if given. Pixels are stored as they are. Raises NaiveTime."""
    buffer = io.BytesIO()
    if exif is None:
        image.save(buffer, "JPEG", quality=quality)
    else:
        image.save(buffer, "JPEG", quality=quality, exif=_exif(exif))
    return buffer.getvalue()


def _exif(facts: CameraFacts) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = facts.maker
    exif[ExifTags.Base.Model] = facts.model
    exif[ExifTags.Base.Orientation] = facts.orientation
    details = exif.get_ifd(ExifTags.IFD.Exif)
    if facts.serial:
        details[ExifTags.Base.BodySerialNumber] = facts.serial
    if facts.taken:
        details[ExifTags.Base.DateTimeOriginal] = facts.taken.strftime("%Y:%m:%d %H:%M:%S")
        details[ExifTags.Base.OffsetTimeOriginal] = _offset(facts.taken)
    if facts.position:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_position(*facts.position))
    return exif


def _offset(taken: datetime) -> str:
    """As EXIF 2.31 writes it: "+01:00"."""
    if taken.utcoffset() is None:
        message = "the time a picture was taken needs a UTC offset"
        raise NaiveTime(message)
    text = taken.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def _position(latitude: float, longitude: float) -> dict[int, str | tuple[IFDRational, ...]]:
    return {
        ExifTags.GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        ExifTags.GPS.GPSLatitude: _degrees(latitude),
        ExifTags.GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        ExifTags.GPS.GPSLongitude: _degrees(longitude),
    }


def _degrees(angle: float) -> tuple[IFDRational, ...]:
    """Degrees, minutes, and seconds to a hundredth."""
    hundredths = round(abs(angle) * 360_000)
    degrees, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return IFDRational(degrees), IFDRational(minutes), IFDRational(Fraction(seconds, 100))


def near_duplicates(image: Image.Image, n: int, seed: int) -> list[Image.Image]:
    """`n` pictures that PDQ must find near `image` (distance at most 31 through one of its 8 orientations).

    Recompressed, resized, brightened, noised, turned by 90 degrees and mirrored in turn, each a little differently.
    """
    rng = np.random.default_rng([seed, 71])
    return [CHANGES[step % len(CHANGES)](image, rng) for step in range(n)]


def _recompressed(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    with Image.open(io.BytesIO(jpeg_bytes(image, quality=int(rng.integers(28, 60))))) as copy:
        return copy.convert("RGB")


def _resized(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    share = float(rng.uniform(0.45, 0.8))
    return image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.LANCZOS)


def _brightened(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(float(rng.uniform(1.06, 1.16)))


def _noised(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    noise = rng.standard_normal((image.height, image.width, 1), dtype=np.float32) * 7
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.float32) + noise, 0, 255).astype(np.uint8))


def _turned(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    quarter = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)[int(rng.integers(2))]
    return image.transpose(quarter)


def _mirrored(image: Image.Image, _rng: np.random.Generator) -> Image.Image:
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


CHANGES: Final[tuple[Callable[[Image.Image, np.random.Generator], Image.Image], ...]] = (
    _recompressed,
    _resized,
    _brightened,
    _noised,
    _turned,
    _mirrored,
)
