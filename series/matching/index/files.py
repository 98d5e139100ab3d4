"""The folder of the index: the newest usable file, what is damaged, what is old."""

import fcntl
import os
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings

from series.matching.index.build import PART
from series.matching.index.compiling import private_folder
from series.matching.index.generation import Generation
from series.matching.index.layout import Damaged, Unusable

log = structlog.get_logger()

_SUFFIX: Final = ".pdq"


class NoFolder(Exception):
    """The folder of the index cannot be made, or others may write in it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The folder {folder} must be the workers' own, and closed to others: see ICSE_INDEX_FOLDER.")


def folder() -> Path:
    """Return the folder, made if need be. Raises NoFolder."""
    place: Path = settings.INDEX_FOLDER
    found = private_folder(place)
    if found is None:
        raise NoFolder(place)
    return found


def path_of(generation: int) -> Path:
    """Return where a generation is kept, whether or not it is there."""
    return folder() / f"near-{generation:08d}{_SUFFIX}"


def generations() -> list[tuple[int, Path]]:
    """Return the numbers and paths of all files, newest first, usable or not."""
    found = [(_number(path), path) for path in settings.INDEX_FOLDER.glob(f"near-*{_SUFFIX}")]
    return sorted(((number, path) for number, path in found if number is not None), reverse=True)


def newest(database: bytes, present: Generation | None = None) -> Generation | None:
    """Return the newest generation that can be used, which may be the present one; None where there is none.

    A damaged file is removed, so that every worker learns of it and a new one is built.
    """
    if present is not None and (present.header.database != database or not present.is_as_checked()):
        present = None
    for number, path in generations():
        if present is not None and number <= present.header.generation:
            return present
        opened = _opened(path, number, database)
        if opened is not None:
            return opened
    return present


def remove_old(keep: int) -> int:
    """Remove the files of generations before this one that nobody has mapped. Return how many."""
    return sum(_remove_unless_mapped(path) for number, path in generations() if number < keep)


def remove_drafts() -> None:
    """Remove what killed builders left. Only for who holds the builders' lock."""
    for path in folder().glob(f"*{PART}"):
        path.unlink(missing_ok=True)


def _number(path: Path) -> int | None:
    digits = path.name.removeprefix("near-").removesuffix(_SUFFIX)
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _opened(path: Path, number: int, database: bytes) -> Generation | None:
    try:
        found = Generation(path, database)
        if found.header.generation == number:
            return found
        log.warning("index.unusable", file=path.name, why="another generation's")
    except Damaged as error:
        log.error("index.damaged", file=path.name, why=str(error))
        path.unlink(missing_ok=True)
    except (Unusable, OSError) as error:
        log.warning("index.unusable", file=path.name, why=type(error).__name__)
    return None


def _remove_unless_mapped(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        # Who opens it between the lock and the end of the name has a whole file all the same.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
