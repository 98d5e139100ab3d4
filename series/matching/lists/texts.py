"""Lists in lines: CSV with a header that names the hashes (NSRL's RDS is one), or a hash at the beginning of each."""

import csv
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from series.matching.lists.entries import BY_LENGTH, Algorithm, Bad, Entry, entry_of

_LONGEST: Final = 64 * 1024
_DELIMITERS: Final = ",;\t|"
_COLUMNS: Final = {"md5": Algorithm.MD5, "sha1": Algorithm.SHA1, "sha256": Algorithm.SHA256, "pdq": Algorithm.PDQ}
_FIRST: Final = re.compile(r"[^\s,;|]+")


def read_lines(file: BinaryIO) -> Iterator[Entry | Bad]:
    """Give what each line says. Empty lines, and those that begin with ``#``, say nothing.

    A line is one entry, whatever quotes it holds: one that lacks its end must not swallow the lines after it.
    """
    columns: Mapping[Algorithm, int] | None = None
    delimiter = ","
    for place, line in _lines(file):
        if line is None:
            yield Bad(place, "too_long")
        elif not line or line.startswith("#"):
            continue
        elif columns is None:
            delimiter = max(_DELIMITERS, key=line.count)
            columns = _header(line, delimiter)
            if not columns:
                yield _alone(line, place)
        elif columns:
            yield _row(line, delimiter, columns, place)
        else:
            yield _alone(line, place)


def _lines(file: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """Number the lines; None stands for one that is too long to be one."""
    place = 0
    while piece := file.readline(_LONGEST):
        place += 1
        whole = len(piece) < _LONGEST or piece.endswith(b"\n")
        while len(piece) == _LONGEST and not piece.endswith(b"\n"):
            piece = file.readline(_LONGEST)
        text = piece.decode("utf-8", "replace").removeprefix("\ufeff").strip() if whole else None
        yield place, text


def _header(line: str, delimiter: str) -> dict[Algorithm, int]:
    """Return which column holds which hash; nothing for a line that is no header."""
    names = [re.sub(r"[^a-z0-9]|hash", "", cell.casefold()) for cell in _cells(line, delimiter)]
    return {_COLUMNS[name]: place for place, name in reversed([*enumerate(names)]) if name in _COLUMNS}


def _row(line: str, delimiter: str, columns: Mapping[Algorithm, int], place: int) -> Entry | Bad:
    cells = _cells(line, delimiter)
    return entry_of({one: cells[at] for one, at in columns.items() if at < len(cells)}, place)


def _alone(line: str, place: int) -> Entry | Bad:
    """Read what `sha256sum` and its kind write: the hash, and what follows it is a name."""
    found = _FIRST.search(line)
    text = found.group().strip("\"'") if found else ""
    algorithm = BY_LENGTH.get(len(text))
    return entry_of({algorithm: text}, place) if algorithm else Bad(place, "wrong_hash")


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader((line,), delimiter=delimiter), [])
    except csv.Error:
        return []
