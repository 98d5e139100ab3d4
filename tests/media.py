"""Pictures and files that tests upload, all made at run time: patterns, broken files, files that are something else."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageEnhance

# Pillow's names, except that HEIC is said as people say it.
FORMATS: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/heic": "HEIC",
    "image/avif": "AVIF",
}
_PILLOW_NAMES: Final = {"HEIC": "HEIF"}
_WITH_QUALITY: Final = {"JPEG", "WEBP", "HEIF", "AVIF"}


def pattern(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A wallpaper of soft random patches: different for each seed, and rich enough for a PDQ quality over 80."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    fine = Image.fromarray(rng.integers(0, 256, (27, 36, 3), dtype=np.uint8))
    ground, figure = (layer.resize(size, Image.Resampling.BICUBIC) for layer in (coarse, fine))
    return Image.blend(ground, figure, 0.35)


def as_bytes(image: Image.Image, kind: str = "JPEG", exif: Image.Exif | None = None, **options: Any) -> bytes:
    """Encode a picture as a file of one of FORMATS, with EXIF when given."""
    name = _PILLOW_NAMES.get(kind, kind)
    if name == "HEIF":
        pillow_heif.register_heif_opener()
    if name in _WITH_QUALITY:
        options.setdefault("quality", 90)
    if exif is not None:
        options["exif"] = exif.tobytes()
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def exif_of(
    *,
    maker: str = "Exampla",
    model: str = "X100",
    serial: str = "EX-0017",
    orientation: int = 1,
    taken: str = "2026:03:09 21:07:05",
    offset: str | None = "+02:00",
    gps: tuple[float, float] | None = (52.0821, 4.2785),
) -> Image.Exif:
    """EXIF as a camera writes it. `gps` is latitude and longitude in degrees, south and west negative."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = maker, model
    exif[ExifTags.Base.Orientation] = orientation
    detail: dict[int, Any] = {0x9003: taken, 0xA431: serial}
    if offset is not None:
        detail[0x9011] = offset
    exif[ExifTags.IFD.Exif] = detail
    if gps is not None:
        exif[ExifTags.IFD.GPSInfo] = gps_tags(*gps)
    return _as_read(exif)


def _as_read(exif: Image.Exif) -> Image.Exif:
    """The same tags as Pillow gives them after reading: nested ones are found only then."""
    read = Image.Exif()
    read.load(exif.tobytes())
    for directory in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        read.get_ifd(directory)
    return read


def gps_tags(latitude: float, longitude: float) -> dict[int, Any]:
    """The four GPS tags of a position."""
    return {
        1: "N" if latitude >= 0 else "S",
        2: _sexagesimal(abs(latitude)),
        3: "E" if longitude >= 0 else "W",
        4: _sexagesimal(abs(longitude)),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return whole, minutes, round(seconds, 4)


def heic(seed: int = 0) -> bytes:
    """A picture as phones make it."""
    return as_bytes(pattern(seed), "HEIC")


def avif(seed: int = 0) -> bytes:
    """A picture in the AV1 format."""
    return as_bytes(pattern(seed), "AVIF")


def truncated_jpeg(seed: int = 0) -> bytes:
    """A JPEG whose second half is missing."""
    whole = as_bytes(pattern(seed))
    return whole[: len(whole) // 2]


def text_named_jpg(folder: Path) -> Path:
    """A text under a picture's name."""
    return _written(folder / "holiday.jpg", b"Meet me at the usual place.\n" * 20)


def executable_named_jpg(folder: Path) -> Path:
    """The beginning of a Linux program under a picture's name."""
    return _written(
        folder / "setup.jpg", b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(200)
    )


def windows_program() -> bytes:
    """The beginning of a Windows program."""
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(200)


def zip_archive() -> bytes:
    """An archive with one text in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("note.txt", "nothing")
    return file.getvalue()


def jpeg_and_zip(seed: int = 0) -> bytes:
    """A whole JPEG with an archive behind it: each program sees the one that it looks for."""
    return as_bytes(pattern(seed)) + zip_archive()


def huge_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A valid grey PNG of very many pixels in very few bytes, made without ever holding the pixels."""
    # One bit a pixel. A row is its filter byte and the packed bits, all nought.
    row = bytes(1 + (width + 7) // 8)
    many = row * 100
    packer = zlib.compressobj(9)
    packed = bytearray()
    for _ in range(height // 100):
        packed += packer.compress(many)
    packed += packer.compress(row * (height % 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", bytes(packed)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def resized(image: Image.Image, share: float = 0.5) -> Image.Image:
    """The same picture smaller or larger."""
    return image.resize((max(1, round(image.width * share)), max(1, round(image.height * share))))


def recompressed(image: Image.Image, quality: int = 40) -> Image.Image:
    """The same picture after a lossy copy."""
    return Image.open(io.BytesIO(as_bytes(image, "JPEG", quality=quality))).convert("RGB")


def brightened(image: Image.Image, share: float = 1.15) -> Image.Image:
    """The same picture lighter."""
    return ImageEnhance.Brightness(image).enhance(share)


def rotated(image: Image.Image, quarters: int = 1) -> Image.Image:
    """The same picture turned by quarters of a circle, anticlockwise."""
    return image.rotate(90 * quarters, expand=True)


def mirrored(image: Image.Image) -> Image.Image:
    """The same picture as a mirror shows it."""
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
