"""python -m icse.embedded demo | reset | status | env

demo     run the whole service on this machine, with the demo world in it, until Ctrl-C
reset    remove this checkout's data: database, media, logs, secrets
status   say where the data are and what runs
env      print the settings as export lines, to run manage.py by hand beside a running demo
"""

import argparse
import contextlib
import shlex
import sys
from pathlib import Path

from icse.embedded.account import remove_tree
from icse.embedded.locks import holder
from icse.embedded.places import Places, Refusal, environment, find_places
from icse.embedded.postgres import Cluster
from icse.embedded.processes import living_in
from icse.embedded.supervisor import only_one, run_demo, say
from icse.embedded.valkey import Valkey

#: All that we ever put into a data folder. ICSE_DATA may name a folder with other things in it: those stay.
_OURS = (
    *("pg", "run", "valkey", "media", "logs", "secrets.json", "demo-sign-in.*"),
    *("beat-schedule*", "pginstall-*", "valkey-*", "*.lock"),
)


def reset() -> None:
    """Remove this checkout's data.

    :raises DemoRunning: the demo runs on them.
    """
    places = find_places()
    if not places.data.is_dir():
        say(f"There are no data in {places.data}.")
        return
    with only_one(places):
        remove_data(places)
    say(f"Removed the data in {places.data}.")


def remove_data(places: Places) -> None:
    """Remove what is ours, and the folder if nothing else is in it."""
    for path in (places.sockets, *(path for name in _OURS for path in sorted(places.data.glob(name)))):
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # somebody else's files are in it
        places.data.rmdir()


def status() -> None:
    """Say where the data are and what runs."""
    places = find_places()
    held = holder(places.lock)
    say(f"data        {places.data}{'' if places.data.is_dir() else ' (nothing there yet)'}")
    say(f"sockets     {places.sockets}")
    if held is None:
        say("demo        not running")
    else:
        say(f"demo        running, process {held.get('pid')}, http://127.0.0.1:{held.get('port')}/")
    for server, folder in ((Cluster, places.cluster), (Valkey, places.valkey)):
        say(f"{server.name:<11} {_pids(folder, server.program)}")


def _pids(folder: Path, program: str) -> str:
    pids = living_in(folder, program) if folder.exists() else []
    return f"running, process {min(pids)}" if pids else "not running"


def print_environment() -> None:
    """Print export lines for a shell."""
    for name, value in environment().items():
        say(f"export {name}={shlex.quote(value)}")


COMMANDS = {"demo": run_demo, "reset": reset, "status": status, "env": print_environment}


def main() -> int:
    """Run one command. Return 1, with the reason in words, if it was refused."""
    parser = argparse.ArgumentParser(
        prog="python -m icse.embedded", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    try:
        COMMANDS[parser.parse_args().command]()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
