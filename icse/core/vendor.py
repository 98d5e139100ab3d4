"""The front-end files that were copied from npm packages, and the icon sprite that is made from some of them.

``static/vendor/PACKAGE/FILE`` are unchanged copies. ``vendor.lock.json`` names each one's package, version, licence and
SHA-256. ``static/icons.svg`` holds one ``<symbol>`` for each copied icon, ``static/world.svg`` the outline of the
continents. After copying other files, write all anew::

    python -m icse.core.vendor static htmx.org=2.0.11 lucide-static=1.62.0 noble-hashes=2.4.0 tus-js-client=4.3.1 \
        world-atlas=2.0.2

What only tests need is copied below ``tests/browser`` in the same way::

    python -m icse.core.vendor tests/browser axe-core=4.14.1
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import TypedDict
from xml.etree import ElementTree

from icse.core import outline

LOCK = Path("vendor/vendor.lock.json")
ICONS = Path("vendor/lucide-static")
SPRITE = Path("icons.svg")
LICENCES = {
    "axe-core": "MPL-2.0",
    "htmx.org": "0BSD",
    "lucide-static": "ISC",
    "noble-hashes": "MIT",
    "tus-js-client": "MIT",
    "world-atlas": "ISC",
}

_SVG = "{http://www.w3.org/2000/svg}"
_SYMBOL = (
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
    'viewBox="0 0 24 24"'
)


class VendoredFile(TypedDict):
    """One copied file: its path below ``static/vendor``, where it came from, and its SHA-256 in hex."""

    package: str
    version: str
    licence: str
    file: str
    sha256: str


def read_lock(static: Path) -> list[VendoredFile]:
    """Return the entries of the lock below the folder ``static``."""
    entries: list[VendoredFile] = json.loads((static / LOCK).read_text("utf-8"))
    return entries


def lock_of(static: Path, versions: dict[str, str]) -> list[VendoredFile]:
    """Describe every copied file as it is now; ``versions`` names each package's version."""
    vendor = (static / LOCK).parent
    files = sorted(path for path in vendor.rglob("*") if path.is_file() and path != static / LOCK)
    return [_described(path.relative_to(vendor), path.read_bytes(), versions) for path in files]


def sprite_of(static: Path) -> str:
    """Return the icon sprite made of every copied icon, in the order of their names."""
    symbols = [_symbol(path) for path in sorted((static / ICONS).glob("*.svg"), key=lambda path: path.stem)]
    head = "<!-- Made by icse.core.vendor from lucide-static (ISC, see vendor/lucide-static/LICENSE). -->"
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', head, *symbols, "</svg>", ""])


def _described(file: Path, content: bytes, versions: dict[str, str]) -> VendoredFile:
    package = file.parts[0]
    return {
        "package": package,
        "version": versions[package],
        "licence": LICENCES[package],
        "file": file.as_posix(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _symbol(path: Path) -> str:
    # The copied icons are our own, locked files, so entity tricks are not a danger here.
    root = ElementTree.parse(path).getroot()  # noqa: S314
    shapes = "".join(_shape(element) for element in root)
    return f'<symbol id="{path.stem}" {_SYMBOL}>{shapes}</symbol>'


def _shape(element: ElementTree.Element) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{element.tag.removeprefix(_SVG)}{attributes}/>"


def main(static: Path, versions: dict[str, str]) -> None:
    """Write the lock anew; where there are icons, the sprite and the outline too."""
    (static / LOCK).write_text(json.dumps(lock_of(static, versions), indent=1) + "\n", "utf-8")
    if not (static / ICONS).is_dir():
        return
    (static / SPRITE).write_text(sprite_of(static), "utf-8")
    (static / outline.DRAWING).write_text(outline.drawing_of(static), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), dict(argument.split("=", 1) for argument in sys.argv[2:]))
