"""The demo's pictures: rooms, clues, near-duplicates, files. All drawn from a seed; nobody is ever in them.

The same arguments give the same bytes as long as Pillow and numpy are the same.
"""

from icse.demo.clues import CLUES, ClueKind, clue
from icse.demo.files import CAMERAS, CameraFacts, jpeg_bytes, near_duplicates
from icse.demo.light import TimeOfDay
from icse.demo.palette import COLOURS
from icse.demo.patterns import PATTERNS, Pattern, UnknownPattern, wallpaper
from icse.demo.plans import Wishes
from icse.demo.rooms import SIZE, VIEWS, room

__all__ = [
    "CAMERAS",
    "CLUES",
    "COLOURS",
    "PATTERNS",
    "SIZE",
    "VIEWS",
    "CameraFacts",
    "ClueKind",
    "Pattern",
    "TimeOfDay",
    "UnknownPattern",
    "Wishes",
    "clue",
    "jpeg_bytes",
    "near_duplicates",
    "room",
    "wallpaper",
]
