"""Runs the servers of one test run, as long as the test run lives: until its standard input ends.

A process of its own, so that whatever becomes of the test run (Ctrl-C, a crash, SIGKILL), somebody is left to stop the
servers and to remove their folder. It writes one line of JSON: the folders, or the reason why there are none.
"""

import json
import os
import signal
import stat
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import NoReturn

from icse.embedded.account import remove_tree, servers_account
from icse.embedded.places import Refusal
from icse.embedded.postgres import UNSAFE_BUT_FAST, Cluster
from icse.embedded.valkey import Valkey

_PREFIX = "icse-test-"


def main() -> None:
    """Keep the servers until the owner closes the pipe or dies."""
    for kind in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner
    folder = make_short_folder(_PREFIX)
    try:
        keep(folder)
    except Refusal as error:
        _tell(error=str(error))
    finally:
        remove_tree(folder)


def keep(folder: Path) -> None:
    """Run a cluster and a Valkey in the folder until standard input ends."""
    cluster = Cluster(folder / "pg" / "data", folder / "run", UNSAFE_BUT_FAST)
    valkey = Valkey(folder / "valkey", folder / "run" / "valkey.sock")
    with cluster, valkey:
        _tell(socket_dir=str(cluster.sockets), broker_url=valkey.url, folder=str(folder))
        sys.stdin.read()


def make_short_folder(prefix: str) -> Path:
    """Make a temporary folder whose path leaves room for a socket and that the servers' user can reach."""
    bases = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108 (mkdtemp makes it)
    base = next((base for base in bases if len(str(base)) < 40 and _is_reachable(base)), bases[0])
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=base))
    if servers_account():
        folder.chmod(0o711)
    return folder


def _is_reachable(base: Path) -> bool:
    """As root the system user must get through without a folder being opened to it."""
    return base.is_dir() and (
        not servers_account() or all(part.stat().st_mode & stat.S_IXOTH for part in (base, *base.parents))
    )


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def _tell(**words: str) -> None:
    os.write(sys.stdout.fileno(), json.dumps(words).encode() + b"\n")


if __name__ == "__main__":
    main()
