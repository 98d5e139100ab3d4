"""A folder of this machine: which files are in it, and receiving them as an officer does in the browser."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from accounts.models import Audience, Officer
from icse.core.errors import IcseError
from series import actions
from series.models import Item
from series.uploads import ReceivedFile

MOST_FILES: Final = 100_000


class TooManyFiles(IcseError):
    """The folder holds more files than are taken at once."""

    def __init__(self) -> None:
        super().__init__(f"There are more than {MOST_FILES} files. Take a smaller folder.")


@dataclass(frozen=True)
class Destination:
    """Whose files they are, from which case, and for whom."""

    officer: Officer
    case: str
    exhibit: str
    audience: Audience
    upload: UUID


def files_in(folder: Path) -> list[Path]:
    """Return the regular files below a folder, in order. Symbolic links are not followed, neither to files.

    :raises TooManyFiles: there are more than MOST_FILES.
    """
    found: list[Path] = []
    for path in _walk(folder):
        found.append(path)
        if len(found) > MOST_FILES:
            raise TooManyFiles
    return found


def receive(received: ReceivedFile, to: Destination) -> Item:
    """Take one file through the same actions as the upload page; inside the officer's door.

    :raises IcseError: the officer may not do this.
    """
    case = actions.open_case(national_reference=to.case, exhibit=to.exhibit, by=to.officer)
    return actions.receive_item(
        received=received, case=case, audience=to.audience, name=received.name or "", upload=to.upload, by=to.officer
    )


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if stat.S_ISREG(path.lstat().st_mode):
                yield path
