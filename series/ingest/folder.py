"""Files and folders of this machine: which files are in them, and receiving them as an officer does in the browser."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from icse.core.errors import IcseError

MOST_FILES: Final = 100_000


class TooManyFiles(IcseError):
    """The folder holds more files than are taken at once."""

    def __init__(self) -> None:
        super().__init__(f"There are more than {MOST_FILES} files. Take a smaller folder.")


@dataclass(frozen=True)
class FoundFile:
    """A file to be taken, and what is kept of where it is: its place within what was named."""

    path: Path
    place: str


def files_in(named: Iterable[Path]) -> list[FoundFile]:
    """Return the files, and the regular files below the folders, in order. In folders no symbolic links are followed.

    :raises TooManyFiles: there are more than MOST_FILES.
    """
    found: list[FoundFile] = []
    for one in named:
        for path in _walk(one) if one.is_dir() else [one]:
            found.append(FoundFile(path, _place(path, one)))
            if len(found) > MOST_FILES:
                raise TooManyFiles
    return found


def _place(path: Path, named: Path) -> str:
    top = named.resolve().name
    return top if path == named else f"{top}/{path.relative_to(named)}"


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if stat.S_ISREG(path.lstat().st_mode):
                yield path
