"""Rows as COPY's text format wants them, in pieces: column by column, so that millions take seconds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from icse.demo.scale.draws import Bytes, Flags, Ints

CHUNK = 50_000
NULL = "\\N"
#: The values of one column for a piece of the rows, or one value for all of them.
Column = Sequence[str] | str


@dataclass(frozen=True)
class Table:
    """One table's rows. ``piece`` gives the columns of the rows from one place to another."""

    name: str
    columns: tuple[str, ...]
    rows: int
    piece: Callable[[int, int], Sequence[Column]]

    def texts(self) -> Iterator[tuple[str, int]]:
        """Give the rows piece by piece, with their number."""
        for begin in range(0, self.rows, CHUNK):
            end = min(begin + CHUNK, self.rows)
            columns = [repeat(one, end - begin) if isinstance(one, str) else one for one in self.piece(begin, end)]
            yield "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n", end - begin


def uuids(keys: Bytes) -> list[str]:
    """Return keys in hexadecimal."""
    return hexes(keys)


def hexes(rows: Bytes) -> list[str]:
    """Return each row's bytes in hexadecimal."""
    text, width = rows.tobytes().hex(), rows.shape[1] * 2
    return [text[place : place + width] for place in range(0, len(text), width)]


def byteas(rows: Bytes) -> list[str]:
    """Return each row as a bytea."""
    return ["\\\\x" + one for one in hexes(rows)]


def moments(times: Ints) -> list[str]:
    """Return moments in UTC; 0 is none."""
    found: list[str] = np.datetime_as_string(times.astype("datetime64[ms]"), unit="ms", timezone="UTC").tolist()
    for place in np.flatnonzero(times == 0):
        found[place] = NULL
    return found


def numbers(values: npt.NDArray[Any]) -> list[str]:
    """Return whole numbers."""
    return list(map(str, values.tolist()))


def flags(values: Flags) -> list[str]:
    """Return truths."""
    found: list[str] = np.where(values, "t", "f").tolist()
    return found


def words(of: Sequence[str], places: npt.NDArray[Any]) -> list[str]:
    """Return the word at each place of a list; place -1 is its last one."""
    found: list[str] = np.array(of, dtype=object)[places].tolist()
    return found


def keys_or_null(keys: Bytes, places: Ints) -> list[str]:
    """Return the key at each place, none for -1."""
    found = uuids(keys[places])
    for place in np.flatnonzero(places < 0):
        found[place] = NULL
    return found
