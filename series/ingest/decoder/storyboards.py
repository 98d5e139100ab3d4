"""One picture that tells a video: up to 24 of its frames, evenly spread, each with its time."""

import math
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from series.clock import clock
from series.ingest.decoder.pictures import WORKING_SIDE, fitting

MOST_TILES: Final = 24
TILE_SIDE: Final = 480
#: Frames held before every second one is let go; the rest then still lie evenly.
_MOST_HELD: Final = 2 * MOST_TILES
_GAP: Final = 4
_GROUND: Final = (16, 20, 28)
_LETTERS: Final = 20

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Storyboard:
    """Takes a frame of each second, and keeps few, whatever the length that the header claims."""

    def __init__(self) -> None:
        self._held: list[tuple[float, Image.Image]] = []
        self._seen = 0
        self._each = 1

    def wants_next(self) -> bool:
        """Whether the next frame would be kept, so that only those are made small that are."""
        return self._seen % self._each == 0

    def add(self, at: float, frame: Image.Image | None) -> None:
        """Count a frame, and keep it if it is given."""
        if frame is not None:
            self._held.append((at, frame))
        self._seen += 1
        if len(self._held) > _MOST_HELD:
            self._held = self._held[::2]
            self._each *= 2

    def middle(self) -> Image.Image:
        """Return the frame in the middle of those that are kept. Raises IndexError when there is none."""
        return self._held[len(self._held) // 2][1]

    def drawn(self, font: Font) -> Image.Image:
        """Draw the tiles in rows. Raises IndexError when there is no frame."""
        tiles = self._chosen()
        columns = _columns(len(tiles), tiles[0][1].size)
        rows = math.ceil(len(tiles) / columns)
        room = (WORKING_SIDE - (columns - 1) * _GAP) // columns, (WORKING_SIDE - (rows - 1) * _GAP) // rows
        width, height = _size_in(tiles[0][1].size, room)
        board = Image.new("RGB", (columns * (width + _GAP) - _GAP, rows * (height + _GAP) - _GAP), _GROUND)
        for number, (at, frame) in enumerate(tiles):
            tile = frame.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=1.5)
            _write_time(tile, at, font)
            board.paste(tile, ((number % columns) * (width + _GAP), (number // columns) * (height + _GAP)))
        return board

    def _chosen(self) -> list[tuple[float, Image.Image]]:
        count = min(MOST_TILES, len(self._held))
        return [self._held[(2 * number + 1) * len(self._held) // (2 * count)] for number in range(count)]


def lettering() -> Font:
    """Return the letters of the times; read once, before the process is confined."""
    return ImageFont.load_default(_LETTERS)


def small(frame: Image.Image) -> Image.Image:
    """Return a frame as it is kept."""
    return frame.resize(fitting(frame.size, TILE_SIDE), Image.Resampling.BILINEAR, reducing_gap=1.5)


def _columns(count: int, size: tuple[int, int]) -> int:
    """So many that the whole is about one and a half times as wide as high."""
    return max(1, min(count, round(math.sqrt(count * 1.5 * size[1] / size[0]))))


def _size_in(size: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    share = min(1.0, room[0] / size[0], room[1] / size[1])
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _write_time(tile: Image.Image, at: float, font: Font) -> None:
    draw = ImageDraw.Draw(tile)
    words = clock(at)
    left, top, right, bottom = draw.textbbox((6, 4), words, font=font)
    draw.rectangle((left - 4, top - 3, right + 4, bottom + 3), fill=_GROUND)
    draw.text((6, 4), words, font=font, fill=(255, 255, 255))
