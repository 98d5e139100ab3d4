"""Lists in JSON: Project VIC's, as cases or as hash sets, among them NIST's NSRL-CAID. Read in one pass, never whole.

Names are compared without case. A list of hashes needs little of the format: the hashes that stand in each ``Media``
(or straight in ``value``), and a PDQ among its ``AlternativeHashes``. Keys and sizes are not looked at: in NSRL-CAID
every MediaID is 0, and sizes are text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

import ijson.common

from series.matching.lists.entries import Algorithm, Bad, Entry, NotAList, entry_of

_HASHES: Final = {"md5": Algorithm.MD5, "sha1": Algorithm.SHA1, "sha256": Algorithm.SHA256, "pdq": Algorithm.PDQ}
_WANTED: Final = {*_HASHES, "hashname", "hashvalue"}
_DEEPEST: Final = 32


@dataclass
class _Level:
    """An object or an array, and the name that it stands under."""

    under: str
    is_map: bool
    fields: dict[str, str] = field(default_factory=dict)
    is_case: bool = False


def read_vics(file: BinaryIO) -> Iterator[Entry | Bad]:
    """Give what each medium says.

    :raises NotAList: it is not JSON, or ends too early.
    """
    place = 0
    for level, parent in _closed(file):
        if level.under == "alternativehashes" and parent is not None:
            _take_alternative(level, parent)
        elif level.under in {"", "value", "media"} and not level.is_case:
            if parent is None and not level.fields:
                continue  # the whole document
            place += 1
            texts = {_HASHES[name]: text for name, text in level.fields.items() if name in _HASHES}
            yield entry_of(texts, place)


def _closed(file: BinaryIO) -> Iterator[tuple[_Level, _Level | None]]:
    """Give each object when it ends, with the object that it is in."""
    levels: list[_Level] = []
    key = ""
    try:
        for event, value in ijson.basic_parse(file, use_float=True):
            if event == "map_key":
                key = value.casefold()
                levels[-1].is_case |= key in {"caseid", "media", "value"}
            elif event in {"start_map", "start_array"}:
                if len(levels) == _DEEPEST:
                    raise NotAList("broken")
                under = key if not levels or levels[-1].is_map else levels[-1].under
                levels.append(_Level(under, event == "start_map"))
            elif event == "end_array":
                levels.pop()
            elif event == "end_map":
                level = levels.pop()
                yield level, next((one for one in reversed(levels) if one.is_map), None)
            elif event == "string" and levels and levels[-1].is_map and key in _WANTED:
                levels[-1].fields[key] = value
    except (ijson.common.JSONError, ValueError) as error:
        raise NotAList("broken") from error


def _take_alternative(level: _Level, medium: _Level) -> None:
    name = level.fields.get("hashname", "").strip().casefold().replace("-", "")
    if name in _HASHES:
        medium.fields.setdefault(name, level.fields.get("hashvalue", ""))
