"""Who runs the servers: the person who starts them or, since PostgreSQL refuses root, a system user."""

import functools
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from icse.embedded.places import Refusal

SYSTEM_USER = "icse-servers"


class NoSystemUser(Refusal):
    """The system user that the servers run as under root cannot be made."""


class PrivateFolder(Refusal):
    """A folder on the way is closed to the servers' user, and is not ours to open."""


class ForeignFolder(Refusal):
    """A folder of ours belongs to somebody else."""


@functools.cache
def servers_account() -> pwd.struct_passwd | None:
    """Return the system user that servers run as, made on first use, or None if they run as whoever starts them."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return _make_system_user()


def _make_system_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        done = subprocess.run(
            [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise NoSystemUser("As root, useradd is needed to make a system user for PostgreSQL.") from error
    try:
        # Another start may have made it at the same moment: what counts is that it is there.
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError as error:
        raise NoSystemUser(f"The system user {SYSTEM_USER} cannot be made: {done.stderr.strip()}") from error


def make_private_folder(path: Path) -> None:
    """Make a folder that only the servers' user (and root) may enter, its parents reachable for that user.

    :raises PrivateFolder: a parent is closed; it is never opened.
    :raises ForeignFolder: the folder is there and belongs to a stranger, or is no folder.
    """
    account = servers_account()
    owner = account.pw_uid if account else os.geteuid()
    path.parent.mkdir(mode=0o711 if account else 0o700, parents=True, exist_ok=True)
    if account:
        check_reachable(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise ForeignFolder(f"{path} is in the way: it is not a folder of ours. Remove it, or set ICSE_DATA.")
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)


def check_reachable(folder: Path) -> None:
    """Refuse a folder that the servers' user could only reach if private folders were opened to it."""
    for parent in (folder, *folder.parents):
        if not parent.stat().st_mode & stat.S_IXOTH:
            raise PrivateFolder(
                f"Started by root, the database runs as the system user {SYSTEM_USER}, which cannot enter {parent}. "
                "Set ICSE_DATA to a folder outside of private ones, or unset it."
            )


def remove_tree(path: Path) -> None:
    """Remove a folder and all below it, whoever of us owns it. A missing folder is fine."""
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        shutil.rmtree(path)
