"""What was copied from others is unchanged, complete and licensed; the sprite is made of it."""

from pathlib import Path
from xml.etree import ElementTree

from icse.core import outline, vendor

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"


def test_lock_names_every_copied_file_as_it_is() -> None:
    entries = vendor.read_lock(STATIC)
    versions = {entry["package"]: entry["version"] for entry in entries}
    assert vendor.lock_of(STATIC, versions) == entries
    assert {(entry["package"], entry["licence"]) for entry in entries} == {
        ("htmx.org", "0BSD"),
        ("lucide-static", "ISC"),
        ("world-atlas", "ISC"),
        ("noble-hashes", "MIT"),
        ("tus-js-client", "MIT"),
    }


def test_lock_notices_a_changed_file(tmp_path: Path) -> None:
    (tmp_path / "vendor" / "htmx.org").mkdir(parents=True)
    copied = tmp_path / "vendor" / "htmx.org" / "htmx.min.js"
    copied.write_bytes(b"one")
    before = vendor.lock_of(tmp_path, {"htmx.org": "2"})
    copied.write_bytes(b"two")
    assert vendor.lock_of(tmp_path, {"htmx.org": "2"}) != before


def test_every_package_keeps_its_licence() -> None:
    entries = vendor.read_lock(STATIC)
    licensed = {entry["package"] for entry in entries if Path(entry["file"]).name == "LICENSE"}
    assert licensed == {entry["package"] for entry in entries}


def test_sprite_is_made_of_the_copied_icons() -> None:
    assert (STATIC / vendor.SPRITE).read_text("utf-8") == vendor.sprite_of(STATIC)


def test_sprite_is_well_formed_and_names_each_icon_once() -> None:
    root = ElementTree.fromstring(vendor.sprite_of(STATIC))  # noqa: S314
    names = [symbol.attrib["id"] for symbol in root]
    assert names == sorted(path.stem for path in (STATIC / vendor.ICONS).glob("*.svg"))


def test_outline_is_made_of_the_copied_data() -> None:
    drawing = (STATIC / outline.DRAWING).read_text("utf-8")
    assert drawing == outline.drawing_of(STATIC)
    [symbol] = ElementTree.fromstring(drawing)  # noqa: S314
    assert symbol.attrib == {"id": "land", "viewBox": "0 0 360 180"}
    assert len(drawing) < 60_000


def test_a_position_lies_where_the_map_has_it() -> None:
    assert outline.place_of(90.0, -180.0) == (0, 0)
    assert outline.place_of(0.0, 0.0) == (180, 90)
    assert outline.place_of(-33.9, 151.2) == (331.2, 123.9)
