"""The sign-in lines of the demo: one password for all invented officers, made at the first load and kept in a file."""

import json
import os
import secrets
from dataclasses import asdict
from typing import Final

from accounts.demo_lines import DemoLine, DemoLines, demo_lines_file
from icse.demo.unit_texts import UNITS
from icse.demo.world.people import SECRETARIAT_UNIT, offered
from icse.demo.world.shapes import Person

#: 103 words: with three of them and four digits, 33 bits, which the limit on sign-in attempts makes plenty.
_WORDS: Final = (
    "acorn amber anchor apple arrow badge basil beacon birch biscuit blanket bottle bridge bronze bucket button "
    "cabin candle canoe carpet cedar cherry clover cobalt comet copper coral cotton crater cricket crystal daisy "
    "desert dolphin ember falcon feather fiddle garden ginger glacier granite hammer harbour hazel heron honey "
    "indigo island ivory jacket juniper kettle ladder lantern lemon lilac linen magnet maple marble meadow mirror "
    "mosaic nutmeg oasis olive orchid otter paddle paper pebble pepper pillow planet plum pocket quartz rabbit "
    "raven ribbon river saddle saffron sandal silver spruce summit tandem thistle timber tulip tunnel umbrella "
    "valley velvet violin walnut willow window winter yellow zephyr"
)


def shared_password() -> str:
    """The password of all invented officers: the one in the file, or a new one, written there before it is used."""
    found = _stored()
    if found:
        return found
    words = "-".join(secrets.choice(_WORDS.split()) for _ in range(3))
    password = f"{words}-{secrets.randbelow(9000) + 1000}"
    write_lines(password, ())
    return password


def write_lines(password: str, people: tuple[Person, ...]) -> DemoLines:
    """Write the lines for the sign-in page, readable by this account only, and return them."""
    units = {unit.country: unit.name for unit in UNITS}
    lines = DemoLines(
        password,
        tuple(
            DemoLine(
                email=person.email,
                name=person.name,
                unit=units.get(person.country, SECRETARIAT_UNIT),
                country=person.country,
                role=person.role,
                about=person.about,
            )
            for person in (offered(people) if people else ())
        ),
    )
    target = demo_lines_file()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(lines), file, ensure_ascii=False, indent=1)
    beside.replace(target)
    return lines


def has_lines() -> bool:
    """True if a password was written down."""
    return _stored() is not None


def _stored() -> str | None:
    """The password in the file; None if there is no file, or none that can be read."""
    try:
        found = json.loads(demo_lines_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    password = found.get("password") if isinstance(found, dict) else None
    return password if isinstance(password, str) and password else None
