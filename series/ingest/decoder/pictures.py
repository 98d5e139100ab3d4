"""Opening one picture of any allowed type, and bringing it to plain 8-bit RGB of a bounded size."""

import io
from typing import Final

import numpy as np
from PIL import ExifTags, Image, TiffImagePlugin

from series.ingest.decoder.answers import RefusedFileError
from series.matching.fingerprints import FINGERPRINT_SIDE

# The longest side of what everything but crops is made from: the plain preview, and from it the fingerprint.
WORKING_SIDE: Final = 1600
# What is a little longer stays as it is: to make it smaller takes more time than to decode it.
_LONGEST_WORKING: Final = 2048

_FORMATS: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
}
# TIFF tags by which a camera's raw file gives itself away: what opens as a TIFF is then only its thumbnail.
_SUBFILE_TYPE: Final = 254
_DNG_VERSION: Final = 50706
_GIF_EXTENSION, _GIF_PICTURE = 0x21, 0x2C

Transpose = Image.Transpose
# What EXIF orientations 2 to 8 ask of the stored pixels before they are shown, and what undoes it.
_SHOWN: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_STORED: Final = _SHOWN | {6: Transpose.ROTATE_90, 8: Transpose.ROTATE_270}
_TURNED: Final = (5, 6, 7, 8)


class Picture:
    """One opened picture: what its header says, and its pixels once asked for."""

    def __init__(self, data: bytes, media_type: str, most_pixels: int) -> None:
        _refuse_cut(data, media_type)
        self._data = data
        self.image: Image.Image = Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]])
        _refuse_raw(self.image)
        # Before anything else is asked of it: reading a PNG's EXIF decodes it.
        if self.image.width * self.image.height > most_pixels:
            raise RefusedFileError("too_many_pixels")
        self.exif = self.image.getexif()
        self.orientation = _orientation(self.exif)
        # Pillow turns a TIFF by its orientation tag when it loads it, and gives the turned size before.
        self._is_turned_by_pillow = isinstance(self.image, TiffImagePlugin.TiffImageFile)
        width, height = self.image.size
        swapped = self._is_turned_by_pillow and self.orientation in _TURNED
        self.width, self.height = (height, width) if swapped else (width, height)

    def working_copy(self) -> Image.Image:
        """The stored pixels as RGB, about WORKING_SIDE a side, the orientation tag not applied."""
        # A JPEG can be decoded at a half, a quarter or an eighth; Pillow keeps to at least the size asked for.
        self.image.draft("RGB", fitting(self.image.size, WORKING_SIDE))
        longest = WORKING_SIDE if max(self.image.size) > _LONGEST_WORKING else _LONGEST_WORKING
        return self._as_stored(_as_rgb(self.image, longest))

    def shown_part(self, box: tuple[int, int, int, int], longest: int) -> Image.Image:
        """Cut left, top, right, bottom in pixels of the picture as shown, and shrink the cut to `longest`."""
        stored = self._as_stored(self.image) if self._is_turned_by_pillow else self.image
        stored.load()
        cut = stored.crop(_box_in_stored(box, self.orientation, self.shown_size))
        return shown(_as_rgb(cut, longest), self.orientation)

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height after the orientation tag is applied."""
        return (self.height, self.width) if self.orientation in _TURNED else (self.width, self.height)

    def frames(self, most: int) -> int:
        """How many frames or pages there are, counted up to `most`; those before the first broken one."""
        if self.image.format == "GIF":
            return frames_of_gif(self._data, most)
        if isinstance(self.image, TiffImagePlugin.TiffImageFile):
            return self._pages(most)
        return min(most, max(1, int(getattr(self.image, "n_frames", 1))))

    def _pages(self, most: int) -> int:
        pages = 1
        try:
            while pages < most:
                self.image.seek(pages)
                pages += 1
        except (EOFError, OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError):
            pass
        return pages

    def _as_stored(self, image: Image.Image) -> Image.Image:
        image.load()
        turn = _STORED.get(self.orientation) if self._is_turned_by_pillow else None
        return image if turn is None else image.transpose(turn)


def shown(image: Image.Image, orientation: int) -> Image.Image:
    """Apply an EXIF orientation to stored pixels."""
    turn = _SHOWN.get(orientation)
    return image if turn is None else image.transpose(turn)


def small_copy(image: Image.Image) -> Image.Image:
    """Shrink RGB to what PDQ is computed from: by whole numbers of pixels first, which takes half the time."""
    return image.resize(fitting(image.size, FINGERPRINT_SIDE), Image.Resampling.BOX, reducing_gap=1.0)


def fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size with the same proportions whose longer side is at most `longest`; never under one pixel."""
    share = min(1.0, longest / max(size))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def frames_of_gif(data: bytes, most: int) -> int:
    """Walk over the blocks of a GIF without decoding any (GIF89a, 15 to 26), and count pictures up to `most`."""
    if len(data) < 13:
        return 1
    at, frames = 13 + _colours(data[10]), 0
    while at + 10 <= len(data) and frames < most:
        if data[at] == _GIF_EXTENSION:
            at = _after_blocks(data, at + 2)
        elif data[at] == _GIF_PICTURE:
            frames += 1
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
        else:
            break
    return max(1, frames)


def _colours(flags: int) -> int:
    """The length of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _refuse_cut(data: bytes, media_type: str) -> None:
    """Libraries call some files that break off damaged; the lengths that the files give themselves tell better."""
    ends = {"image/webp": _end_of_riff, "image/heic": _end_of_boxes, "image/avif": _end_of_boxes}.get(media_type)
    if ends is not None and ends(data) > len(data):
        raise RefusedFileError("truncated")


def _end_of_riff(data: bytes) -> int:
    return 8 + int.from_bytes(data[4:8], "little")


def _end_of_boxes(data: bytes) -> int:
    """Where the last top-level box of an ISO base media file says that it ends (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16])
        if size < 8:  # nought means up to the end of the file; the rest is no size at all
            return len(data)
        at += size
    return at


def _refuse_raw(image: Image.Image) -> None:
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tags = image.tag_v2
        is_reduced = tags.get(_SUBFILE_TYPE, 0) == 1
        if _DNG_VERSION in tags or is_reduced:
            raise RefusedFileError("not_allowed", "a camera's raw file")


def _orientation(exif: Image.Exif) -> int:
    value = exif.get(ExifTags.Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _box_in_stored(
    box: tuple[int, int, int, int], orientation: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Where a box of the shown picture, whose size is given, lies in the stored pixels."""
    left, top, right, bottom = box
    width, height = size
    mirrored_x = (width - right, width - left)
    mirrored_y = (height - bottom, height - top)
    x, y = (left, right), (top, bottom)
    across, down = {
        1: (x, y),
        2: (mirrored_x, y),
        3: (mirrored_x, mirrored_y),
        4: (x, mirrored_y),
        5: (y, x),
        6: (y, mirrored_x),
        7: (mirrored_y, mirrored_x),
        8: (mirrored_y, x),
    }[orientation]
    return across[0], down[0], across[1], down[1]


def _as_rgb(image: Image.Image, longest: int) -> Image.Image:
    """Bring any mode to 8-bit RGB of at most `longest` a side. Alpha is ignored: what it hides is seen and matched.

    The reference PDQ ignores alpha too, and nothing can be hidden from an officer by making it transparent.
    """
    image.load()
    if image.mode == "1":
        return _shrunk(image.convert("L"), longest).convert("RGB")
    if image.mode in ("RGB", "L", "CMYK", "YCbCr", "RGBX"):
        shrunk = _shrunk(image, longest)
        return shrunk if shrunk.mode == "RGB" else shrunk.convert("RGB")
    if image.mode.startswith("I;16"):
        return _grey(np.asarray(_shrunk(image, longest)).astype(np.float64) / 257).convert("RGB")
    if image.mode in ("I", "F"):
        return _stretched(_shrunk(image, longest)).convert("RGB")
    if image.mode == "LAB":
        return _shrunk(image.getchannel(0), longest).convert("RGB")
    return _shrunk(image.convert("RGB"), longest)


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    size = fitting(image.size, longest)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.5)


def _stretched(image: Image.Image) -> Image.Image:
    """Spread values of an unknown range (32-bit integers, floats) over black to white."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    low, high = float(values.min()), float(values.max())
    return _grey((values - low) * (255.0 / max(high - low, 1e-9)))


def _grey(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Image.Image:
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))
