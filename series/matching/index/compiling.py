"""How the kernels are compiled: by numba, once, and kept for the processes that come later.

What numba keeps is code that is run and pickles that are read back, so only a folder that is closed to others is used
for it, beside the index and away from the media, into which the web process writes. Where there is none, each process
compiles for itself.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import ParamSpec, TypeVar, cast

from django.conf import settings
from numba import config, njit

P = ParamSpec("P")
T = TypeVar("T")


def private_folder(folder: Path) -> Path | None:
    """Return the folder, made if need be, or None: it cannot be made, is not ours, or others may write in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    is_ours = status.st_uid == os.geteuid() and not stat.S_IMODE(status.st_mode) & 0o022
    return folder if is_ours and os.access(folder, os.W_OK | os.X_OK) else None


#: None where the folder is another user's, as when root runs a command beside the workers.
_KEPT = private_folder(settings.INDEX_FOLDER) and private_folder(settings.INDEX_FOLDER / f"compiled-{os.geteuid()}")
config.CACHE_DIR = str(_KEPT or "")


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Compile at the first call. It then runs without Python's lock, so heartbeats go on meanwhile."""
    return cast("Callable[P, T]", njit(cache=_KEPT is not None, nogil=True)(function))


def inlined(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a part of kernels of the same file. It is kept with them."""
    return cast("Callable[P, T]", njit(nogil=True)(function))


def forget_compiled() -> None:
    """Remove what is kept: it was damaged, as after a power cut. The next call compiles anew."""
    if _KEPT is not None:
        rmtree(_KEPT, ignore_errors=True)
        _KEPT.mkdir(mode=0o700, exist_ok=True)
