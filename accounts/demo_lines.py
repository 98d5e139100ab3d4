"""The sign-in lines of the demo, written by the command that loads the demo world. Nothing of this outside the demo."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class DemoLine:
    """One invented officer who can be signed in with one click."""

    email: str
    name: str
    unit: str
    country: str
    role: str
    about: str


@dataclass(frozen=True)
class DemoLines:
    """All of them, and the password that they share."""

    password: str
    officers: tuple[DemoLine, ...]


def demo_lines_file() -> Path:
    """Return where the lines stand, beside the media."""
    return Path(settings.MEDIA_FOLDER).parent / "demo-sign-in.json"


def demo_lines() -> DemoLines | None:
    """Return the lines, or None outside the demo and before the demo world is loaded."""
    if not settings.DEMO or not demo_lines_file().is_file():
        return None
    found = json.loads(demo_lines_file().read_text(encoding="utf-8"))
    names = DemoLine.__dataclass_fields__
    return DemoLines(
        password=found["password"],
        officers=tuple(DemoLine(**{name: str(line[name]) for name in names}) for line in found["officers"]),
    )
